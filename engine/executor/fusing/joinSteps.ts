/** Two steps as one: what the second does with the first one's result goes into the first one's kernel, or into its weights. */
import type { WindowGeometry } from "../../../core/geometry/windowGeometry.ts";
import type {
  Activation,
  BatchNormalizationOperation,
  ConvolutionOperation,
  DepthwiseConvolutionOperation,
  PadOperation,
  SeparableConvolutionOperation,
} from "../../../core/layers/operation.ts";
import { knownDim } from "../../../core/shape/dim.ts";
import { hasVectorForm } from "../../generators/activation/activateVector.ts";
import type { KernelOperation } from "../../kernels/backend.ts";
import type { SummingOperation } from "./foldNormalization.ts";
import type { WeightSource } from "./weightSource.ts";

/** What of two steps their joining depends on. */
export interface Joinable {
  readonly operation: KernelOperation;
  readonly source: WeightSource;
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
}

export type JoinKind = "normalization" | "activation" | "padding" | "depthwise";

export interface Joined {
  readonly operation: KernelOperation;
  readonly source: WeightSource;
  readonly kind: JoinKind;
}

/** `undefined` where the second layer needs the first one's result as it is. */
export function joinSteps(first: Joinable, second: Joinable): Joined | undefined {
  return (
    joinNormalization(first, second) ??
    joinActivation(first, second) ??
    joinPadding(first, second) ??
    joinDepthwise(first, second)
  );
}

function joinNormalization(first: Joinable, second: Joinable): Joined | undefined {
  const { operation, source } = first;
  const normalization = second.operation;
  if (normalization.op !== "batchNormalization" || normalization.activation) return undefined;
  if (!isSumming(operation) || operation.activation.name !== "linear") return undefined;
  if (second.source.kind !== "layer") return undefined;
  const rank = first.outputShape.length;
  const channelAxis = "dataFormat" in operation && operation.dataFormat === "channels_first" ? 1 : rank - 1;
  if (normalization.axis !== channelAxis) return undefined;
  return {
    kind: "normalization",
    operation: made(operation, normalization, () => ({ ...operation, useBias: true })),
    source: { kind: "normalised", sums: source, operation, normalization, statistics: second.source },
  };
}

function joinActivation({ operation, source }: Joinable, second: Joinable): Joined | undefined {
  if (second.operation.op !== "activation") return undefined;
  const { activation } = second.operation;
  if (!takesActivation(operation, activation)) return undefined;
  return {
    kind: "activation",
    operation: made(operation, second.operation, () => ({ ...operation, activation })),
    source,
  };
}

/** GLU halves the last axis, so it is no part of a layer that keeps its shape. */
function takesActivation(
  operation: KernelOperation,
  { name }: Activation,
): operation is SummingOperation | BatchNormalizationOperation | Extract<KernelOperation, { op: "merge" }> {
  if (name === "glu") return false;
  if (isSumming(operation)) return operation.activation.name === "linear";
  if (operation.op === "merge") return !operation.activation && !operation.skipsAbsent;
  return operation.op === "batchNormalization" && !operation.activation;
}

/** Zeros that the window meets at the border anyway. */
function joinPadding({ operation: pad }: Joinable, second: Joinable): Joined | undefined {
  const { operation, source } = second;
  if (pad.op !== "pad" || (operation.op !== "convolution" && operation.op !== "depthwiseConvolution")) {
    return undefined;
  }
  if (operation.dataFormat !== pad.dataFormat) return undefined;
  const windows = paddedWindows(pad, operation.windows);
  return (
    windows && { kind: "padding", operation: made(pad, operation, () => ({ ...operation, windows })), source }
  );
}

function paddedWindows(
  { padding }: PadOperation,
  windows: readonly WindowGeometry[],
): WindowGeometry[] | undefined {
  if (padding.length !== windows.length) return undefined;
  const result: WindowGeometry[] = [];
  for (const [axis, window] of windows.entries()) {
    const [before = 0, after = 0] = padding[axis] ?? [];
    const { input, padBefore, padAfter } = window;
    if (input.kind !== "known" || padBefore === null || padAfter === null) return undefined;
    const size = knownDim(input.value - before - after);
    result.push({ ...window, input: size, padBefore: padBefore + before, padAfter: padAfter + after });
  }
  return result;
}

/** A depthwise convolution and the pointwise one behind it are the two stages of a separable one. */
function joinDepthwise(first: Joinable, second: Joinable): Joined | undefined {
  const [depthwise, pointwise] = [first.operation, second.operation];
  if (depthwise.op !== "depthwiseConvolution" || pointwise.op !== "convolution") return undefined;
  if (!isPointwise(pointwise) || depthwise.dataFormat !== pointwise.dataFormat) return undefined;
  if (!hasVectorForm(depthwise.activation)) return undefined;
  return {
    kind: "depthwise",
    operation: made(depthwise, pointwise, () => separable(depthwise, pointwise)),
    source: { kind: "stages", depthwise: first.source, pointwise: second.source },
  };
}

function isPointwise({ windows, groups }: ConvolutionOperation): boolean {
  return (
    groups === 1 &&
    windows.every(
      ({ kernel, stride, padBefore, padAfter }) =>
        kernel === 1 && stride === 1 && padBefore === 0 && padAfter === 0,
    )
  );
}

function separable(
  depthwise: DepthwiseConvolutionOperation,
  pointwise: ConvolutionOperation,
): SeparableConvolutionOperation {
  const { dataFormat, inputChannels, windows, depthMultiplier, useBias, activation } = depthwise;
  return {
    op: "separableConvolution",
    dataFormat,
    inputChannels,
    outputChannels: pointwise.outputChannels,
    windows,
    depthMultiplier,
    between: { useBias, activation },
    useBias: pointwise.useBias,
    activation: pointwise.activation,
  };
}

const summing: ReadonlySet<string> = new Set<SummingOperation["op"]>([
  "convolution",
  "depthwiseConvolution",
  "transposedConvolution",
  "separableConvolution",
  "dense",
]);

function isSumming(operation: KernelOperation): operation is SummingOperation {
  return summing.has(operation.op);
}

/** Kernels keep what they prepare for an operation, so that the same two must become the same one in each run. */
function made<Operation extends KernelOperation>(
  first: KernelOperation,
  second: KernelOperation,
  make: () => Operation,
): KernelOperation {
  const ofFirst = known.get(first) ?? new WeakMap<KernelOperation, KernelOperation>();
  known.set(first, ofFirst);
  const result = ofFirst.get(second) ?? make();
  ofFirst.set(second, result);
  return result;
}

const known = new WeakMap<KernelOperation, WeakMap<KernelOperation, KernelOperation>>();
