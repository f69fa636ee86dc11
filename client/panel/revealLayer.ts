/** Shows a layer in its file: selected, in the column where the file is open already, and never over the panel. */
import * as vscode from "vscode";
import type { PanelTarget } from "../../protocol/panel.ts";
import { editorRange } from "../editorRange.ts";
import { fileNameOf } from "../fileName.ts";
import type { LanguageSession } from "../languageSession.ts";
import { openEditor, showPlace } from "../showPlace.ts";
import { fileColumn } from "./fileColumn.ts";

export async function revealLayer(
  session: LanguageSession,
  target: PanelTarget,
  focus: boolean,
): Promise<void> {
  const tell = (what: string) => vscode.window.setStatusBarMessage(`ConvLens: ${what}`, 5000);
  try {
    // The server knows open documents only, and a person may have closed this one.
    await vscode.workspace.openTextDocument(vscode.Uri.parse(target.uri));
  } catch {
    tell(
      `${fileNameOf(vscode.Uri.parse(target.uri))} can no longer be opened: it may have been moved, renamed or deleted`,
    );
    return;
  }
  const place = await session.layerRange(target);
  if (!place) {
    tell(`${target.layerPath.at(-1)} is no longer in the file`);
    return;
  }
  const range = editorRange(place.range);
  const uri = vscode.Uri.parse(place.uri ?? target.uri);
  // Choosing a layer in the panel must not bring up a file that a person has put out of sight.
  if (!openEditor(uri) && !focus) return;
  await showPlace(uri, range, { focus, otherwise: fileColumn(uri) });
}
