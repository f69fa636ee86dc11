/** All tables of the view that is shown, also while it shows pictures: drawn once more out of sight, and read. */
import { render } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { workView } from "../frame/panelView.ts";
import { DataTable } from "../table/dataTable.ts";
import type { TableContent } from "../table/tableContent.ts";

export function viewTables(state: PanelState, actions: PanelActions): readonly TableContent[] {
  const place = document.createElement("div");
  render(workView({ ...state, choices: { ...state.choices, tables: true } }, actions), place);
  const tables = [...place.querySelectorAll("convlens-data-table")];
  return tables.flatMap((table) => (table instanceof DataTable ? [table.content] : []));
}
