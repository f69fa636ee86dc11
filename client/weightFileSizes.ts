/** Tells the language server how large the weight files beside a model are, through the editor's own file system. */
import * as vscode from "vscode";
import type { FileSizesParams, FileSizesResult } from "../protocol/language.ts";

/** A file that is not there, or that is a folder, is `null`; paths that lead to another place than a file are left out. */
export async function weightFileSizes({ uri, paths }: FileSizesParams): Promise<FileSizesResult> {
  const folder = vscode.Uri.joinPath(vscode.Uri.parse(uri), "..");
  // An untitled document lies nowhere, and an address on the web is not looked up.
  if (folder.scheme === "untitled") return {};
  const relative = paths.filter((path) => !/^[a-z][a-z0-9+.-]*:/i.test(path));
  const sizes = await Promise.all(
    relative.map(async (path) => [path, await sizeOf(vscode.Uri.joinPath(folder, path))] as const),
  );
  return Object.fromEntries(sizes);
}

async function sizeOf(file: vscode.Uri): Promise<number | null> {
  try {
    const { size, type } = await vscode.workspace.fs.stat(file);
    return (type & vscode.FileType.Directory) === 0 ? size : null;
  } catch {
    return null;
  }
}
