/** Saves what the panel shows where a person says, through VS Code's file system, so that it works on remotes too. */
import * as vscode from "vscode";
import type { SaveFormat, SaveFromPanel, SaveToPanel } from "../../protocol/saveMessages.ts";
import { fileNameOf } from "../fileName.ts";

type FileFormat = Exclude<SaveFormat, "markdown">;

const titles: Readonly<Record<FileFormat, string>> = {
  png: "PNG picture",
  svg: "SVG drawing",
  npy: "NumPy array",
  csv: "Comma-separated values",
};

/** `beside` is the model's file, in whose folder the dialog starts. `undefined` where the dialog was closed. Never rejects. */
export async function saveOrCopy(
  message: SaveFromPanel,
  beside: vscode.Uri | undefined,
): Promise<SaveToPanel | undefined> {
  try {
    if (message.type === "copyText") {
      await vscode.env.clipboard.writeText(message.text);
      return ended("Copied as Markdown");
    }
    return await saveFile(message, beside);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const what = message.type === "copyText" ? "copied" : "saved";
    return { type: "saveEnded", message: `Nothing was ${what}: ${reason}`, failed: true };
  }
}

async function saveFile(
  { format, name, bytes, companion }: Extract<SaveFromPanel, { type: "saveFile" }>,
  beside: vscode.Uri | undefined,
): Promise<SaveToPanel | undefined> {
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, "-").slice(0, 100) || "layer";
  const folder = beside ? vscode.Uri.joinPath(beside, "..") : vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    title: `Save as ${titles[format]}`,
    filters: { [titles[format]]: [format] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, `${plain}.${format}`) } : {}),
  });
  if (!uri) return undefined;
  const progress = { location: vscode.ProgressLocation.Window, title: `Saving ${fileNameOf(uri)}` };
  await vscode.window.withProgress(progress, async () => {
    await vscode.workspace.fs.writeFile(uri, new Uint8Array(bytes));
    if (companion === null) return;
    const text = new TextEncoder().encode(companion);
    await vscode.workspace.fs.writeFile(uri.with({ path: `${uri.path}.json` }), text);
  });
  const more = companion === null ? "" : ` and ${fileNameOf(uri)}.json`;
  return ended(`Saved ${fileNameOf(uri)}${more}`);
}

function ended(message: string): SaveToPanel {
  return { type: "saveEnded", message, failed: false };
}
