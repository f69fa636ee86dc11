/** One layer as a call of its TensorFlow.js factory, with the arguments that are not its defaults. */

import type { LayerNode } from "../../core/graph/modelGraph.ts";
import { type ConfigData, isConfigRecord } from "../../core/graph/paramValue.ts";
import { findLayerSpec } from "../../core/layers/index.ts";
import { codeKey, codeValue, factoryOf } from "../edits/codeLayerText.ts";
import { camelCase } from "../parse/camelCase.ts";
import { layerFactory } from "../parse/tensorflowjs-code/tensorflow/layerFactories.ts";
import { snakeCaseOfClass } from "../parse/tensorflowjs-code/tensorflow/names.ts";
import { settingsFor } from "./layerSettings.ts";
import { CannotWriteError, type WriteSource } from "./target.ts";

export interface CodeWriting {
  readonly source: WriteSource;
  /** The expression that makes a model inside a wrapper. */
  readonly modelInside: (node: LayerNode) => string;
}

/** `tf.layers.conv2d({ filters: 8, kernelSize: 3, name: "c" })`; `more` are arguments as code, put first. */
export function codeLayer(node: LayerNode, writing: CodeWriting, more: readonly string[] = []): string {
  const factory = factoryOf(node.className);
  if (!factory) {
    throw new CannotWriteError(
      `"${node.name}" is a ${node.writtenClass}, and TensorFlow.js 4.22 has no such layer; replace it, or write JSON and register a class of that name.`,
    );
  }
  const settings = settingsFor(node, "tfjs", writing.source);
  const members = Object.entries(settings).flatMap(([name, value]) => member(node, factory, name, value));
  const inside = node.wrapped ? [wrapped(node, node.wrapped, writing)] : [];
  const frozen = node.trainable ? [] : ["trainable: false"];
  const all = [...more, ...inside, ...members, ...frozen, `name: ${JSON.stringify(node.name)}`];
  return `tf.layers.${factory}({ ${all.join(", ")} })`;
}

function wrapped(node: LayerNode, inner: LayerNode, writing: CodeWriting): string {
  const key = node.className === "RNN" ? "cell" : "layer";
  return `${key}: ${inner.model ? writing.modelInside(inner) : codeLayer(inner, writing)}`;
}

/** What TensorFlow.js itself takes where an argument is left out, besides what the layer's own table says. */
const defaults: Readonly<Record<string, ConfigData>> = {
  bias_initializer: "zeros",
  beta_initializer: "zeros",
  gamma_initializer: "ones",
  moving_mean_initializer: "zeros",
  moving_variance_initializer: "ones",
  alpha_initializer: "zeros",
  recurrent_initializer: "orthogonal",
  dropout: 0,
  recurrent_dropout: 0,
  stateful: false,
  unroll: false,
  unit_forget_bias: true,
  return_sequences: false,
  return_state: false,
  go_backwards: false,
};

/** Arguments that are in no layer's table, and that TensorFlow.js takes. */
const others =
  /_(?:initializer|regularizer|constraint)$|^(?:dropout|recurrent_dropout|stateful|unroll|unit_forget_bias|return_sequences|return_state|go_backwards|noise_shape|seed|alpha|momentum|epsilon|rate|stddev)$/;

function member(node: LayerNode, factory: string, name: string, value: ConfigData): readonly string[] {
  const param = findLayerSpec(node.className)?.params.find((each) => each.name === name);
  if (!param && !others.test(name)) return [];
  const plain = initialiserName(value) ?? value;
  const own = layerFactory(factory).defaults?.[name];
  const fallback =
    own ?? (isTfjsDefault(node.className, name) ? (param?.default ?? defaults[name]) : undefined);
  if (fallback !== undefined && same(plain, fallback)) return [];
  return [`${codeKey(factory, name)}: ${expression(plain, name)}`];
}

/** Arguments whose default in Keras is not that of TensorFlow.js are always written. */
function isTfjsDefault(className: string, name: string): boolean {
  if (className === "Softmax" && name === "axis") return false;
  if (className === "UpSampling2D" && name === "size") return false;
  return !/^(?:kernel|depthwise|pointwise|embeddings)_initializer$|^recurrent_activation$|^reset_after$/.test(
    name,
  );
}

function same(a: ConfigData, b: ConfigData): boolean {
  if (Array.isArray(a) && typeof b === "number") {
    const list: readonly ConfigData[] = a;
    return list.every((each) => each === b);
  }
  return JSON.stringify(a) === JSON.stringify(b);
}

/** `glorot_uniform` of an initialiser object that has no settings of its own. */
function initialiserName(value: ConfigData): string | undefined {
  if (!isConfigRecord(value) || typeof value.class_name !== "string") return undefined;
  const { config } = value;
  const settings = isConfigRecord(config)
    ? Object.keys(config).filter((key) => key !== "seed" && !/_axes$/.test(key))
    : [];
  const seeded = isConfigRecord(config) && typeof config.seed === "number";
  const plainName =
    /^(?:Zeros|Ones|Glorot(?:Uniform|Normal)|He(?:Uniform|Normal)|Le[Cc]un(?:Uniform|Normal))$/;
  if (settings.length > 0 || seeded || !plainName.test(value.class_name)) return undefined;
  return snakeCaseOfClass(value.class_name.replace("LeCun", "Lecun"));
}

/** Values with a class of their own are calls of `tf.initializers` and the like; all else is plain data. */
function expression(value: ConfigData, name: string): string {
  if (!isConfigRecord(value) || typeof value.class_name !== "string")
    return codeValue(perAxis(value, name), name, '"');
  const kind = /_([a-z]+)$/.exec(name)?.[1] ?? "";
  const space = { initializer: "initializers", regularizer: "regularizers", constraint: "constraints" }[kind];
  const { class_name: className, config } = value;
  const settings = isConfigRecord(config)
    ? Object.entries(config).filter(([, each]) => each !== null && !isConfigRecord(each))
    : [];
  if (!space) {
    throw new CannotWriteError(
      `${name} is an object of class ${className}, for which TensorFlow.js has no words.`,
    );
  }
  const members = settings.map(([key, each]) => {
    // `fan_avg` and `truncated_normal` are `fanAvg` and `truncatedNormal` there.
    const word = typeof each === "string" ? camelCase(each) : each;
    return `${camelCase(key)}: ${codeValue(word, key, '"')}`;
  });
  const call = `tf.${space}.${functionNameOf(className)}`;
  return members.length === 0 && space !== "initializers"
    ? `${call}()`
    : `${call}({ ${members.join(", ")} })`;
}

/** One number serves for all axes. */
function perAxis(value: ConfigData, name: string): ConfigData {
  const list: readonly ConfigData[] = Array.isArray(value) ? value : [];
  const alike = list.length > 0 && list.every((each) => each === list[0] && typeof each === "number");
  return alike && /^(?:kernel_size|strides|dilation_rate|pool_size)$/.test(name) ? (list[0] ?? value) : value;
}

/** `l1l2` of `L1L2`, `maxNorm` of `MaxNorm`, `leCunNormal` of `LeCunNormal`. */
function functionNameOf(className: string): string {
  if (/^L[12L]+$/.test(className)) return className.toLowerCase();
  return className.charAt(0).toLowerCase() + className.slice(1);
}
