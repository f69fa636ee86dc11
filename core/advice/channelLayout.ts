/** Which axis holds the channels of each tensor, as the nearest layer before it that has a data format says. */
import { callKey } from "../graph/executionOrder.ts";
import type { DataFormat, LayerOperation } from "../layers/operation.ts";
import type { AdvisedCall } from "./advisedModel.ts";

export interface ChannelLayout {
  readonly format: DataFormat;
  /** Axis of the channels, and number of axes, both with the batch. */
  readonly axis: number;
  readonly rank: number;
  /** Name of the layer that says so. */
  readonly from: string;
}

/** The data format of a layer that keeps spatial axes; undefined for all others. */
export function spatialFormat(operation: LayerOperation): DataFormat | undefined {
  switch (operation.op) {
    case "convolution":
    case "transposedConvolution":
    case "depthwiseConvolution":
    case "separableConvolution":
    case "pooling":
    case "pad":
    case "crop":
    case "upSampling":
      return operation.dataFormat;
    default:
      return undefined;
  }
}

/** True for what works on each value by itself or channel by channel, so that places and layout stay what they are. */
export function keepsPlaces({ op }: LayerOperation): boolean {
  return ["identity", "activation", "softmax", "prelu", "batchNormalization"].includes(op);
}

export function channelAxis(format: DataFormat, rank: number): number {
  return format === "channels_first" ? 1 : rank - 1;
}

/** Layout of what enters each call, by the call's key; calls in execution order. */
export function channelLayouts(calls: readonly AdvisedCall[]): ReadonlyMap<string, ChannelLayout> {
  const entering = new Map<string, ChannelLayout>();
  const leaving = new Map<string, ChannelLayout>();
  for (const call of calls) {
    const given = agreed(call.sources.map((source) => leaving.get(callKey(source))));
    if (given) entering.set(call.key, given);
    const result = layoutAfter(call, given);
    if (result) leaving.set(call.key, result);
  }
  return entering;
}

function layoutAfter(call: AdvisedCall, given: ChannelLayout | undefined): ChannelLayout | undefined {
  const { operation, node, analysis } = call;
  const format = spatialFormat(operation);
  if (format !== undefined) {
    const [output] = analysis.outputs;
    if (output?.kind !== "ranked") return undefined;
    const rank = output.dims.length;
    const own = { format, axis: channelAxis(format, rank), rank, from: node.name };
    // After two layers that disagree nobody knows what was meant: the first of them is told, the rest is silent.
    return given && given.axis !== own.axis ? undefined : own;
  }
  const { op } = operation;
  return keepsPlaces(operation) || op === "merge" || op === "concatenate" ? given : undefined;
}

/** The one layout that all who have one share. */
function agreed(layouts: readonly (ChannelLayout | undefined)[]): ChannelLayout | undefined {
  const known = layouts.filter((layout) => layout !== undefined);
  const [first] = known;
  return known.every((layout) => layout.axis === first?.axis && layout.rank === first.rank)
    ? first
    : undefined;
}
