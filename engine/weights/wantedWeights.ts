/** The weights that a model has, in the order of its layers; shared layers once. */
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { WeightSpec } from "../../core/layers/operation.ts";
import { folderNames, nestedFolder, variablePaths } from "./storedPaths.ts";
import { weightKey } from "./weightStore.ts";

export interface WantedWeight {
  /** Names from the outer model inwards. */
  readonly layerPath: readonly string[];
  /** The path with the name of a model inside a wrapper in place of the wrapper's, and with both. */
  readonly otherPaths: readonly string[];
  readonly key: string;
  readonly weight: WeightSpec;
  /** Paths under which Keras 3 may keep it (`layers/conv2d/vars/0`), likeliest first. */
  readonly storedPaths: readonly string[];
}

interface OpenModel {
  readonly model: ModelAnalysis;
  readonly path: readonly string[];
  /** Paths with the names of models inside wrappers: in place of the wrappers', and behind them. */
  readonly inner: readonly string[];
  readonly both: readonly string[];
  /** Folder of its layers in a file of Keras 3, and the names of theirs. */
  readonly folder: string;
  readonly names: readonly string[];
  layer: number;
}

/** All weights whose shapes are known, nested models included. */
export function wantedWeights(analysis: ModelAnalysis): WantedWeight[] {
  const wanted: WantedWeight[] = [];
  const seen = new Set<string>();
  // A stack in place of recursion, since files decide how deep models are nested; the last in is the next in order.
  const open: OpenModel[] = [openModel(analysis, { path: [], inner: [], both: [], folder: "layers" })];
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const layer = top.model.layers[top.layer];
    const folder = `${top.folder}/${top.names[top.layer] ?? ""}`;
    top.layer++;
    if (!layer) {
      open.pop();
      continue;
    }
    const { node } = layer;
    const layerPath = [...top.path, node.name];
    const model = node.wrapped?.model ? [node.wrapped.name] : [];
    const inner = [...top.inner, model[0] ?? node.name];
    const both = [...top.both, node.name, ...model];
    const key = weightKey(layerPath, node);
    if (seen.has(key)) continue;
    seen.add(key);
    if (layer.nested) {
      const place = { path: layerPath, inner, both, folder: `${folder}/${nestedFolder(node)}` };
      open.push(openModel(layer.nested, place));
    } else
      wanted.push(
        ...weightsOf(layer, { layerPath, otherPaths: [inner.join("/"), both.join("/")], key }, folder),
      );
  }
  return wanted;
}

function openModel(model: ModelAnalysis, place: Omit<OpenModel, "model" | "names" | "layer">): OpenModel {
  return { model, ...place, names: folderNames(model.layers.map(({ node }) => node)), layer: 0 };
}

function weightsOf(
  layer: LayerAnalysis,
  owner: Pick<WantedWeight, "layerPath" | "otherPaths" | "key">,
  folder: string,
): WantedWeight[] {
  const weights = layer.weights ?? [];
  const paths = variablePaths(layer.node, weights, layer.calls[0]?.inference?.operation ?? null);
  return weights.map((weight, index) => ({
    ...owner,
    weight,
    storedPaths: (paths[index] ?? []).map((path) => `${folder}/${path}`),
  }));
}
