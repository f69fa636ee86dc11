/** Settings of section `convlens` that hold one value for each file, such as the numbers for its free input sizes. */
import * as vscode from "vscode";

/**
 * Keeps `value` for a file, `undefined` to forget it: in the workspace's settings where there is a workspace, so that everybody
 * who works on it sees the same.
 */
export async function keepForFile(
  setting: string,
  uri: vscode.Uri,
  value: object | undefined,
): Promise<void> {
  const configuration = vscode.workspace.getConfiguration("convlens");
  const inWorkspace = (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
  const kept = configuration.inspect<Record<string, unknown>>(setting);
  const before = (inWorkspace ? kept?.workspaceValue : kept?.globalValue) ?? {};
  const { [keyOf(uri)]: _, ...others } = before;
  const after = value === undefined ? others : { ...others, [keyOf(uri)]: value };
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update(setting, Object.keys(after).length === 0 ? undefined : after, target);
}

/** The path below the workspace folder, with forward slashes; the whole path outside of every folder. */
function keyOf(uri: vscode.Uri): string {
  const relative = vscode.workspace.asRelativePath(uri, false);
  return vscode.workspace.getWorkspaceFolder(uri) ? relative.replaceAll("\\", "/") : uri.path;
}
