/** The input positions that one output position sees, per spatial axis, carried along the graph. */
import type {
  CenterCropOperation,
  EinsumDenseOperation,
  ResizingOperation,
} from "../layers/elementOperations.ts";
import type { LayerOperation } from "../layers/operation.ts";
import type { TimeDistributedOperation } from "../layers/sequenceOperations.ts";
import type { Shape } from "../shape/shape.ts";
import { type AxisField, axisBehind, hullOfAxes, type Reading, unitAxis } from "./axisField.ts";
import { resizingReading, shiftingReading, slidingReading, spreadingReading } from "./axisReadings.ts";

export type ReceptiveField =
  | { readonly kind: "axes"; readonly axes: readonly AxisField[] }
  /** Global pooling, flatten before dense: every output sees the whole input. */
  | { readonly kind: "everything" }
  | { readonly kind: "unknown"; readonly reason: string };

/** The field of an input tensor itself: one position, on each spatial axis (all axes but batch and channels). */
export function inputField(shape: Shape): ReceptiveField {
  if (shape.kind === "unranked") return unknownField(shape.reason);
  const axes = Math.max(shape.dims.length - 2, 0);
  return { kind: "axes", axes: new Array<AxisField>(axes).fill(unitAxis) };
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
      return readAxes(field.axes, operation.windows, slidingReading);
    case "transposedConvolution":
      return readAxes(field.axes, operation.windows, spreadingReading);
    case "globalPooling":
      return field.axes.length === 0 ? field : { kind: "everything" };
    case "dense":
    case "maxout":
    case "highway":
      return ranks.input <= 2 && field.axes.length > 0 ? { kind: "everything" } : field;
    case "locallyConnected":
      return readAxes(field.axes, operation.windows, slidingReading);
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
      return readAxes(field.axes, operation.padding, ([before]) => shiftingReading(-before));
    case "crop":
      return readAxes(field.axes, operation.cropping, ([before]) => shiftingReading(before));
    case "upSampling":
      return readAxes(field.axes, operation.factors, (factor) =>
        resizingReading(1, factor, operation.interpolation),
      );
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
  return { kind: "axes", axes: new Array<AxisField>(Math.max(count, 0)).fill(unitAxis) };
}

/** An einsum that sums over the last axis alone leaves positions apart. */
function keepsPositions({ input, output }: EinsumDenseOperation["equation"]): boolean {
  return [...input].every((label, axis) => output[axis] === label || axis === input.length - 1);
}

/** Only a picture that is stretched, by a filter that does not widen, is read alike everywhere. */
function resizeField(
  operation: ResizingOperation | CenterCropOperation,
  axes: readonly AxisField[],
): ReceptiveField {
  const plain = operation.op === "resizing" && operation.aspect === "stretch" && !operation.antialias;
  if (!plain) return unknownField("the layer cuts or fills up the picture by its size");
  const { from, size, interpolation } = operation;
  if (from.includes(null)) return unknownField("the size it resizes from is not known");
  return readAxes(axes, [0, 1] as const, (index) =>
    resizingReading(from[index] ?? 0, size[index], interpolation),
  );
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

/** The smallest field that holds all of them. */
function hullOf(fields: readonly ReceptiveField[]): ReceptiveField {
  const [only] = fields;
  if (only && fields.length === 1) return only;
  const unknown = fields.find((field) => field.kind === "unknown");
  if (unknown) return unknown;
  if (fields.some((field) => field.kind === "everything")) return { kind: "everything" };
  const all = fields.flatMap((field) => (field.kind === "axes" ? [field.axes] : []));
  const [first] = all;
  if (!first) return unknownField("the layer has no input");
  const longest = all.reduce((a, b) => (b.length > a.length ? b : a), first);
  const comparable = all.filter((axes) => axes.length === longest.length);
  return allKnown(longest.map((_, index) => hullOfAxes(comparable.map((axes) => axes[index] as AxisField))));
}

function permuteField(axes: readonly AxisField[], order: readonly number[]): ReceptiveField {
  // The channels are taken to be last, where the input's spatial axes were counted.
  if (order.at(-1) !== order.length)
    return unknownField("a Permute moves the channels among the spatial axes");
  const moved = order.slice(0, -1).flatMap((axis) => axes[axis - 1] ?? []);
  if (moved.length !== axes.length) return unknownField("the axes of this layer are not those of the input");
  return { kind: "axes", axes: moved };
}

function readAxes<T>(
  axes: readonly AxisField[],
  settings: readonly T[],
  readingOf: (setting: T) => Reading | undefined,
): ReceptiveField {
  if (axes.length !== settings.length)
    return unknownField("the axes of this layer are not those of the input");
  return allKnown(
    axes.map((axis, index) => {
      const reading = readingOf(settings[index] as T);
      return reading && axisBehind(axis, reading);
    }),
  );
}

function allKnown(axes: readonly (AxisField | undefined)[]): ReceptiveField {
  const known = axes.filter((axis) => axis !== undefined);
  if (known.length === axes.length) return { kind: "axes", axes: known };
  return unknownField("outputs side by side see parts of the input too different to be told");
}
