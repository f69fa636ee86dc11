/** A range of the language server as one of the editor. */
import * as vscode from "vscode";
import type { TextRange } from "../protocol/language.ts";

export function editorRange({ start, end }: TextRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
