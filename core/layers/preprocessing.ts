/** Layers that prepare pictures: Rescaling, Resizing, CenterCrop and Normalization. */

import { scaleCount } from "../cost/count.ts";
import { countElements } from "../cost/elementCount.ts";
import type { ConfigData } from "../graph/paramValue.ts";
import { knownDim } from "../shape/dim.ts";
import { normaliseAxis } from "../shape/shape.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import type { ResizingOperation, StandardizeOperation } from "./elementOperations.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { LayerOperation, WeightSpec } from "./operation.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";
import { type SpatialInput, spatialInput, spatialShape } from "./spatialInput.ts";

const sizeParams = [
  { name: "height", description: "Height of the output, in pixels." },
  { name: "width", description: "Width of the output, in pixels." },
];

export const preprocessingLayers: readonly LayerSpec[] = [
  {
    className: "Rescaling",
    category: "core",
    description: "Multiplies every value by a scale and adds an offset.",
    params: [
      { name: "scale", description: "Factor of every value." },
      { name: "offset", description: "Added after the factor.", default: 0 },
    ],
    infer: inferRescaling,
  },
  {
    className: "Resizing",
    category: "core",
    description: "Resizes pictures to a fixed height and width.",
    params: [
      ...sizeParams,
      { name: "interpolation", description: "How values between pixels are made.", default: "bilinear" },
      {
        name: "crop_to_aspect_ratio",
        description: "Whether the input is cut to the output's aspect ratio first.",
        default: false,
      },
      {
        name: "pad_to_aspect_ratio",
        description: "Whether the input is filled up to the output's aspect ratio first.",
        default: false,
      },
      { name: "fill_value", description: "Value of the pixels that are filled up.", default: 0 },
      {
        name: "antialias",
        description: "Whether the filter widens when a picture is made smaller.",
        default: false,
      },
      ...sharedParams("data_format"),
    ],
    infer: (call) => inferResize(call, resizing),
  },
  {
    className: "CenterCrop",
    category: "core",
    description: "Cuts the middle out of pictures; smaller ones are resized.",
    params: [...sizeParams, ...sharedParams("data_format")],
    infer: (call) => inferResize(call, (_, place) => ({ op: "centerCrop", ...place })),
  },
  {
    className: "Normalization",
    category: "normalisation",
    description: "Subtracts a stored mean and divides by a stored deviation.",
    params: [
      { name: "axis", description: "Axes that have a mean and variance of their own.", default: -1 },
      { name: "mean", description: "The mean, where it is not learned.", default: null },
      { name: "variance", description: "The variance, where it is not learned.", default: null },
      { name: "invert", description: "Whether the normalisation is undone instead.", default: false },
    ],
    infer: inferNormalization,
  },
];

