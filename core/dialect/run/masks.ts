/** Row on masks, which Masking and Embedding make and recurrent layers, Softmax and merging layers take. */
import { argumentValue, nameOf } from "../argumentValue.ts";
import { asksFor, callsBefore, isRecurrent, makesMask } from "./callFacts.ts";
import type { FlatCall, FlatModel, FlatTensor } from "./flatCalls.ts";

import type { WholeModelPart, WholeModelRow } from "./wholeModelRows.ts";

export const maskRow: WholeModelRow = {
  id: "mask-kept",
  keras: "A mask goes with its tensor, and layers that need none let it go.",
  tfjs: "Keeps it for every layer that runs later, fits it to the inputs of Softmax, and cannot merge masked tensors with others in every way that Keras can.",
  find: findMisusedMasks,
};

/** Number of axes of a mask, the batch included; "merged" once a merging layer has made another shape of it. */
type Mask = number | "merged";

/** Classes that hand the mask of their first input on. */
const handOn: ReadonlySet<string> = new Set([
  ...[
    "ReLU",
    "PReLU",
    "Dropout",
    "Dense",
    "Activation",
    "TimeDistributed",
    "BatchNormalization",
    "LayerNormalization",
  ],
  ...["GaussianNoise", "GaussianDropout", "AlphaDropout", "SpatialDropout1D"],
]);

const merging: ReadonlySet<string> = new Set(["Add", "Multiply", "Average", "Maximum", "Minimum"]);

function findMisusedMasks({ calls }: FlatModel): WholeModelPart[] {
  const makers = firstMakers(calls);
  if (makers.size === 0) return [];
  const masks = new Map<FlatCall, Mask>();
  const parts: WholeModelPart[] = [];
  for (const call of calls) {
    const given = call.sources.map((source) => maskOf(source, masks));
    const made = outputMask(call, given);
    if (made !== undefined) masks.set(call, made);
    const maker = [makers.get(undefined), makers.get(call.inside)].find(
      (each) => each && !each.before.has(call),
    )?.call;
    const why = maker && misuse(call, given);
    if (why) {
      parts.push({
        call,
        message: `TensorFlow.js may fail at ${nameOf(call.node)}, or give other values than Keras: ${why} (the mask is made by ${nameOf(maker.node)}). Do without the mask, or run the two parts as two models.`,
      });
    }
  }
  return parts;
}

interface Maker {
  readonly call: FlatCall;
  readonly before: ReadonlySet<FlatCall>;
}

/** By the place that they stand in: a mask made in a model inside stays there. */
function firstMakers(calls: readonly FlatCall[]): ReadonlyMap<FlatCall["inside"], Maker> {
  const makers = new Map<FlatCall["inside"], Maker>();
  for (const call of calls) {
    if (makesMask(call) && !makers.has(call.inside))
      makers.set(call.inside, { call, before: callsBefore(call) });
  }
  return makers;
}

function maskOf(source: FlatTensor | undefined, masks: ReadonlyMap<FlatCall, Mask>): Mask | undefined {
  // States carry none.
  return source?.tensor === 0 ? masks.get(source.call) : undefined;
}

function outputMask(call: FlatCall, given: readonly (Mask | undefined)[]): Mask | undefined {
  const { className } = call.node;
  if (makesMask(call)) {
    const rank = rankOf(call);
    return className === "Masking" ? rank - 1 : rank;
  }
  if (isRecurrent(call)) return asksFor(call, "return_sequences") ? given[0] : undefined;
  if (merging.has(className)) {
    return given[0] !== undefined || (given.length > 2 && isMasked(given)) ? "merged" : undefined;
  }
  if (className === "Concatenate") return given.find((mask) => mask !== undefined);
  return handOn.has(className) ? given[0] : undefined;
}

/** What goes wrong where the layer takes a mask that is not its input's own. */
function misuse(call: FlatCall, given: readonly (Mask | undefined)[]): string | undefined {
  const { className } = call.node;
  if (className === "Softmax") return "it fits the mask to the values of its input, whose axes are others";
  if (merging.has(className)) {
    // The last mask is left out of account.
    return given.length > 2 && isMasked(given) && given.slice(0, -1).includes(undefined)
      ? "it cannot merge the mask of one input with inputs that have none"
      : undefined;
  }
  if (className === "Concatenate") return misuseOfConcatenate(call, given);
  if (!isRecurrent(call)) return undefined;
  if (className === "ConvLSTM2D")
    return "the mask has an entry a position of the picture, and the convolution may change their number";
  if (given[0] === rankOf(call) - 1) return undefined;
  return given[0] === undefined
    ? "a mask is kept for every layer that runs later, and this one's input has none"
    : "the mask of its input does not have one entry a step";
}

/** It joins masks with one value a step, and with one for each value where an input has none. */
function misuseOfConcatenate(call: FlatCall, given: readonly (Mask | undefined)[]): string | undefined {
  if (!isMasked(given)) return undefined;
  const rank = rankOf(call);
  if (given.some((mask) => mask !== undefined && mask !== rank - 1))
    return "a mask has other axes than the inputs that it joins";
  const axis = argumentValue(call.node, "axis") ?? -1;
  if (rank === 3 && (axis === -1 || axis === 2)) return undefined;
  return given.includes(undefined) || rank > 3
    ? "it joins the masks along the axis of the inputs, and theirs are others"
    : undefined;
}

function isMasked(given: readonly (Mask | undefined)[]): boolean {
  return given.some((mask) => mask !== undefined);
}

function rankOf({ analysis }: FlatCall): number {
  const [input] = analysis.inputs;
  return input?.kind === "ranked" ? input.dims.length : 0;
}
