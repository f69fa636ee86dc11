/** The last name of an address, as a person reads it. */
import type * as vscode from "vscode";

export function fileNameOf({ path }: vscode.Uri): string {
  return path.split("/").at(-1) ?? path;
}
