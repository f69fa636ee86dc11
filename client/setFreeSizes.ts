/** Command "Set Free Input Sizes": asks for numbers in the place of free sizes and keeps them in the settings. */
import * as vscode from "vscode";
import { keepForFile } from "./fileSetting.ts";
import { freeSizesText, readFreeSizes } from "./freeSizesText.ts";
import type { LanguageService } from "./languageService.ts";

const setting = "freeSizes";

/** For the document of that address, else for the one in the active editor. An empty answer makes the sizes free again. */
export async function setFreeSizes(service: LanguageService, address?: unknown): Promise<void> {
  const uri =
    typeof address === "string" ? vscode.Uri.parse(address) : vscode.window.activeTextEditor?.document.uri;
  const free = uri && (await service.freeSizes(uri.toString()));
  if (!uri || !free) {
    void vscode.window.showInformationMessage("ConvLens finds no model in the active editor.");
    return;
  }
  const { names, sizes } = free;
  if (names.length === 0) {
    void vscode.window.showInformationMessage(
      "Every input size of this file is a number; there is none to set.",
    );
    return;
  }
  const typed = await vscode.window.showInputBox({
    title: `Sizes for ${names.join(", ")} in ${vscode.workspace.asRelativePath(uri)}`,
    prompt:
      "Shapes, MACs and memory are shown for these sizes; the file stays as it is. Empty makes them free again.",
    placeHolder: names.map((name) => `${name} = 224`).join(", "),
    value: freeSizesText(names, sizes),
    validateInput: (text) => {
      const read = readFreeSizes(text, names);
      return "message" in read ? read.message : undefined;
    },
  });
  const read = typed === undefined ? undefined : readFreeSizes(typed, names);
  if (read && "sizes" in read)
    await keepForFile(setting, uri, Object.keys(read.sizes).length === 0 ? undefined : read.sizes);
}
