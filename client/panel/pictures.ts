/** Pictures to run layers on: listed, chosen by dialog, read through VS Code's file system, kept for the workspace. */
import * as vscode from "vscode";
import {
  isPictureName,
  type ListedPicture,
  largestPictureFile,
  type PicturesFromPanel,
  type PicturesToPanel,
  pictureEndings,
} from "../../protocol/pictureMessages.ts";
import { fileNameOf } from "../fileName.ts";
import { listWorkspacePictures } from "./workspacePictures.ts";

/** Addresses of pictures chosen from outside of the workspace, the last one first. */
const rememberedKey = "convlens.panel.pictures";
const mostRemembered = 12;

/** Carries out what the page asks for; `undefined` where there is nothing to answer. Never rejects. */
export async function answerPictures(
  context: vscode.ExtensionContext,
  message: PicturesFromPanel,
): Promise<PicturesToPanel | undefined> {
  switch (message.type) {
    case "pickPicture":
      return pickPicture(context.workspaceState, message.slot);
    case "loadPicture":
      return readPicture(vscode.Uri.parse(message.uri), message.slot);
    case "keepPicture":
      return keepPicture(context, message);
    case "listPictures":
      return listPictures(context.workspaceState);
  }
}

async function pickPicture(memory: vscode.Memento, slot: number): Promise<PicturesToPanel | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: "Picture to run the layer on",
      openLabel: "Use as Input",
      canSelectMany: false,
      filters: { Pictures: [...pictureEndings] },
    })) ?? [];
  if (!uri) return undefined;
  const answer = await readPicture(uri, slot);
  if (answer.type === "picture") await remember(memory, uri.toString());
  return answer;
}

async function readPicture(uri: vscode.Uri, slot: number | null): Promise<PicturesToPanel> {
  const name = nameOf(uri);
  const failed = (message: string) => ({ type: "pictureFailed", uri: uri.toString(), message }) as const;
  if (!isPictureName(uri.path))
    return failed(`${name} is no picture: ${pictureEndings.join(", ")} are read.`);
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > largestPictureFile) return failed(tooLarge(name, size));
    const file = await vscode.workspace.fs.readFile(uri);
    // A copy of its own: a Uint8Array would arrive as an object of numbers.
    return { type: "picture", uri: uri.toString(), name, bytes: new Uint8Array(file).buffer, slot };
  } catch (error) {
    return failed(`${name} could not be read: ${reasonOf(error)}`);
  }
}

/** Stores what was dropped or pasted with the workspace's other state, so that it is there again after a reload. */
async function keepPicture(
  { storageUri, globalStorageUri, workspaceState }: vscode.ExtensionContext,
  { name, bytes, slot }: Extract<PicturesFromPanel, { type: "keepPicture" }>,
): Promise<PicturesToPanel> {
  const folder = vscode.Uri.joinPath(storageUri ?? globalStorageUri, "pictures");
  if (bytes.byteLength > largestPictureFile) {
    return { type: "pictureFailed", uri: null, message: tooLarge(name, bytes.byteLength) };
  }
  const plain = name.replace(/[^\p{L}\p{N}._ -]/gu, "_").slice(-80);
  const uri = vscode.Uri.joinPath(folder, `${Date.now()}-${plain}`);
  try {
    await vscode.workspace.fs.writeFile(uri, new Uint8Array(bytes));
    for (const dropped of await remember(workspaceState, uri.toString())) await removeKept(dropped, folder);
    return { type: "pictureKept", uri: uri.toString(), name, slot };
  } catch (error) {
    return { type: "pictureFailed", uri: null, message: `${name} could not be kept: ${reasonOf(error)}` };
  }
}

/** Only our own copies go; a file that a person picked stays where it is. */
async function removeKept(address: string, folder: vscode.Uri): Promise<void> {
  const uri = vscode.Uri.parse(address);
  if (vscode.Uri.joinPath(uri, "..").toString() !== folder.toString()) return;
  try {
    await vscode.workspace.fs.delete(uri);
  } catch {
    // It is gone already.
  }
}

async function listPictures(memory: vscode.Memento): Promise<PicturesToPanel> {
  const { pictures, isCut } = await listWorkspacePictures();
  const own = remembered(memory).map((uri): ListedPicture => {
    return { uri, name: nameOf(vscode.Uri.parse(uri)), folder: "chosen earlier" };
  });
  const listed = new Set(pictures.map((picture) => picture.uri));
  return {
    type: "pictureList",
    pictures: [...own.filter(({ uri }) => !listed.has(uri)), ...pictures],
    isCut,
  };
}

function remembered(memory: vscode.Memento): readonly string[] {
  const stored = memory.get<unknown>(rememberedKey);
  return Array.isArray(stored) ? stored.filter((uri) => typeof uri === "string") : [];
}

/** Gives the addresses that had to make room. */
async function remember(memory: vscode.Memento, uri: string): Promise<readonly string[]> {
  const all = [uri, ...remembered(memory).filter((known) => known !== uri)];
  await memory.update(rememberedKey, all.slice(0, mostRemembered));
  return all.slice(mostRemembered);
}

function tooLarge(name: string, size: number): string {
  return `${name} has ${Math.round(size / 1e6)} MB; pictures up to ${largestPictureFile / 1e6} MB are read.`;
}

/** Without the time that kept files carry in front, which tells two of one name apart. */
function nameOf(uri: vscode.Uri): string {
  return fileNameOf(uri).replace(/^\d{13}-/, "");
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
