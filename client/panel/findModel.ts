/** Asks the language server for the model that the panel stands on, after every kind of change to the file. */
import * as vscode from "vscode";
import type { LayerNode, ModelGraph } from "../../core/graph/modelGraph.ts";
import type { ModelAtResult } from "../../protocol/language.ts";
import type { PanelTarget } from "../../protocol/panel.ts";
import { editorRange } from "../editorRange.ts";
import { fileNameOf } from "../fileName.ts";
import type { LanguageSession } from "../languageSession.ts";
import { layersWithin, rangeAmong } from "./layerRange.ts";
import type { RunTarget } from "./runTarget.ts";

export type FoundModel =
  | { readonly kind: "found"; readonly result: ModelAtResult; readonly target: PanelTarget }
  | { readonly kind: "none"; readonly message: string };

/** What the panel says before there is a layer. */
export const nothingChosen =
  "No layer is chosen yet. Put the cursor into a layer of a model and run “ConvLens: Run Layer on Sample”.";

/** Never rejects. A layer that is gone leaves its name in the target, so that the panel can say so. */
export async function findModel(session: LanguageSession, wanted: RunTarget): Promise<FoundModel> {
  const uri = wanted.kind === "layer" ? wanted.target.uri : wanted.uri;
  let document: vscode.TextDocument;
  try {
    // The server knows open documents only, and after a reload this one may not be open yet.
    document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  } catch {
    return {
      kind: "none",
      message: `${fileNameOf(vscode.Uri.parse(uri))} can no longer be opened: it may have been moved, renamed or deleted. Open it where it is now, or another model file, put the cursor into a layer and run “ConvLens: Run Layer on Sample”.`,
    };
  }
  const result = await modelOf(session, wanted);
  if (!result) {
    return {
      kind: "none",
      message:
        "This file holds no model that ConvLens can read. Put the cursor into a Keras or TensorFlow.js model and run the command again; the Problems view says what could not be read.",
    };
  }
  const { modelIndex } = result;
  return { kind: "found", result, target: { uri, modelIndex, ...chosenLayers(wanted, result, document) } };
}

type ChosenLayers = Pick<PanelTarget, "layerPath" | "from">;

function chosenLayers(wanted: RunTarget, result: ModelAtResult, document: vscode.TextDocument): ChosenLayers {
  const { graph, layerPath, version } = result;
  switch (wanted.kind) {
    case "layer": {
      const { from } = wanted.target;
      return { layerPath: wanted.target.layerPath, ...(from ? { from } : {}) };
    }
    case "layers":
      return rangeAmong(graph, wanted.layerPaths) ?? { layerPath };
    case "cursor": {
      // While the file is newer than the graph, places do not fit.
      if (!wanted.selection || document.version !== version) return { layerPath };
      const { start, end } = editorRange(wanted.selection);
      const paths = layersWithin(graph, document.offsetAt(start), document.offsetAt(end));
      return rangeAmong(graph, paths) ?? { layerPath };
    }
  }
}

/** The layer or the range that is meant; `undefined` where there is no model. */
export async function targetOf(
  session: LanguageSession,
  wanted: RunTarget,
): Promise<PanelTarget | undefined> {
  const found = await findModel(session, wanted);
  return found.kind === "found" ? found.target : undefined;
}

async function modelOf(session: LanguageSession, wanted: RunTarget): Promise<ModelAtResult | null> {
  switch (wanted.kind) {
    case "cursor":
      return session.modelAt({ uri: wanted.uri, position: wanted.position });
    case "layer":
      return modelOfLayer(session, wanted.target);
    case "layers": {
      const { uri, modelIndex, layerPaths } = wanted;
      return modelOfLayer(session, { uri, modelIndex, layerPath: layerPaths[0] ?? [] });
    }
  }
}

async function modelOfLayer(session: LanguageSession, target: PanelTarget): Promise<ModelAtResult | null> {
  const { uri, layerPath } = target;
  const place = layerPath.length > 0 ? await session.layerRange(target) : null;
  if (place && place.uri === undefined)
    return session.modelAt({ uri, position: place.range.start, layerPath });
  return session.modelAt({ uri, position: { line: 0, character: 0 }, layerPath });
}

/** True where the model was found, and has the layer that is meant. */
export function holdsLayer(found: FoundModel): boolean {
  if (found.kind === "none") return false;
  let model: ModelGraph | undefined = found.result.graph;
  for (const name of found.target.layerPath) {
    const node: LayerNode | undefined = model?.layers.find((each) => each.name === name);
    if (!node) return false;
    model = node.model;
  }
  return true;
}
