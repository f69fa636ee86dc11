/** Arguments of Keras 1 and early Keras 2, and the Keras 3 argument that each becomes. */
import type { ConfigData, ParamValue } from "../../../core/graph/paramValue.ts";
import { flatPadding } from "./legacyPadding.ts";

interface ArgumentRule {
  readonly to: string;
  /** One old argument, or several numbers that make up one list. */
  readonly from: readonly string[];
  /** A number becomes a list of one. */
  readonly list?: true;
  /** The new value, where the values changed too. */
  readonly convert?: (param: ParamValue) => ParamValue;
}

const rename = (from: string, to: string): ArgumentRule => ({ from: [from], to });
const listOf = (to: string, ...from: readonly string[]): ArgumentRule => ({ from, to, list: true });

const forAll: readonly ArgumentRule[] = [
  rename("border_mode", "padding"),
  {
    from: ["dim_ordering"],
    to: "data_format",
    convert: replaceValue({ th: "channels_first", tf: "channels_last" }),
  },
  rename("input_dtype", "dtype"),
];

const weights: readonly ArgumentRule[] = [
  rename("bias", "use_bias"),
  rename("init", "kernel_initializer"),
  rename("W_regularizer", "kernel_regularizer"),
  rename("b_regularizer", "bias_regularizer"),
  rename("W_constraint", "kernel_constraint"),
  rename("b_constraint", "bias_constraint"),
];

const convolution: readonly ArgumentRule[] = [
  ...weights,
  rename("nb_filter", "filters"),
  listOf("kernel_size", "nb_row", "nb_col"),
  listOf("kernel_size", "kernel_dim1", "kernel_dim2", "kernel_dim3"),
  listOf("kernel_size", "filter_length"),
  rename("subsample", "strides"),
  listOf("strides", "subsample_length"),
  listOf("dilation_rate", "atrous_rate"),
];

const separable: readonly ArgumentRule[] = [rename("init", "depthwise_initializer"), ...convolution];

const pooling: readonly ArgumentRule[] = [listOf("pool_size", "pool_length"), listOf("strides", "stride")];

const recurrent: readonly ArgumentRule[] = [
  ...weights,
  rename("output_dim", "units"),
  rename("inner_activation", "recurrent_activation"),
  rename("inner_init", "recurrent_initializer"),
  rename("U_regularizer", "recurrent_regularizer"),
  rename("U_constraint", "recurrent_constraint"),
  rename("dropout_W", "dropout"),
  rename("dropout_U", "recurrent_dropout"),
  {
    from: ["forget_bias_init"],
    to: "unit_forget_bias",
    convert: replaceValue({ one: true, ones: true, zero: false, zeros: false }),
  },
];

/** The cosine of Keras 1 is a dot product of normalised vectors. */
const dot: readonly ArgumentRule[] = [
  rename("dot_axes", "axes"),
  { from: ["mode"], to: "normalize", convert: replaceValue({ dot: false, cos: true }) },
];
const dropout: readonly ArgumentRule[] = [rename("p", "rate")];
const padding: readonly ArgumentRule[] = [{ from: ["padding"], to: "padding", convert: flatPadding }];

/** Rules by Keras 2/3 class name; a class that is not here has only the rules for all. */
const forClass: ReadonlyMap<string, readonly ArgumentRule[]> = new Map([
  ...each(
    ["Conv1D", "Conv2D", "Conv3D", "Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"],
    convolution,
  ),
  ...each(["LocallyConnected1D", "LocallyConnected2D", "DepthwiseConv1D", "DepthwiseConv2D"], convolution),
  ...each(["SeparableConv1D", "SeparableConv2D"], separable),
  ...each(["MaxPooling1D", "MaxPooling2D", "MaxPooling3D"], pooling),
  ...each(["AveragePooling1D", "AveragePooling2D", "AveragePooling3D"], pooling),
  ...each(["SimpleRNN", "LSTM", "GRU", "ConvLSTM2D"], [...convolution, ...recurrent]),
  ...each(["Dense"], [...weights, rename("output_dim", "units")]),
  ...each(
    ["Embedding"],
    [rename("init", "embeddings_initializer"), rename("W_regularizer", "embeddings_regularizer")],
  ),
  ...each(
    ["Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "GaussianDropout"],
    dropout,
  ),
  ...each(["GaussianNoise"], [rename("sigma", "stddev")]),
  ...each(["UpSampling1D"], [rename("length", "size")]),
  ...each(["ZeroPadding2D"], padding),
  ...each(["Concatenate"], [rename("concat_axis", "axis")]),
  ...each(["Dot"], dot),
  ...each(["LeakyReLU"], [rename("alpha", "negative_slope")]),
  ...each(["PReLU"], [rename("init", "alpha_initializer")]),
  ...each(
    ["BatchNormalization"],
    [rename("beta_init", "beta_initializer"), rename("gamma_init", "gamma_initializer")],
  ),
]);

/** Arguments that only Keras 1 wrote, as signs of its format. */
export const keras1Arguments: ReadonlySet<string> = new Set([
  "border_mode",
  "dim_ordering",
  "nb_filter",
  "nb_row",
  "nb_col",
  "filter_length",
  "pool_length",
  "subsample",
  "subsample_length",
  "W_regularizer",
  "inner_activation",
]);

/** Renames old arguments in place; a new argument that the file gives too wins. */
export function renameLegacyArguments(params: Map<string, ParamValue>, className: string): void {
  for (const rule of forAll) applyRule(params, rule);
  for (const rule of forClass.get(className) ?? []) applyRule(params, rule);
}

function applyRule(params: Map<string, ParamValue>, rule: ArgumentRule): void {
  if (!rule.from.every((name) => params.has(name))) return;
  const old = rule.from.map((name) => params.get(name)).filter((param) => param !== undefined);
  for (const name of rule.from) params.delete(name);
  if (params.has(rule.to)) return;
  const [first] = old;
  if (!first) return;
  const value = rule.list ? joinNumbers(old) : first;
  const converted = rule.convert ? rule.convert(value) : value;
  const written = rule.from[0] ?? rule.to;
  params.set(
    rule.to,
    converted.kind === "constant" && written !== rule.to ? { ...converted, written } : converted,
  );
}

/** `nb_row` and `nb_col` as one list; it stands at the first, and each element at its own place. */
function joinNumbers(params: readonly ParamValue[]): ParamValue {
  const [first, ...others] = params;
  if (!first) throw new RangeError("joinNumbers needs one value at least");
  if (others.length === 0 && first.kind === "constant" && typeof first.value !== "number") return first;
  const values: ConfigData[] = [];
  for (const param of params) {
    if (param.kind !== "constant") return param;
    values.push(param.value);
  }
  return {
    kind: "constant",
    value: values,
    range: first.range,
    elements: params.map((param) => param.range),
  };
}

function replaceValue(values: Readonly<Record<string, ConfigData>>): (param: ParamValue) => ParamValue {
  const table = new Map(Object.entries(values));
  return (param) => {
    if (param.kind !== "constant" || typeof param.value !== "string") return param;
    const value = table.get(param.value);
    return value === undefined ? param : { ...param, value };
  };
}

function each(
  classNames: readonly string[],
  rules: readonly ArgumentRule[],
): (readonly [string, readonly ArgumentRule[]])[] {
  return classNames.map((className) => [className, rules] as const);
}
