/** Image files in the workspace's folders, found by walking them, which works on every file system. */
import * as vscode from "vscode";
import { unlistedFolders } from "../../protocol/language.ts";
import { isPictureName, type ListedPicture } from "../../protocol/pictureMessages.ts";

const mostPictures = 300;
/** Folders looked into; a workspace can hold a million. */
const mostFolders = 400;

export interface WorkspacePictures {
  readonly pictures: readonly ListedPicture[];
  /** There is more than was looked through. */
  readonly isCut: boolean;
}

/** Nearest folders first, names in their order; folders that cannot be read are passed over. */
export async function listWorkspacePictures(): Promise<WorkspacePictures> {
  const pictures: ListedPicture[] = [];
  const open = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => ({ uri, path: "" }));
  for (let at = 0; at < open.length; at++) {
    if (at === mostFolders || pictures.length >= mostPictures) return { pictures, isCut: true };
    const folder = open[at];
    if (!folder) break;
    for (const [name, type] of await entriesOf(folder.uri)) {
      const uri = vscode.Uri.joinPath(folder.uri, name);
      // Links could lead round in circles: only files are followed through them.
      if (type === vscode.FileType.Directory) {
        if (isListedFolder(name)) open.push({ uri, path: folder.path ? `${folder.path}/${name}` : name });
      } else if ((type & vscode.FileType.File) !== 0 && isPictureName(name)) {
        pictures.push({ uri: uri.toString(), name, folder: folder.path });
      }
    }
  }
  return { pictures: pictures.slice(0, mostPictures), isCut: pictures.length > mostPictures };
}

async function entriesOf(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries.sort(([a], [b]) => (a < b ? -1 : 1));
  } catch {
    return [];
  }
}

function isListedFolder(name: string): boolean {
  return !name.startsWith(".") && !unlistedFolders.some((unlisted) => unlisted === name);
}
