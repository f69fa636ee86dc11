/** Layers that are an activation function: Activation, ReLU, LeakyReLU, ELU, ThresholdedReLU and Softmax. */
import { countElements } from "../cost/elementCount.ts";
import type { ConfigData } from "../graph/paramValue.ts";
import { normaliseAxis } from "../shape/shape.ts";
import { readActivation } from "./activationFunction.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec, ParamSpec } from "./layerSpec.ts";
import type { Activation, LayerOperation } from "./operation.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

export const activationLayers: readonly LayerSpec[] = [
  activationLayer(
    "Activation",
    "Applies an activation function to every value.",
    [{ name: "activation", description: "Name of the function, such as `relu` or `softmax`." }],
    (reader) => readActivation(reader),
  ),
  activationLayer(
    "ReLU",
    "Rectified linear unit: negative values become 0, or are scaled by the negative slope.",
    [
      { name: "max_value", description: "Largest output; none where it is null.", default: null },
      { name: "negative_slope", description: "Factor of values below the threshold.", default: 0 },
      { name: "threshold", description: "Values below it count as negative.", default: 0 },
    ],
    (reader) => withSettings("relu", reader, { max_value: null, negative_slope: 0, threshold: 0 }),
  ),
  activationLayer(
    "LeakyReLU",
    "Rectified linear unit that scales negative values by a small slope.",
    [{ name: "negative_slope", aliases: ["alpha"], description: "Factor of negative values.", default: 0.3 }],
    (reader) => withSettings("leaky_relu", reader, { negative_slope: 0.3 }),
  ),
  activationLayer(
    "ELU",
    "Exponential linear unit: negative values follow alpha·(exp(x) − 1).",
    [{ name: "alpha", description: "Limit of the output for very negative values.", default: 1 }],
    (reader) => withSettings("elu", reader, { alpha: 1 }),
  ),
  activationLayer(
    "ThresholdedReLU",
    "Keeps values above theta and sets the others to 0.",
    [{ name: "theta", description: "Values up to it become 0.", default: 1 }],
    (reader) => {
      const theta = reader.number("theta", 1);
      return theta === undefined
        ? undefined
        : { name: "threshold", settings: { threshold: theta, value: 0 } };
    },
  ),
  {
    className: "Softmax",
    category: "activation",
    description: "Turns the values along an axis into shares that add up to 1.",
    params: [
      {
        name: "axis",
        description: "Axis, or list of axes, along which the shares add up to 1.",
        default: -1,
      },
    ],
    infer: inferSoftmax,
  },
];

function activationLayer(
  className: string,
  description: string,
  params: readonly ParamSpec[],
  read: (reader: ConfigReader) => Activation | undefined,
): LayerSpec {
  return {
    className,
    category: "activation",
    description,
    params,
    infer: (call: LayerCallContext) => {
      const reader = readConfig(call.node);
      const activation = read(reader);
      const shape = singleInput(reader, call.inputs);
      if (!activation || !shape) return notInferred(reader);
      if (shape.kind === "unranked") return notInferred(reader, shape.reason);
      return inferred(reader, {
        outputs: [shape],
        operation: { op: "activation", activation },
        elementary:
          activation.name === "linear" ? [] : [{ label: "activation", count: countElements(shape) }],
      });
    },
  };
}

/** Numbers by name; `null` in the file and as default leaves the setting out. */
function withSettings(
  name: string,
  reader: ConfigReader,
  defaults: Readonly<Record<string, number | null>>,
): Activation | undefined {
  const settings: Record<string, number> = {};
  for (const [key, fallback] of Object.entries(defaults)) {
    if (fallback === null) {
      if (!reader.has(key) || reader.data(key) === null) continue;
    }
    const value = numberOrArray(reader, key) ?? reader.number(key, fallback ?? 0);
    if (value === undefined) return undefined;
    settings[key] = value;
  }
  return { name, settings };
}

/** Old tf.keras exports write a scalar array as `{"type": "ndarray", "value": 0.3}` or as a list of one. */
function numberOrArray(reader: ConfigReader, key: string): number | undefined {
  const data = reader.data(key);
  if (Array.isArray(data) && data.length === 1 && typeof data[0] === "number") return data[0];
  if (data === null || typeof data !== "object" || Array.isArray(data)) return undefined;
  const value = (data as { readonly [key: string]: ConfigData }).value;
  return typeof value === "number" ? value : undefined;
}

function inferSoftmax(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const data = reader.data("axis");
  const list: readonly ConfigData[] = Array.isArray(data) ? data : [data ?? -1];
  const shape = singleInput(reader, call.inputs);
  if (!shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const axes = list.map((axis) =>
    typeof axis === "number" ? normaliseAxis(axis, shape.dims.length) : undefined,
  );
  if (!axes.every((axis) => axis !== undefined)) {
    reader.report("axis-out-of-range", `The axis of "${call.node.name}" does not exist in its input.`, {
      param: "axis",
    });
    return notInferred(reader);
  }
  const operation: LayerOperation = { op: "softmax", axes };
  return inferred(reader, {
    outputs: [shape],
    operation,
    elementary: [{ label: "activation", count: countElements(shape) }],
  });
}