function inferRescaling(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const scale = numbersOf(reader.data("scale")) ?? oneNumber(reader, "scale", 1);
  const offset = numbersOf(reader.data("offset")) ?? oneNumber(reader, "offset", 0);
  const shape = singleInput(reader, call.inputs);
  if (!scale || !offset || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  return inferred(reader, {
    outputs: [shape],
    operation: { op: "rescaling", scale, offset },
    elementary: [{ label: "normalisation", count: scaleCount(countElements(shape), 2) }],
  });
}

function oneNumber(reader: ConfigReader, name: string, fallback: number): number[] | undefined {
  const value = reader.number(name, fallback);
  return value === undefined ? undefined : [value];
}

/** A list of numbers, also nested or as Keras writes an array: `{"class_name": "__numpy__", "config": {"value": …}}`. */
function numbersOf(data: ConfigData | undefined): number[] | undefined {
  if (data !== null && typeof data === "object" && !Array.isArray(data)) {
    const { config } = data as { readonly [key: string]: ConfigData };
    return config === undefined ? undefined : numbersOf(fieldOf(config, "value"));
  }
  if (!Array.isArray(data)) return undefined;
  const list = (data as readonly ConfigData[]).flat(8);
  return list.every((value) => typeof value === "number") ? (list as number[]) : undefined;
}

function fieldOf(data: ConfigData, name: string): ConfigData | undefined {
  if (data === null || typeof data !== "object" || Array.isArray(data)) return undefined;
  return (data as { readonly [key: string]: ConfigData })[name];
}

type Place = Pick<ResizingOperation, "size" | "from" | "dataFormat">;

function resizing(reader: ConfigReader, place: Place): ResizingOperation | undefined {
  const interpolation = reader.text("interpolation", "bilinear");
  const crop = reader.boolean("crop_to_aspect_ratio", false);
  const pad = reader.boolean("pad_to_aspect_ratio", false);
  const fillValue = reader.number("fill_value", 0);
  const antialias = reader.boolean("antialias", false);
  if (interpolation === undefined || crop === undefined || pad === undefined) return undefined;
  if (fillValue === undefined || antialias === undefined) return undefined;
  const aspect = crop ? "crop" : pad ? "pad" : "stretch";
  return { op: "resizing", ...place, interpolation, aspect, fillValue, antialias };
}

function sizeOf(input: SpatialInput, axis: number): number | null {
  const dim = input.spatial[axis];
  return dim?.kind === "known" ? dim.value : null;
}

function inferResize(
  call: LayerCallContext,
  operationOf: (reader: ConfigReader, place: Place) => LayerOperation | undefined,
) {
  const reader = readConfig(call.node);
  const height = reader.integer("height");
  const width = reader.integer("width");
  const dataFormat = reader.dataFormat();
  const shape = singleInput(reader, call.inputs);
  if (height === undefined || width === undefined || dataFormat === undefined || !shape)
    return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const input = spatialInput(reader, shape, 2, dataFormat);
  if (!input) return notInferred(reader);
  const output = spatialShape(input, [knownDim(height), knownDim(width)], input.channels);
  const operation = operationOf(reader, {
    size: [height, width],
    from: [sizeOf(input, 0), sizeOf(input, 1)],
    dataFormat,
  });
  if (!operation) return notInferred(reader);
  return inferred(reader, {
    outputs: [output],
    operation,
    elementary: [{ label: "resampling", count: countElements(output) }],
  });
}

/** Keras stores mean, variance and a count of the samples seen; a mean given in the file needs no weights. */
function inferNormalization(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const shape = singleInput(reader, call.inputs);
  if (!shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const data = reader.data("axis");
  const list: readonly ConfigData[] = data === null ? [] : Array.isArray(data) ? data : [data ?? -1];
  const axes = list.map((axis) =>
    typeof axis === "number" ? normaliseAxis(axis, shape.dims.length) : undefined,
  );
  const sizes: number[] = [];
  for (const axis of axes.toSorted((a, b) => (a ?? 0) - (b ?? 0))) {
    const dim = axis === undefined ? undefined : shape.dims[axis];
    if (dim?.kind === "unknown") return notInferred(reader, dim.reason);
    if (dim?.kind !== "known") {
      reader.report(
        "size-not-known",
        `Normalization "${call.node.name}" needs to know the size of its axis.`,
        { param: "axis" },
      );
      return notInferred(reader);
    }
    sizes.push(dim.value);
  }
  const weight = (name: string, size: readonly number[]): WeightSpec => ({
    name,
    shape: size,
    trainable: false,
    initializer: { className: name === "variance" ? "Ones" : "Zeros", config: {} },
  });
  const invert = reader.boolean("invert", false);
  const given = givenStatistics(reader);
  if (invert === undefined || given === undefined) return notInferred(reader);
  const kept = axes.filter((axis) => axis !== undefined).toSorted((a, b) => a - b);
  return inferred(reader, {
    outputs: [shape],
    operation: { op: "standardize", axes: kept, invert, given },
    weights: given ? [] : [weight("mean", sizes), weight("variance", sizes), weight("count", [])],
    elementary: [{ label: "normalisation", count: scaleCount(countElements(shape), 2) }],
  });
}

/** `null`: they are weights. */
function givenStatistics(reader: ConfigReader): StandardizeOperation["given"] | undefined {
  const [meanData, varianceData] = [reader.data("mean"), reader.data("variance")];
  if (meanData === undefined || meanData === null) return null;
  const mean = numbersOf(meanData) ?? oneNumber(reader, "mean", 0);
  const variance = numbersOf(varianceData) ?? oneNumber(reader, "variance", 1);
  return mean && variance ? { mean, variance } : undefined;
}
