/** Fields that layers of TensorFlow.js 4.22 have and programs read: `dense.units`, `conv.kernelSize`, `dropout.rate`. */
import type ts from "typescript";
import type { ConfigData, ParamValue } from "../../../../core/graph/paramValue.ts";
import { valueOfData } from "../language/dataValue.ts";
import { rangeOf, unknownAt } from "../language/evaluation.ts";
import { openSize } from "../language/openNumbers.ts";
import type { Scope } from "../language/scope.ts";
import { newArray, type Value } from "../language/values.ts";
import { tfjsSpelling } from "./configValues.ts";
import type { LayerRecord } from "./records.ts";

interface Field {
  /** Keras 3 name of the argument that it comes from. */
  readonly param: string;
  /** What it is where the program gives nothing; `undefined` where the layer cannot be without. */
  readonly fallback?: ConfigData;
  /** One number stands for that many. */
  readonly axes?: number;
  /** What TensorFlow.js makes of the argument. */
  readonly keep?: (data: ConfigData) => ConfigData | undefined;
  /** Set where it stands only in one of both: a field, or what `getConfig()` gives. */
  readonly only?: "field" | "config";
}

type Fields = Readonly<Record<string, Field>>;

const camelCase = (data: ConfigData) => (typeof data === "string" ? tfjsSpelling(data) : undefined);

const dataFormat: Field = { param: "data_format", fallback: "channels_last", keep: camelCase };
const activation: Field = { param: "activation", fallback: "linear", keep: camelCase, only: "config" };
const useBias: Field = { param: "use_bias", fallback: true };
const rate: Field = { param: "rate", keep: (data) => (typeof data === "number" ? clamped(data) : undefined) };

/** Of a convolution over so many axes. */
function convolution(axes: number): Fields {
  return {
    kernelSize: { param: "kernel_size", axes },
    strides: { param: "strides", fallback: 1, axes },
    padding: { param: "padding", fallback: "valid" },
    dataFormat,
    dilationRate: { param: "dilation_rate", fallback: 1, axes },
    useBias,
    activation,
  };
}

/** As `fields`, some of them in one place alone. */
function limited(fields: Fields, only: Required<Field>["only"], ...names: readonly string[]): Fields {
  const wanted = names.length > 0 ? names : Object.keys(fields);
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, wanted.includes(name) ? { ...field, only } : field]),
  );
}

const filters: Fields = { filters: { param: "filters" } };
const multiplier: Fields = { depthMultiplier: { param: "depth_multiplier", fallback: 1 } };

/** Of a pooling layer with a window over so many axes. */
function pooling(axes: number): Fields {
  return {
    poolSize: { param: "pool_size", fallback: 2, axes },
    padding: { param: "padding", fallback: "valid" },
    ...(axes > 1 ? { dataFormat } : {}),
  };
}

const normalisation: Fields = {
  axis: { param: "axis", fallback: -1 },
  epsilon: { param: "epsilon", fallback: 1e-3 },
  center: { param: "center", fallback: true },
  scale: { param: "scale", fallback: true },
};

const pictureSize: Fields = { height: { param: "height" }, width: { param: "width" } };

const recurrent: Fields = {
  returnSequences: { param: "return_sequences", fallback: false },
  returnState: { param: "return_state", fallback: false },
  goBackwards: { param: "go_backwards", fallback: false },
};

/** Of a cell, and in the config of the layer around it. */
const simpleCell: Fields = {
  units: { param: "units" },
  useBias,
  activation: { ...activation, fallback: "tanh" },
};
const gatedCell: Fields = {
  ...simpleCell,
  recurrentActivation: {
    param: "recurrent_activation",
    fallback: "hard_sigmoid",
    keep: camelCase,
    only: "config",
  },
};

