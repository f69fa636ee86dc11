/** The input positions that one output position sees, per spatial axis, carried along the graph. */
import type { TransposedGeometry } from "../geometry/transposedGeometry.ts";
import type { WindowGeometry } from "../geometry/windowGeometry.ts";
import type {
  CenterCropOperation,
  EinsumDenseOperation,
  ResizingOperation,
} from "../layers/elementOperations.ts";
import type { LayerOperation } from "../layers/operation.ts";
import type { TimeDistributedOperation } from "../layers/sequenceOperations.ts";
import type { Shape } from "../shape/shape.ts";

/** One axis: how many input positions are spanned, how far the next output's window is, and where the first one starts. */
export interface AxisField {
  readonly size: number;
  /** Input positions between the windows of neighbouring outputs; below 1 after a transposed layer. */
  readonly jump: number;
  /** First input position of output 0's window; negative in the padding. */
  readonly start: number;
}

export type ReceptiveField =
  | { readonly kind: "axes"; readonly axes: readonly AxisField[] }
  /** Global pooling, flatten before dense: every output sees the whole input. */
  | { readonly kind: "everything" }
  | { readonly kind: "unknown"; readonly reason: string };

/** The field of an input tensor itself: one position, on each spatial axis (all axes but batch and channels). */
export function inputField(shape: Shape): ReceptiveField {
  if (shape.kind === "unranked") return unknownField(shape.reason);
  const axes = Math.max(shape.dims.length - 2, 0);
  return { kind: "axes", axes: Array.from({ length: axes }, () => ({ size: 1, jump: 1, start: 0 })) };
}

export function unknownField(reason: string): ReceptiveField {
  return { kind: "unknown", reason };
}

/** The field after a layer, from the fields of its inputs; `rankOut` counts the axes of the output, batch included. */
export function fieldAfter(
  operation: LayerOperation,
  inputs: readonly ReceptiveField[],
  ranks: { readonly input: number; readonly output: number },
): ReceptiveField {
  const field = hullOf(inputs);
  if (field.kind !== "axes") return field;
  switch (operation.op) {
    case "convolution":
    case "depthwiseConvolution":
    case "separableConvolution":
    case "pooling":
      return mapAxes(field.axes, operation.windows, slideField);
    case "transposedConvolution":
      return mapAxes(field.axes, operation.windows, spreadField);
    case "globalPooling":
      return field.axes.length === 0 ? field : { kind: "everything" };
    case "dense":
    case "maxout":
    case "highway":
      return ranks.input <= 2 && field.axes.length > 0 ? { kind: "everything" } : field;
    case "locallyConnected":
      return mapAxes(field.axes, operation.windows, slideField);
    case "recurrent":
    case "bidirectional":
    case "convolutionalLstm":
    case "attention":
    case "multiHeadAttention":
    case "dot":
    case "repeatVector":
      return { kind: "everything" };
    case "exampleNormalization":
      return operation.form !== "group" && operation.axes.every((axis) => axis === ranks.input - 1)
        ? field
        : { kind: "everything" };
    case "einsumDense":
      return keepsPositions(operation.equation) ? field : { kind: "everything" };
    case "embedding":
      return field.axes.length === 0 ? unitField(ranks.output - 2) : unknownField(newAxis);
    case "category":
      return ranks.output === ranks.input ? field : unknownField(newAxis);
    case "resizing":
    case "centerCrop":
      return resizeField(operation, field.axes);
    case "timeDistributed":
      return distributedField(operation, field.axes, ranks);
    case "pad":
      return mapAxes(field.axes, operation.padding, (axis, [before]) => shift(axis, -before * axis.jump));
    case "crop":
      return mapAxes(field.axes, operation.cropping, (axis, [before]) => shift(axis, before * axis.jump));
    case "upSampling":
      return mapAxes(field.axes, operation.factors, (axis, factor) => ({
        size: axis.size + (operation.interpolation === "nearest" || factor === 1 ? 0 : axis.jump),
        jump: axis.jump / factor,
        start: axis.start,
      }));
    case "permute":
      return permuteField(field.axes, operation.order);
    case "reshape":
      return ranks.output === ranks.input || field.axes.length === 0 || ranks.output === 2
        ? field
        : unknownField("a Reshape changes what the axes are");
    default:
      return field;
  }
}

const newAxis = "the layer puts a new axis behind the positions";

/** One position on each of `count` axes. */
function unitField(count: number): ReceptiveField {
  return { kind: "axes", axes: Array.from({ length: Math.max(count, 0) }, () => ({ ...unitAxis })) };
}

const unitAxis: AxisField = { size: 1, jump: 1, start: 0 };

/** An einsum that sums over the last axis alone leaves positions apart. */
function keepsPositions({ input, output }: EinsumDenseOperation["equation"]): boolean {
  return [...input].every((label, axis) => output[axis] === label || axis === input.length - 1);
}

