/** Totals of a model: distinct weights once, work once per call, memory and the largest receptive field. */
import { activationPeak } from "../cost/activationMemory.ts";
import type { AxisField } from "../cost/axisField.ts";
import { addCounts, type Count, exactCount, productCount, scaleCount, unknownCount } from "../cost/count.ts";
import { bytesPerNumber } from "../cost/numberType.ts";
import { type ReceptiveField, unknownField } from "../cost/receptiveField.ts";
import type { OpenWeight } from "../layers/layerInference.ts";
import type { WeightSpec } from "../layers/operation.ts";
import type { CallRef } from "./executionOrder.ts";
import type { LayerAnalysis, ModelAnalysis, ModelTotals } from "./modelAnalysis.ts";
import type { LayerNode, ModelGraph } from "./modelGraph.ts";

export interface ParameterCounts {
  readonly parameters: Count;
  readonly trainable: Count;
  readonly nonTrainable: Count;
}

export function modelTotals(
  graph: ModelGraph,
  layers: readonly LayerAnalysis[],
  order: readonly CallRef[],
): ModelTotals {
  const counts = distinctParameters(layers, graph.trainable, partsNotThere(graph));
  const macs = addCounts([...layers.map((layer) => layer.macs), ...partsNotThere(graph).map(unknownCount)]);
  const peak = activationPeak(graph, order, (ref) => layers[ref.layer]?.calls[ref.call]);
  return {
    ...counts,
    macs,
    flops: scaleCount(macs, 2),
    weightBytes: scaleCount(counts.parameters, bytesPerNumber.float32),
    peakActivationElements: peak.elements,
    peakActivationBytes: scaleCount(peak.elements, bytesPerNumber.float32),
    peakActivationPath: peak.path,
    field: largestField(layers),
  };
}

/** Parameters of one layer's weights; `reason` says why they are no number where they are not. */
export function parametersOf(
  weights: readonly (WeightSpec | OpenWeight)[] | null,
  trainable: boolean,
  reason: string,
): ParameterCounts {
  if (weights === null) {
    const unknown = unknownCount(reason);
    return { parameters: unknown, trainable: unknown, nonTrainable: unknown };
  }
  const size = (weight: WeightSpec | OpenWeight) =>
    "dims" in weight
      ? productCount(weight.dims, [], reason)
      : exactCount(weight.shape.reduce((product, length) => product * length, 1));
  const sizes = weights.map(size);
  const parameters = addCounts(sizes);
  const trained = weights.filter((weight) => trainable && weight.trainable).length;
  if (trained === 0) return { parameters, trainable: none, nonTrainable: parameters };
  if (trained === weights.length) return { parameters, trainable: parameters, nonTrainable: none };
  const trains = (index: number) => trainable && weights[index]?.trainable === true;
  return {
    parameters,
    trainable: addCounts(sizes.filter((_, index) => trains(index))),
    nonTrainable: addCounts(sizes.filter((_, index) => !trains(index))),
  };
}

const none = exactCount(0);

/** All weights of a model's layers, named `layer/weight`; `null` while one of them is not known. */
export function modelWeights(model: ModelAnalysis): WeightSpec[] | null {
  const all: WeightSpec[] = [];
  for (const layer of model.layers) {
    const weights = layer.weights ?? (layer.nested ? modelWeights(layer.nested) : null);
    if (!weights) return null;
    for (const weight of weights) {
      const trainable = weight.trainable && layer.node.trainable && model.graph.trainable;
      all.push({ ...weight, name: `${layer.node.name}/${weight.name}`, trainable });
    }
  }
  return all;
}

/** Sums over layers and the models inside them; a layer that is met twice, by identity or shared weights, counts once. */
export function distinctParameters(
  layers: readonly LayerAnalysis[],
  trainable: boolean,
  notThere: readonly string[],
  seen: Set<LayerNode | string> = new Set(),
): ParameterCounts {
  const parts: ParameterCounts[] = notThere.map((reason) => parametersOf(null, trainable, reason));
  for (const layer of layers) {
    const key = layer.node.weightsKey ?? layer.node;
    if (seen.has(key)) continue;
    seen.add(key);
    const kept = trainable && layer.node.trainable;
    if (layer.nested) {
      const { layers: inner, graph } = layer.nested;
      parts.push(distinctParameters(inner, kept && graph.trainable, partsNotThere(graph), seen));
    } else if (kept || layer.parameters.kind === "unknown") {
      parts.push(layer);
    } else {
      parts.push({ parameters: layer.parameters, trainable: exactCount(0), nonTrainable: layer.parameters });
    }
  }
  return {
    parameters: addCounts(parts.map((part) => part.parameters)),
    trainable: addCounts(parts.map((part) => part.trainable)),
    nonTrainable: addCounts(parts.map((part) => part.nonTrainable)),
  };
}

/** Why layers may be missing that the model has: a tensor of it is not known, and neither is what comes before that. */
export function partsNotThere({ layers, unknownInputs, unknownOutputs }: ModelGraph): readonly string[] {
  const unknownEnd = unknownOutputs ?? unknownInputs;
  if (unknownEnd !== undefined) return [unknownEnd];
  for (const { calls } of layers)
    for (const { inputs } of calls)
      for (const { unknown } of inputs) if (unknown !== undefined) return [unknown];
  return [];
}

/** Axis by axis the largest field that a layer has before one that sees everything. */
function largestField(layers: readonly LayerAnalysis[]): ReceptiveField {
  let largest: AxisField[] | undefined;
  for (const layer of layers) {
    for (const { field } of layer.calls) {
      if (field.kind !== "axes" || field.axes.length === 0) continue;
      if (!largest || largest.length !== field.axes.length) largest ??= [...field.axes];
      else
        largest = largest.map((axis, index) => {
          const other = field.axes[index];
          return other && other.size > axis.size ? other : axis;
        });
    }
  }
  return largest ? { kind: "axes", axes: largest } : unknownField("no layer works on spatial axes");
}