const fieldsOfClasses: Readonly<Record<string, Fields>> = {
  Dense: { units: { param: "units" }, useBias, activation },
  Conv1D: { ...limited(convolution(1), "field", "dataFormat"), ...filters },
  Conv2D: { ...convolution(2), ...filters },
  Conv3D: { ...convolution(3), ...filters },
  Conv2DTranspose: { ...limited(convolution(2), "field", "dilationRate"), ...filters },
  Conv3DTranspose: { ...limited(convolution(3), "field", "dilationRate"), ...filters },
  SeparableConv2D: { ...convolution(2), ...filters, ...limited(multiplier, "field") },
  DepthwiseConv2D: { ...convolution(2), ...multiplier },
  MaxPooling1D: pooling(1),
  AveragePooling1D: pooling(1),
  MaxPooling2D: pooling(2),
  AveragePooling2D: pooling(2),
  MaxPooling3D: pooling(3),
  AveragePooling3D: pooling(3),
  GlobalAveragePooling2D: { dataFormat },
  GlobalMaxPooling2D: { dataFormat },
  UpSampling2D: {
    size: { param: "size", fallback: [2, 2] },
    interpolation: { param: "interpolation", fallback: "nearest" },
    dataFormat,
  },
  BatchNormalization: { ...normalisation, momentum: { param: "momentum", fallback: 0.99 } },
  LayerNormalization: normalisation,
  Dropout: { rate },
  SpatialDropout1D: { rate },
  Activation: { activation },
  LeakyReLU: { alpha: { param: "negative_slope", fallback: 0.3 } },
  ELU: { alpha: { param: "alpha", fallback: 1 } },
  ThresholdedReLU: { theta: { param: "theta", fallback: 1 } },
  Softmax: { axis: { param: "axis", fallback: 1 } },
  Concatenate: { axis: { param: "axis", fallback: -1 } },
  RepeatVector: { n: { param: "n" } },
  Reshape: { targetShape: { param: "target_shape", keep: withFreeSizes } },
  Permute: { dims: { param: "dims" } },
  Embedding: { inputDim: { param: "input_dim" }, outputDim: { param: "output_dim" } },
  SimpleRNN: { ...recurrent, ...limited(simpleCell, "config") },
  GRU: { ...recurrent, ...limited(gatedCell, "config") },
  LSTM: { ...recurrent, ...limited(gatedCell, "config") },
  SimpleRNNCell: simpleCell,
  GRUCell: gatedCell,
  LSTMCell: gatedCell,
  Flatten: { dataFormat: { param: "data_format", keep: camelCase } },
  ZeroPadding2D: { padding: { param: "padding", fallback: 1, keep: borders } },
  Rescaling: { scale: { param: "scale" }, offset: { param: "offset", fallback: 0 } },
  Masking: { maskValue: { param: "mask_value", fallback: 0 } },
  GaussianNoise: { stddev: { param: "stddev" } },
  CenterCrop: pictureSize,
  Resizing: pictureSize,
};

/** The fields of a class that come from its arguments, by name. */
export function fieldsOf({ className, own }: LayerRecord): Fields {
  return !own && Object.hasOwn(fieldsOfClasses, className) ? (fieldsOfClasses[className] ?? {}) : {};
}

/** `layer.key`; `undefined` for a field that is not in the table. */
export function layerField(layer: LayerRecord, key: string, node: ts.Node, scope: Scope): Value {
  const fields = fieldsOf(layer);
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
  return field && field.only !== "config"
    ? fieldValue(layer, field, node, scope)
    : strides(layer, key, node, scope);
}

/** A pooling layer moves by its window where it is given nothing else. */
function strides(layer: LayerRecord, key: string, node: ts.Node, scope: Scope): Value {
  const axes = /^(?:Max|Average)Pooling(\d)D$/.exec(layer.className)?.[1];
  if (key !== "strides" || axes === undefined) return undefined;
  const given = layer.config.get("strides");
  const absent = !given || (given.kind === "constant" && given.value === null);
  const field = { param: absent ? "pool_size" : "strides", fallback: 2, axes: Number(axes) };
  return fieldValue(layer, field, node, scope);
}

/** What TensorFlow.js keeps of the argument, or why that is not known. */
export function fieldValue(layer: LayerRecord, field: Field, node: ts.Node, scope: Scope): Value {
  const { evaluation } = scope;
  const range = rangeOf(evaluation, node);
  const unknown = (why: string) => unknownAt(evaluation, node, why);
  if (layer.unreadable !== undefined) return unknown(`is not known: ${layer.unreadable}`);
  const param = layer.config.get(field.param);
  if (param?.kind === "notComputable") return openField(param, field, node, scope);
  const given = param === undefined || param.value === null ? field.fallback : param.value;
  if (given === undefined) return unknown("is not given to the layer");
  const kept = field.keep ? field.keep(given) : given;
  if (kept === undefined) return unknown("is an argument that the layer does not take");
  return typeof kept === "number" && field.axes !== undefined
    ? newArray(Array.from({ length: field.axes }, () => ({ value: kept, range })))
    : valueOfData(kept, range);
}

function openField(
  { reason, size }: Extract<ParamValue, { kind: "notComputable" }>,
  { axes }: Field,
  node: ts.Node,
  { evaluation }: Scope,
): Value {
  const unknown = unknownAt(evaluation, node, `is not known: ${reason}`);
  if (axes !== undefined || !size) return unknown;
  return openSize(unknown, size);
}

function clamped(rate: number): number {
  return Math.max(0, Math.min(1, rate));
}

/** `[[top, bottom], [left, right]]` of a number, or of one for each axis. */
function borders(data: ConfigData): ConfigData | undefined {
  const axes: readonly ConfigData[] = Array.isArray(data) ? data : [data, data];
  return axes.length === 2
    ? axes.map((side) => (Array.isArray(side) ? (side as readonly ConfigData[]) : [side, side]))
    : undefined;
}

/** A size below zero is free, and TensorFlow.js puts `null` in its place. */
function withFreeSizes(data: ConfigData): ConfigData | undefined {
  if (!Array.isArray(data)) return undefined;
  return (data as readonly ConfigData[]).map((size) => (typeof size === "number" && size < 0 ? null : size));
}
