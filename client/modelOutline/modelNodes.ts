/** The models of a document as a tree for people: models, their layers, and the layers of models within models. */
import type { ModelSummary, TextRange } from "../../protocol/language.ts";
import type { PanelTarget } from "../../protocol/panel.ts";

export interface ModelNode {
  readonly kind: "model" | "nestedModel" | "layer";
  /** The same for the same model or layer after an edit, so that what is open stays open. */
  readonly id: string;
  readonly name: string;
  /** A layer's numbers and class; a model's totals. */
  readonly description: string;
  /** The layer for the panel; `null` for a whole model. */
  readonly target: PanelTarget | null;
  /** Where it is written; `null` for a whole model. */
  readonly place: { readonly uri: string; readonly range: TextRange } | null;
  readonly children: readonly ModelNode[];
}

/** `uri` is the document's address. A document of one model gives its layers at the top; of several, the models. */
export function modelNodes(uri: string, models: readonly ModelSummary[]): readonly ModelNode[] {
  const trees = models.map((model, modelIndex) => layerNodes(uri, modelIndex, model.layers, []));
  if (trees.length === 1) return trees[0] ?? [];
  return models.map((model, modelIndex) => ({
    kind: "model",
    id: idOf(modelIndex, []),
    name: model.name,
    description: totalsOf(model),
    target: null,
    place: null,
    children: trees[modelIndex] ?? [],
  }));
}

type Layer = ModelSummary["layers"][number];

/** `layers` are all layers at or below `outer`, each model's own layers directly after the layer that is the model. */
function layerNodes(
  uri: string,
  modelIndex: number,
  layers: readonly Layer[],
  outer: readonly string[],
): readonly ModelNode[] {
  const groups: { readonly layer: Layer; readonly inner: Layer[] }[] = [];
  for (const layer of layers) {
    if (layer.path.length === outer.length + 1) groups.push({ layer, inner: [] });
    else groups.at(-1)?.inner.push(layer);
  }
  return groups.map(({ layer, inner }) => ({
    kind: inner.length > 0 ? "nestedModel" : "layer",
    id: idOf(modelIndex, layer.path),
    name: layer.name,
    description: [layer.numbers, layer.className].filter((part) => part !== "").join(" · "),
    target: { uri, modelIndex, layerPath: layer.path },
    place: { uri: layer.uri ?? uri, range: layer.range },
    children: layerNodes(uri, modelIndex, inner, layer.path),
  }));
}

function idOf(modelIndex: number, path: readonly string[]): string {
  return JSON.stringify([modelIndex, ...path]);
}

/** Totals without the name that they begin with, for a place where it stands before them. */
export function totalsOf({ name, totals }: Pick<ModelSummary, "name" | "totals">): string {
  const start = `${name} · `;
  return totals.startsWith(start) ? totals.slice(start.length) : totals;
}
