/** Which of the seven kinds each layer of a model is: from its own settings, and from the pair it forms with its neighbour. */
import { type ConvolutionKind, convolutionKindNames } from "../layers/convolutionKind.ts";
import type { ConvolutionOperation, LayerOperation } from "../layers/operation.ts";
import { type LayerUses, layerUses } from "./consumers.ts";
import type { ModelGraph } from "./modelGraph.ts";

/** Kinds of every layer by its number; `operations` holds what each layer's first call does. */
export function convolutionKinds(
  graph: ModelGraph,
  operations: readonly (LayerOperation | null)[],
): (readonly ConvolutionKind[])[] {
  const kinds = operations.map((operation) => (operation ? ownKinds(operation) : noKinds));
  const add = (layer: number, kind: ConvolutionKind) => {
    const own = kinds[layer];
    if (own && !own.includes(kind)) kinds[layer] = [...own, kind];
  };
  const uses = layerUses(graph);
  for (const [layer, operation] of operations.entries()) {
    if (operation?.op === "convolution") {
      const next = onlyConsumer(uses, layer);
      if (next !== undefined && isColumnRowPair(operation, operations[next])) {
        add(layer, "spatially-separable");
        add(next, "spatially-separable");
      }
    }
    if (kinds[layer]?.includes("depthwise")) {
      const next = pointwiseAfter(layer, operations, uses);
      if (next !== undefined && kinds[next]?.includes("pointwise")) {
        add(layer, "depthwise-separable");
        add(next, "depthwise-separable");
      }
    }
  }
  return kinds.map((own) =>
    own.length > 1 ? convolutionKindNames.filter((kind) => own.includes(kind)) : own,
  );
}

const noKinds: readonly ConvolutionKind[] = [];

/** Kinds that a layer's own settings tell; a layer can be several at once. */
export function ownKinds(operation: LayerOperation): readonly ConvolutionKind[] {
  switch (operation.op) {
    case "convolution": {
      const kinds: ConvolutionKind[] = [];
      const { groups, inputChannels } = operation;
      const pointwise = isPointwise(operation.windows);
      const dilated = isDilated(operation.windows);
      if (groups === inputChannels && groups > 1) kinds.push("depthwise");
      else if (groups > 1) kinds.push("grouped");
      if (pointwise) kinds.push("pointwise");
      if (dilated) kinds.push("dilated");
      if (!pointwise && !dilated && groups === 1) kinds.push("standard");
      return kinds;
    }
    case "transposedConvolution":
      return withShape(["transposed"], operation.windows);
    case "depthwiseConvolution":
      return withShape(["depthwise"], operation.windows);
    case "separableConvolution":
      return withShape(["depthwise-separable"], operation.windows);
    default:
      return noKinds;
  }
}

type Taps = readonly { readonly kernel: number; readonly dilation: number }[];

function isPointwise(windows: Taps): boolean {
  return windows.every((window) => window.kernel === 1);
}

function isDilated(windows: Taps): boolean {
  return windows.some((window) => window.dilation > 1);
}

function withShape(kinds: ConvolutionKind[], windows: Taps): ConvolutionKind[] {
  if (isPointwise(windows)) kinds.push("pointwise");
  if (isDilated(windows)) kinds.push("dilated");
  return kinds;
}

function onlyConsumer(uses: readonly LayerUses[], layer: number): number | undefined {
  const use = uses[layer];
  return use && !use.isOutput && use.consumers.length === 1 ? use.consumers[0] : undefined;
}

/** A K×1 kernel whose only consumer has a 1×K one, or the reverse. */
function isColumnRowPair(first: ConvolutionOperation, second: LayerOperation | null | undefined): boolean {
  if (second?.op !== "convolution" || first.windows.length !== 2 || second.windows.length !== 2) return false;
  const [rows, columns] = first.windows.map((window) => window.kernel);
  const [nextRows, nextColumns] = second.windows.map((window) => window.kernel);
  const square = Math.max(rows ?? 1, columns ?? 1);
  return (
    square > 1 && Math.min(rows ?? 1, columns ?? 1) === 1 && rows === nextColumns && columns === nextRows
  );
}

/** The layer behind a depthwise one, past activations and normalisation; an unused branch ends the search. */
function pointwiseAfter(
  layer: number,
  operations: readonly (LayerOperation | null)[],
  uses: readonly LayerUses[],
): number | undefined {
  let next = onlyConsumer(uses, layer);
  for (let steps = 0; next !== undefined && steps < 8; steps++) {
    const operation = operations[next];
    if (operation?.op === "convolution") return next;
    const passes =
      operation?.op === "activation" ||
      operation?.op === "prelu" ||
      operation?.op === "batchNormalization" ||
      operation?.op === "identity";
    if (!passes) return undefined;
    next = onlyConsumer(uses, next);
  }
  return undefined;
}
