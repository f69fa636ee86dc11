/** Shows a place of a file in an editor: where the file is open already, else where the caller says. */
import * as vscode from "vscode";

export function openEditor(uri: vscode.Uri): vscode.TextEditor | undefined {
  return vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
}

/** Puts the cursor at the beginning of the range, and the range in sight; the keyboard goes there only with `focus`. */
export async function showPlace(
  uri: vscode.Uri,
  range: vscode.Range,
  { focus, otherwise = vscode.ViewColumn.Active }: { focus: boolean; otherwise?: vscode.ViewColumn },
): Promise<void> {
  const editor = await vscode.window.showTextDocument(uri, {
    viewColumn: openEditor(uri)?.viewColumn ?? otherwise,
    preserveFocus: !focus,
    selection: new vscode.Range(range.start, range.start),
  });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
