/** Command "Show Model Summary": lists the layers with their numbers; choosing one goes to it. */
import * as vscode from "vscode";
import type { ModelSummary, TextRange } from "../protocol/language.ts";
import { editorRange } from "./editorRange.ts";
import type { LanguageService } from "./languageService.ts";

interface LayerItem extends vscode.QuickPickItem {
  readonly range?: TextRange;
  readonly uri?: string;
}

/** The summary of the document of that address, else of the one in the active editor. */
export async function showSummary(service: LanguageService, uri?: unknown): Promise<void> {
  const document = typeof uri === "string" ? uri : vscode.window.activeTextEditor?.document.uri.toString();
  const models = document === undefined ? [] : await service.summaries(document);
  if (document === undefined || models.length === 0) {
    void vscode.window.showInformationMessage("ConvLens finds no model in the active editor.");
    return;
  }
  const chosen = await vscode.window.showQuickPick(models.flatMap(itemsOf), {
    title: models.map((model) => model.totals).join(", "),
    placeHolder: "Type a layer's name or class; choose one to go to it",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen?.range) await reveal(chosen.uri ?? document, chosen.range);
}

function itemsOf(model: ModelSummary): LayerItem[] {
  const heading: LayerItem = { label: model.totals, kind: vscode.QuickPickItemKind.Separator };
  const layers = model.layers.map(
    (layer): LayerItem => ({
      label: layer.path.join(" › "),
      description: `${layer.className} · ${layer.numbers}`,
      range: layer.range,
      ...(layer.uri === undefined ? {} : { uri: layer.uri }),
    }),
  );
  return [heading, ...layers];
}

async function reveal(uri: string, place: TextRange): Promise<void> {
  const editor = await vscode.window.showTextDocument(vscode.Uri.parse(uri));
  const range = editorRange(place);
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenter);
}
