/** Pictures that a person picks as input: chosen by dialog, read through VS Code's file system, remembered per workspace. */
import * as vscode from "vscode";
import type { ToPanel } from "../../protocol/panel.ts";

const rememberedKey = "convlens.panel.picture";
/** Bytes of an image file; larger ones are not meant for a sample. */
const largestFile = 50 * 1024 * 1024;

/** Asks for a picture; `undefined` when the dialog is closed without one. */
export async function pickPicture(memory: vscode.Memento): Promise<ToPanel | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: "Picture to run the layer on",
      openLabel: "Use as Input",
      canSelectMany: false,
      filters: { Pictures: ["png", "jpg", "jpeg", "gif", "webp", "bmp"] },
    })) ?? [];
  if (!uri) return undefined;
  const message = await readPicture(uri);
  if (message.type === "picture") await memory.update(rememberedKey, uri.toString());
  return message;
}

/** The picture picked last in this workspace. */
export async function loadPicture(memory: vscode.Memento): Promise<ToPanel> {
  const remembered = memory.get<unknown>(rememberedKey);
  if (typeof remembered !== "string") {
    return { type: "pictureFailed", message: "No picture was picked in this workspace yet." };
  }
  return readPicture(vscode.Uri.parse(remembered));
}

async function readPicture(uri: vscode.Uri): Promise<ToPanel> {
  const name = uri.path.split("/").at(-1) ?? uri.path;
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > largestFile) {
      return {
        type: "pictureFailed",
        message: `${name} has ${Math.round(size / 1e6)} MB; pictures up to 52 MB are read.`,
      };
    }
    const file = await vscode.workspace.fs.readFile(uri);
    // A copy of its own: a Uint8Array would arrive as an object of numbers.
    return { type: "picture", name, bytes: new Uint8Array(file).buffer };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { type: "pictureFailed", message: `${name} could not be read: ${reason}` };
  }
}
