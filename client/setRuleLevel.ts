/** Command behind "Switch ... off in the settings": writes the severity of one rule into `convlens.rules`. */
import * as vscode from "vscode";

/** Into the workspace's settings where a folder is open, else into the user's. */
export async function setRuleLevel(code: unknown, level: unknown): Promise<void> {
  if (typeof code !== "string" || typeof level !== "string") return;
  const settings = vscode.workspace.getConfiguration("convlens");
  const folders = vscode.workspace.workspaceFolders?.length ?? 0;
  const target = folders > 0 ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  const known = settings.inspect<Record<string, string>>("rules");
  const before = folders > 0 ? known?.workspaceValue : known?.globalValue;
  await settings.update("rules", { ...before, [code]: level }, target);
}
