/** Finds the kernels of a layer, and those of the neighbour that it forms a separable pair with. */
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import type { ConvolutionKind } from "../../../core/layers/convolutionKind.ts";
import type { LayerOperation } from "../../../core/layers/operation.ts";
import { elementCount } from "../../../engine/tensor/tensor.ts";
import { layerWeights } from "../../../engine/weights/layerWeights.ts";
import { type WeightStore, weightKey } from "../../../engine/weights/weightStore.ts";
import { type FoundLayer, findLayer, shownCall } from "../findLayer.ts";
import { type KernelStage, kernelValues, type LayerKernels } from "./layerKernels.ts";
import { layoutsOf } from "./stageLayouts.ts";

export interface KernelOrigin {
  readonly analysis: ModelAnalysis;
  /** Without the edits. */
  readonly store: WeightStore;
  readonly seed: number;
}

/** Numbers of one weight that go to the page, at most: whole filters, as many as fit. */
const mostNumbers = 8e6;
const mostOthers = 12;
const pairKinds: readonly ConvolutionKind[] = ["spatially-separable", "depthwise-separable"];

export function findKernels(origin: KernelOrigin, layerPath: readonly string[]): LayerKernels {
  const found = findLayer(origin.analysis, layerPath);
  if (!found) return none(origin, "There is no such layer in the model.");
  const operation = operationOf(found);
  const own = stagesOf(origin, found, layerPath, "");
  if (own.length === 0) return none(origin, reasonOf(found, operation));
  const { before, behind } = partnersOf(found);
  const beside = (partner: string | undefined, where: string): readonly KernelStage[] => {
    if (partner === undefined) return [];
    const path = [...layerPath.slice(0, -1), partner];
    const other = findLayer(origin.analysis, path);
    return other ? stagesOf(origin, other, path, ` of ${partner}, the layer ${where}`) : [];
  };
  return {
    kind: "kernels",
    layerPath,
    stages: [...beside(before, "before"), ...own, ...beside(behind, "behind")],
  };
}

function stagesOf(
  { store, seed }: KernelOrigin,
  found: FoundLayer,
  layerPath: readonly string[],
  suffix: string,
): readonly KernelStage[] {
  const operation = operationOf(found);
  const specs = found.layer.weights ?? [];
  if (!operation) return [];
  const layouts = layoutsOf(operation, specs, beforeFlatten(found));
  if (layouts.length === 0) return [];
  const { named } = layerWeights(specs, weightKey(layerPath, found.layer.node), store, seed);
  return layouts.flatMap(({ weight, title, ...layout }) => {
    const entry = named.find(({ name }) => name === weight);
    const count = entry ? elementCount(entry.tensor.shape) : 0;
    if (!entry || count === 0) return [];
    const each = layout.channels * layout.slices * layout.rows * layout.columns;
    const shown = Math.max(1, Math.min(layout.filters, Math.floor(mostNumbers / each)));
    return {
      ...layout,
      layerPath,
      weight,
      title: title + suffix,
      filters: shown,
      values: kernelValues(entry.tensor.data, layout, shown),
      count,
      allFilters: layout.filters,
      source: entry.source,
    };
  });
}

function operationOf(found: FoundLayer): LayerOperation | null {
  return shownCall(found)?.inference?.operation ?? null;
}

/** Sizes of the maps that a flatten layer in front of this one lays out, without the batch and channels last; or `null`. */
function beforeFlatten(found: FoundLayer): readonly number[] | null {
  const { model, index } = found;
  const before = model.graph.layers[index]?.calls[0]?.inputs[0];
  const call = before && model.layers[before.layer]?.calls[before.call];
  const operation = call?.inference?.operation;
  if (operation?.op !== "flatten" || operation.dataFormat !== "channels_last") return null;
  const shape = call?.inputs[0];
  if (shape?.kind !== "ranked") return null;
  const sizes = shape.dims.slice(1).map((dim) => (dim.kind === "known" ? dim.value : 0));
  return sizes.length === 3 && sizes.every((size) => size > 0) ? sizes : null;
}

/** Names of the neighbours that make a separable pair with the layer. */
function partnersOf({ model, index, layer }: FoundLayer): {
  readonly before: string | undefined;
  readonly behind: string | undefined;
} {
  const kinds = pairKinds.filter((kind) => layer.kinds.includes(kind));
  const fits = (number: number | undefined): string | undefined => {
    const other = number === undefined ? undefined : model.layers[number];
    return other && kinds.some((kind) => other.kinds.includes(kind)) ? other.node.name : undefined;
  };
  const inputs = model.graph.layers[index]?.calls[0]?.inputs ?? [];
  const behind = model.graph.layers.findIndex(({ calls }) =>
    calls.some((call) => call.inputs.length === 1 && call.inputs[0]?.layer === index),
  );
  return {
    before: fits(inputs.length === 1 ? inputs[0]?.layer : undefined),
    behind: behind < 0 ? undefined : fits(behind),
  };
}

function none({ analysis }: KernelOrigin, reason: string): LayerKernels {
  const others = analysis.layers.flatMap(({ node, calls, weights }) => {
    const operation = calls[0]?.inference?.operation;
    return operation && layoutsOf(operation, weights ?? [], null).length > 0 ? [[node.name]] : [];
  });
  return { kind: "none", reason, others: others.slice(0, mostOthers) };
}

function reasonOf({ layer }: FoundLayer, operation: LayerOperation | null): string {
  const { name, className, model } = layer.node;
  if (model) return `${name} is a model of its own: choose one of the layers in it to see their kernels.`;
  if (!operation) return `${name} (${className}) has no kernels that can be shown: its sizes are not known.`;
  const weights = layer.weights ?? [];
  return weights.length === 0
    ? `${name} (${className}) has no kernels: it computes without weights.`
    : `${name} (${className}) has no kernels: its weights (${weights.map((weight) => weight.name).join(", ")}) are not taps of a window.`;
}