/** A resized axis has a jump that need not be whole; a filter of two positions sees one jump more. */
function resizeField(
  operation: ResizingOperation | CenterCropOperation,
  axes: readonly AxisField[],
): ReceptiveField {
  const plain = operation.op === "resizing" && operation.aspect === "stretch" && !operation.antialias;
  if (!plain) return unknownField("the layer cuts or fills up the picture by its size");
  const taps = { nearest: 1, bilinear: 2 }[operation.interpolation];
  const { from, size } = operation;
  if (taps === undefined || from.includes(null)) return unknownField("the size it resizes from is not known");
  return mapAxes(axes, [0, 1] as const, (axis, index) => ({
    size: axis.size + (taps - 1) * axis.jump,
    jump: (axis.jump * (from[index] ?? 1)) / size[index],
    start: axis.start,
  }));
}

/** The steps stand before the axes of the layer inside. */
function distributedField(
  { inner }: TimeDistributedOperation,
  [steps, ...axes]: readonly AxisField[],
  ranks: { readonly input: number; readonly output: number },
): ReceptiveField {
  if (!inner || !steps) return unknownField("what the layer inside does is not known");
  const step = { input: ranks.input - 1, output: ranks.output - 1 };
  const field = fieldAfter(inner, [{ kind: "axes", axes }], step);
  if (field.kind !== "axes") return step.output <= 2 ? { kind: "axes", axes: [steps] } : field;
  return { kind: "axes", axes: [steps, ...field.axes] };
}

/** Sizes per axis as numbers; a field that sees everything is as large as the input, where that is known. */
export function fieldSizes(field: ReceptiveField): number[] | null {
  return field.kind === "axes" ? field.axes.map((axis) => axis.size) : null;
}

/** The smallest field that holds all of them; with different jumps the largest is kept, since the windows drift apart. */
function hullOf(fields: readonly ReceptiveField[]): ReceptiveField {
  const [only] = fields;
  if (only && fields.length === 1) return only;
  const unknown = fields.find((field) => field.kind === "unknown");
  if (unknown) return unknown;
  if (fields.some((field) => field.kind === "everything")) return { kind: "everything" };
  const all = fields.flatMap((field) => (field.kind === "axes" ? [field.axes] : []));
  const [first, ...rest] = all;
  if (!first) return unknownField("the layer has no input");
  const longest = all.reduce((a, b) => (b.length > a.length ? b : a), first);
  const comparable = [first, ...rest].filter((axes) => axes.length === longest.length);
  return {
    kind: "axes",
    axes: longest.map((_, index) => hullOfAxis(comparable.map((axes) => axes[index] as AxisField))),
  };
}

function hullOfAxis(axes: readonly AxisField[]): AxisField {
  // Loops, since a file can merge more tensors than a call can have arguments.
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  let jump = 0;
  for (const axis of axes) {
    start = Math.min(start, axis.start);
    end = Math.max(end, axis.start + axis.size);
    jump = Math.max(jump, axis.jump);
  }
  return { size: end - start, jump, start };
}

/** `size += (span − 1)·jump`, `jump *= stride`; the padding moves the start alone. */
function slideField(axis: AxisField, window: WindowGeometry): AxisField {
  return {
    size: axis.size + (window.span - 1) * axis.jump,
    jump: axis.jump * window.stride,
    start: axis.start - (window.padBefore ?? 0) * axis.jump,
  };
}

/** A transposed layer divides the jump by the stride and adds `⌈span/stride⌉ − 1` input positions. */
function spreadField(axis: AxisField, window: TransposedGeometry): AxisField {
  const first = Math.ceil((window.cropBefore - window.span + 1) / window.stride);
  return {
    size: axis.size + (Math.ceil(window.span / window.stride) - 1) * axis.jump,
    jump: axis.jump / window.stride,
    start: axis.start + first * axis.jump,
  };
}

function shift(axis: AxisField, by: number): AxisField {
  return { ...axis, start: axis.start + by };
}

function permuteField(axes: readonly AxisField[], order: readonly number[]): ReceptiveField {
  // The channels are taken to be last, where the input's spatial axes were counted.
  if (order.at(-1) !== order.length)
    return unknownField("a Permute moves the channels among the spatial axes");
  return { kind: "axes", axes: order.slice(0, -1).map((axis) => axes[axis - 1] as AxisField) };
}

function mapAxes<T>(
  axes: readonly AxisField[],
  settings: readonly T[],
  step: (axis: AxisField, setting: T) => AxisField,
): ReceptiveField {
  if (axes.length !== settings.length)
    return unknownField("the axes of this layer are not those of the input");
  return { kind: "axes", axes: axes.map((axis, index) => step(axis, settings[index] as T)) };
}
