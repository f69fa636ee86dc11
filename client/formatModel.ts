/** Command "Format Model JSON": lays the whole document out over lines, as one step that can be undone. */
import * as vscode from "vscode";
import { layOutJson, sameOffset } from "./jsonLayout.ts";

/** Formats the document of that address, else the one in the active editor. */
export async function formatModel(uri?: unknown): Promise<void> {
  const editor = await editorOf(uri);
  if (!editor || !["json", "jsonc"].includes(editor.document.languageId)) {
    void vscode.window.showInformationMessage("ConvLens formats JSON models: open one in an editor first.");
    return;
  }
  const { document } = editor;
  const before = document.getText();
  const after = layOutJson(before, layoutOf(editor));
  if (after === before) return;
  const cursor = sameOffset(before, after, document.offsetAt(editor.selection.active));
  const everything = new vscode.Range(document.positionAt(0), document.positionAt(before.length));
  const done = await editor.edit((edit) => edit.replace(everything, after));
  if (!done) {
    void vscode.window.showWarningMessage("ConvLens could not format this file; it may be read-only.");
    return;
  }
  const position = document.positionAt(cursor);
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function editorOf(uri: unknown): Promise<vscode.TextEditor | undefined> {
  const active = vscode.window.activeTextEditor;
  if (typeof uri !== "string" || active?.document.uri.toString() === uri) return active;
  return vscode.window.showTextDocument(vscode.Uri.parse(uri));
}

function layoutOf(editor: vscode.TextEditor) {
  const { insertSpaces, indentSize } = editor.options;
  return {
    indent: insertSpaces === false ? "\t" : " ".repeat(typeof indentSize === "number" ? indentSize : 2),
    lineEnd: editor.document.eol === vscode.EndOfLine.CRLF ? "\r\n" : "\n",
  };
}
