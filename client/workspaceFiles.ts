/** Reads files of the workspace for the language server, through the editor's own file system. */
import * as vscode from "vscode";
import {
  codeFileEndings,
  longestWorkspaceFile,
  mostListedFiles,
  type ReadFilesParams,
  type ReadFilesResult,
  unlistedFolders,
} from "../protocol/language.ts";

export function readWorkspaceFiles({
  uris,
  longest = longestWorkspaceFile,
}: ReadFilesParams): Promise<ReadFilesResult> {
  return Promise.all(uris.map((uri) => readText(vscode.Uri.parse(uri), longest)));
}

/** Addresses of the files of code; a workspace that cannot be searched gives none. */
export async function listCodeFiles(): Promise<readonly string[]> {
  const found = await vscode.workspace.findFiles(
    `**/*.{${codeFileEndings.join(",")}}`,
    `**/{${unlistedFolders.join(",")}}/**`,
    mostListedFiles,
  );
  return found.map((uri) => uri.toString());
}

async function readText(uri: vscode.Uri, longest: number): Promise<string | null> {
  if (!vscode.workspace.getWorkspaceFolder(uri)) return null;
  try {
    const status = await vscode.workspace.fs.stat(uri);
    if (!(status.type & vscode.FileType.File) || status.size > longest) return null;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    // Most addresses that are asked for are guesses at a file's ending.
    return null;
  }
}
