/** Where a file is opened that the panel points at: never over the panel. */
import * as vscode from "vscode";
import { panelViewType } from "../../protocol/panel.ts";

/** The column that has the file in one of its tabs; else the first without the panel in sight; else one of its own beside the panel. */
export function fileColumn(uri: vscode.Uri): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all;
  const has = ({ tabs }: vscode.TabGroup) => tabs.some(({ input }) => isFile(input, uri));
  const free = groups.filter(({ activeTab }) => !isPanel(activeTab));
  const group = free.find(has) ?? free[0];
  return group?.viewColumn ?? Math.max(0, ...groups.map(({ viewColumn }) => viewColumn)) + 1;
}

function isFile(input: unknown, uri: vscode.Uri): boolean {
  return input instanceof vscode.TabInputText && input.uri.toString() === uri.toString();
}

/** VS Code puts a prefix of its own before the type. */
function isPanel(tab: vscode.Tab | undefined): boolean {
  return tab?.input instanceof vscode.TabInputWebview && tab.input.viewType.endsWith(panelViewType);
}
