/** Shows a layer in its file: selected, in the column where the file is open already. */
import * as vscode from "vscode";
import type { PanelTarget } from "../../protocol/panel.ts";
import type { LanguageSession } from "../languageSession.ts";

export async function revealLayer(
  session: LanguageSession,
  target: PanelTarget,
  focus: boolean,
): Promise<void> {
  const place = await session.layerRange(target);
  if (!place) {
    vscode.window.setStatusBarMessage(`ConvLens: ${target.layerPath.at(-1)} is no longer in the file`, 5000);
    return;
  }
  const { start, end } = place.range;
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  const uri = vscode.Uri.parse(place.uri ?? target.uri);
  const open = vscode.window.visibleTextEditors.find(
    (editor) => editor.document.uri.toString() === uri.toString(),
  );
  // Choosing a layer in the panel must not bring up a file that a person has put out of sight.
  if (!open && !focus) return;
  const editor = await vscode.window.showTextDocument(uri, {
    viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
    preserveFocus: !focus,
    selection: new vscode.Range(range.start, range.start),
  });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
