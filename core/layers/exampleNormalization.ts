/** LayerNormalization, GroupNormalization and UnitNormalization: statistics of each example, not of the batch. */
import { scaleCount } from "../cost/count.ts";
import { countElements } from "../cost/elementCount.ts";
import type { ConfigData } from "../graph/paramValue.ts";
import { formatDim } from "../shape/dim.ts";
import { formatShape, normaliseAxis, type RankedShape } from "../shape/shape.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
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
    infer: (call: LayerCallContext) => inferAffine(call, { center: false, scale: true }, readAxes),
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
    infer: (call: LayerCallContext) => inferAffine(call, { center: false, scale: false }, readAxes),
  },
];

interface Affine {
  readonly center: boolean;
  readonly scale: boolean;
}

type AxesReader = (reader: ConfigReader, shape: RankedShape) => readonly number[] | undefined;

function inferLayerNormalization(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const rmsScaling = reader.boolean("rms_scaling", false);
  return rmsScaling === true
    ? inferAffine(call, { center: false, scale: true }, readAxes)
    : inferAffine(call, undefined, readAxes);
}

function inferGroupNormalization(call: LayerCallContext) {
  return inferAffine(call, undefined, (reader, shape) => {
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

/** `affine` given: settled by the class; otherwise `center` and `scale` of the config. */
function inferAffine(call: LayerCallContext, affine: Affine | undefined, axesOf: AxesReader) {
  const reader = readConfig(call.node);
  const center = affine?.center ?? reader.boolean("center", true);
  const scale = affine?.scale ?? reader.boolean("scale", true);
  const shape = singleInput(reader, call.inputs);
  if (center === undefined || scale === undefined || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const axes = axesOf(reader, shape);
  if (!axes) return notInferred(reader);
  const sizes = center || scale ? sizesOf(reader, shape, axes) : [];
  if (!sizes) return notInferred(reader);
  const weight = (name: string, initializer: string): WeightSpec => ({
    name,
    shape: sizes,
    trainable: true,
    initializer: readInitializer(reader, `${name}_initializer`, initializer),
  });
  return inferred(reader, {
    outputs: [shape],
    operation: null,
    weights: [...(scale ? [weight("gamma", "Ones")] : []), ...(center ? [weight("beta", "Zeros")] : [])],
    elementary: [{ label: "normalisation", count: scaleCount(countElements(shape), 2) }],
  });
}

function readAxes(reader: ConfigReader, shape: RankedShape): number[] | undefined {
  const data = reader.data("axis");
  const list: readonly ConfigData[] = Array.isArray(data) ? data : [data ?? -1];
  const axes = list.map((axis) =>
    typeof axis === "number" ? normaliseAxis(axis, shape.dims.length) : undefined,
  );
  if (axes.every((axis) => axis !== undefined)) return axes;
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
    return undefined;
  }
  return sizes;
}
