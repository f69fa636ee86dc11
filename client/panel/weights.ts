/** Weight files for the panel: found beside the model, or picked by dialog and remembered per model; read on request. */
import { readdir } from "node:fs/promises";
import * as vscode from "vscode";
import { staysInFolder } from "../../core/graph/weightsManifest.ts";
import { weightFilesBeside } from "../../protocol/weightFiles.ts";
import type { WeightsToPanel } from "../../protocol/weightMessages.ts";
import { fileNameOf } from "../fileName.ts";

/** By model file: the weight file that was picked, or `null` where initialisers were asked for. */
const rememberedKey = "convlens.panel.weights";
const mostRemembered = 100;

/** The weight file to use for a model; `undefined` for none. Never rejects. */
export async function findWeights(
  memory: vscode.Memento,
  model: vscode.Uri,
): Promise<vscode.Uri | undefined> {
  const chosen = remembered(memory).find(([uri]) => uri === model.toString());
  if (chosen) {
    const [, file] = chosen;
    return file === null ? undefined : vscode.Uri.parse(file);
  }
  const name = (await listsWeights(model)) ? fileNameOf(model) : await nameBeside(model);
  return name === undefined ? undefined : vscode.Uri.joinPath(model, "..", name);
}

/** Asks for a weight file and remembers it; `undefined` when the dialog is closed without one. */
export async function pickWeights(
  memory: vscode.Memento,
  model: vscode.Uri,
): Promise<vscode.Uri | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: "Weights for the model",
      openLabel: "Use These Weights",
      canSelectMany: false,
      defaultUri: vscode.Uri.joinPath(model, ".."),
      filters: { Weights: ["h5", "hdf5", "keras", "safetensors", "json"] },
    })) ?? [];
  if (!uri) return undefined;
  await remember(memory, model, uri.toString());
  return uri;
}

/** From now on this model's weights come from initialisers. */
export async function dropWeights(memory: vscode.Memento, model: vscode.Uri): Promise<void> {
  await remember(memory, model, null);
}

/** Size or bytes of the weight file or of one below its folder. Never rejects. */
export async function readWeightPart(
  weights: vscode.Uri | undefined,
  request: { readonly id: number; readonly path: string; readonly what: "size" | "bytes" },
): Promise<WeightsToPanel> {
  const { id, path, what } = request;
  if (!weights || !staysInFolder(path))
    return { type: "fileFailed", id, message: `"${path}" is not beside the weights.` };
  const uri = vscode.Uri.joinPath(weights, "..", ...path.split(/[/\\]/));
  try {
    if (what === "size") {
      const { size } = await vscode.workspace.fs.stat(uri);
      return { type: "fileSize", id, size };
    }
    const file = await vscode.workspace.fs.readFile(uri);
    // A copy of its own where the file is part of a larger buffer: a Uint8Array would arrive as an object of numbers.
    const whole = file.byteLength === file.buffer.byteLength && file.buffer instanceof ArrayBuffer;
    return { type: "fileBytes", id, bytes: whole ? file.buffer : new Uint8Array(file).buffer };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { type: "fileFailed", id, message: `"${path}" could not be read: ${reason}` };
  }
}

/** A TensorFlow.js `model.json` lists its own weights. */
async function listsWeights(model: vscode.Uri): Promise<boolean> {
  if (!model.path.toLowerCase().endsWith(".json")) return false;
  try {
    return (await vscode.workspace.openTextDocument(model)).getText().includes('"weightsManifest"');
  } catch {
    return false;
  }
}

async function nameBeside(model: vscode.Uri): Promise<string | undefined> {
  try {
    return weightFilesBeside(fileNameOf(model), await filesIn(vscode.Uri.joinPath(model, "..")))[0];
  } catch {
    // A model that is no file has nothing beside it.
    return undefined;
  }
}

/** Files of this machine are listed past VS Code's window, which is busy while it opens the panel. */
async function filesIn(folder: vscode.Uri): Promise<string[]> {
  if (folder.scheme === "file") {
    const entries = await readdir(folder.fsPath, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  }
  const entries = await vscode.workspace.fs.readDirectory(folder);
  return entries.filter(([, type]) => (type & vscode.FileType.File) !== 0).map(([name]) => name);
}

type Remembered = readonly (readonly [model: string, file: string | null])[];

function remembered(memory: vscode.Memento): Remembered {
  const stored = memory.get<unknown>(rememberedKey);
  if (!Array.isArray(stored)) return [];
  return (stored as unknown[]).flatMap((entry) => {
    const [model, file] = Array.isArray(entry) ? (entry as unknown[]) : [];
    return typeof model === "string" && (file === null || typeof file === "string")
      ? [[model, file] as const]
      : [];
  });
}

async function remember(memory: vscode.Memento, model: vscode.Uri, file: string | null): Promise<void> {
  const others = remembered(memory).filter(([uri]) => uri !== model.toString());
  await memory.update(rememberedKey, [[model.toString(), file], ...others].slice(0, mostRemembered));
}
