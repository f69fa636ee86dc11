/** Layers that prepare pictures: Rescaling, Resizing, CenterCrop and Normalization. */

import { scaleCount } from "../cost/count.ts";
import { countElements } from "../cost/elementCount.ts";
import type { ConfigData } from "../graph/paramValue.ts";
import { knownDim } from "../shape/dim.ts";
import { normaliseAxis } from "../shape/shape.ts";
import { readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";
import { spatialInput, spatialShape } from "./spatialInput.ts";

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
    infer: (call) => inferElementwise(call, 2),
  },
  {
    className: "Resizing",
    category: "core",
    description: "Resizes pictures to a fixed height and width.",
    params: [
      ...sizeParams,
      { name: "interpolation", description: "How values between pixels are made.", default: "bilinear" },
      ...sharedParams("data_format"),
    ],
    infer: inferResize,
  },
  {
    className: "CenterCrop",
    category: "core",
    description: "Cuts the middle out of pictures; smaller ones are resized.",
    params: [...sizeParams, ...sharedParams("data_format")],
    infer: inferResize,
  },
  {
    className: "Normalization",
    category: "normalisation",
    description: "Subtracts a stored mean and divides by a stored deviation.",
    params: [{ name: "axis", description: "Axes that have a mean and variance of their own.", default: -1 }],
    infer: inferNormalization,
  },
];

function inferElementwise(call: LayerCallContext, operations: number) {
  const reader = readConfig(call.node);
  const shape = singleInput(reader, call.inputs);
  if (!shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  return inferred(reader, {
    outputs: [shape],
    operation: null,
    elementary: [{ label: "normalisation", count: scaleCount(countElements(shape), operations) }],
  });
}

function inferResize(call: LayerCallContext) {
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
  return inferred(reader, {
    outputs: [output],
    operation: null,
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
  const given = reader.data("mean") !== undefined && reader.data("mean") !== null;
  return inferred(reader, {
    outputs: [shape],
    operation: null,
    weights: given ? [] : [weight("mean", sizes), weight("variance", sizes), weight("count", [])],
    elementary: [{ label: "normalisation", count: scaleCount(countElements(shape), 2) }],
  });
}
