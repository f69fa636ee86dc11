/** The button that shows the numbers of all pictures as tables in their place. */
import { html, type TemplateResult } from "lit";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import { icon } from "../icons.ts";

export function tablesToggle({ choices }: PanelState, actions: PanelActions): TemplateResult {
  return html`<button
    class="icon-button"
    data-testid="tables-toggle"
    aria-pressed=${choices.tables ? "true" : "false"}
    aria-label="Tables in place of pictures"
    title=${choices.tables ? "Show pictures (T)" : "Show tables in place of pictures (T)"}
    @click=${() => actions.choose({ tables: !choices.tables })}
  >${icon("table")}</button>`;
}
