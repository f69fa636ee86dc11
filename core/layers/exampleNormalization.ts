/** LayerNormalization, GroupNormalization and UnitNormalization: statistics of each example, not of the batch. */
import { scaleCount } from "../cost/count.ts";
import { countElements } from "../cost/elementCount.ts";
import type { ConfigData } from "../graph/paramValue.ts";
import { formatDim } from "../shape/dim.ts";
import { formatShape, normaliseAxis, type RankedShape } from "../shape/shape.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import type { ExampleNormalizationOperation } from "./elementOperations.ts";
import { readInitializer } from "./initializer.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

const axisParam = {
  name: "axis",
  description: "Axis, or axes, that are normalised; negative counts from the end.",
  default: -1,
};
const affineParams = [
  { name: "epsilon", description: "Added to the variance before the root is taken.", default: 1e-3 },
  { name: "center", description: "Whether `beta` is added.", default: true },
  { name: "scale", description: "Whether the result is multiplied by `gamma`.", default: true },
];

export const exampleNormalizationLayers: readonly LayerSpec[] = [
  {
    className: "LayerNormalization",
    category: "normalisation",
    description: "Normalises each example over the given axes, then scales and shifts it.",
    params: [axisParam, ...affineParams],
    infer: inferLayerNormalization,
  },
  {
    className: "RMSNormalization",
    category: "normalisation",
    description: "Divides each example by its root mean square over the given axes, then scales it.",
    params: [
      axisParam,
      { name: "epsilon", description: "Added to the mean square before the root is taken.", default: 1e-6 },
    ],
    infer: (call: LayerCallContext) => inferAffine(call, rms, readAxes),
  },
  {
    className: "GroupNormalization",
    category: "normalisation",
    description: "Normalises each example over groups of channels, then scales and shifts each channel.",
    params: [
      { name: "groups", description: "Number of groups; -1 is one group a channel.", default: 32 },
      axisParam,
      ...affineParams,
    ],
    infer: inferGroupNormalization,
  },
  {
    className: "UnitNormalization",
    category: "normalisation",
    description: "Divides each example by its length over the given axes.",
    params: [axisParam],
    infer: (call: LayerCallContext) => inferAffine(call, unit, readAxes),
  },
];

/** What a class settles; `center` and `scale` of the config count where it leaves them open. */
interface Form {
  readonly name: ExampleNormalizationOperation["form"];
  readonly center?: boolean;
  readonly scale?: boolean;
  /** Where the file gives no other. */
  readonly epsilon: number;
}

const layer: Form = { name: "layer", epsilon: 1e-3 };
const variance: Form = { name: "variance", center: false, scale: true, epsilon: 1e-3 };
const rms: Form = { name: "rms", center: false, scale: true, epsilon: 1e-6 };
const group: Form = { name: "group", epsilon: 1e-3 };
const unit: Form = { name: "unit", center: false, scale: false, epsilon: 1e-12 };

type AxesReader = (reader: ConfigReader, shape: RankedShape) => readonly number[] | undefined;

function inferLayerNormalization(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const rmsScaling = reader.boolean("rms_scaling", false);
  return inferAffine(call, rmsScaling === true ? variance : layer, readAxes);
}

function inferGroupNormalization(call: LayerCallContext) {
  return inferAffine(call, group, (reader, shape) => {
    const axes = readAxes(reader, shape);
    const groups = reader.integer("groups", { min: -1, fallback: 32 });
    const channels = axes?.[0] === undefined ? undefined : shape.dims[axes[0]];
    if (!axes || groups === undefined || !channels) return undefined;
    if (channels.kind === "known" && groups > 0 && channels.value % groups !== 0) {
      reader.report(
        "channels-not-divisible-by-groups",
        `The ${channels.value} channels of "${call.node.name}" cannot be split into ${groups} groups; use a number of groups that divides ${channels.value}.`,
        { param: "groups" },
      );
      return undefined;
    }
    return axes;
  });
}

function inferAffine(call: LayerCallContext, form: Form, axesOf: AxesReader) {
  const reader = readConfig(call.node);
  const center = form.center ?? reader.boolean("center", true);
  const scale = form.scale ?? reader.boolean("scale", true);
  const epsilon = form.name === "unit" ? form.epsilon : reader.number("epsilon", form.epsilon);
  const shape = singleInput(reader, call.inputs);
  if (center === undefined || scale === undefined || epsilon === undefined || !shape)
    return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const axes = axesOf(reader, shape);
  if (!axes) return notInferred(reader);
  const sizes = center || scale ? sizesOf(reader, shape, axes) : [];
  if (!sizes) return notInferred(reader);
  // Keras names the factor of RMSNormalization otherwise.
  const factor = form.name === "rms" ? "scale" : "gamma";
  const weight = (name: string, initializer: string): WeightSpec => ({
    name,
    shape: sizes,
    trainable: true,
    initializer: readInitializer(reader, `${name}_initializer`, initializer),
  });
  return inferred(reader, {
    outputs: [shape],
    operation: {
      op: "exampleNormalization",
      form: form.name,
      axes,
      groups: form.name === "group" ? groupCount(reader, shape, axes) : 1,
      epsilon,
      scale: scale ? factor : null,
      center,
    },
    weights: [...(scale ? [weight(factor, "Ones")] : []), ...(center ? [weight("beta", "Zeros")] : [])],
    elementary: [{ label: "normalisation", count: scaleCount(countElements(shape), 2) }],
  });
}

/** -1 and a free number of channels give one group a channel. */
function groupCount(reader: ConfigReader, shape: RankedShape, axes: readonly number[]): number {
  const groups = reader.integer("groups", { min: -1, fallback: 32 }) ?? 1;
  const channels = shape.dims[axes[0] ?? 0];
  return groups > 0 || channels?.kind !== "known" ? groups : channels.value;
}

function readAxes(reader: ConfigReader, shape: RankedShape): number[] | undefined {
  const data = reader.data("axis");
  const list: readonly ConfigData[] = Array.isArray(data) ? data : [data ?? -1];
  const axes = list.map((axis) =>
    typeof axis === "number" ? normaliseAxis(axis, shape.dims.length) : undefined,
  );
  if (axes.every((axis) => axis !== undefined)) return axes.toSorted((a, b) => a - b);
  reader.report(
    "axis-out-of-range",
    `The axis of "${reader.node.name}" does not exist in its input ${formatShape(shape)}, which has ${shape.dims.length} axes with the batch.`,
    { param: "axis" },
  );
  return undefined;
}

function sizesOf(reader: ConfigReader, shape: RankedShape, axes: readonly number[]): number[] | undefined {
  const sizes: number[] = [];
  for (const axis of axes) {
    const dim = shape.dims[axis];
    if (dim?.kind === "known") {
      sizes.push(dim.value);
      continue;
    }
    if (dim?.kind === "symbol") {
      reader.report(
        "size-not-known",
        `${reader.node.className} "${reader.node.name}" needs to know the size of axis ${axis} to have weights, but its input ${formatShape(shape)} leaves it free (${formatDim(dim)}).`,
        { param: "axis" },
      );
    }
    if (dim?.kind === "unknown") reader.setUnsure(dim.reason);
    return undefined;
  }
  return sizes;
}
