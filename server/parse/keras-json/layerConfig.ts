/** Reads a layer's arguments under their Keras 3 names. */
import { bareRecord } from "../../../core/graph/bareRecord.ts";
import type { LayerConfig, ParamValue } from "../../../core/graph/paramValue.ts";
import { paramFrom, snakeCase } from "./configData.ts";
import { normaliseInputShape } from "./inputShape.ts";
import type { JsonObject } from "./jsonNode.ts";
import { renameLegacyArguments } from "./legacyArguments.ts";
import { isSerialised } from "./modelParts.ts";
import type { ReadContext } from "./readContext.ts";

export interface LayerSurroundings {
  /** True for a layer that nothing stands before, whose own arguments give the input shape. */
  readonly first: boolean;
  /** The input shape that the file remembers of the built layer or model. */
  readonly built: ParamValue | undefined;
  /** The channel order of the layers around one that does not give its own, in a Keras 1 file. */
  readonly dataFormat: ParamValue | undefined;
}

/** Keys that say no argument: the name, and parts that the graph itself holds. */
const structure: ReadonlySet<string> = new Set([
  "name",
  "layers",
  "input_layers",
  "output_layers",
  "build_input_shape",
  "__proto__",
]);

/** Arguments whose value is a word that TensorFlow.js may write in camel case. */
const words: ReadonlySet<string> = new Set([
  "activation",
  "recurrent_activation",
  "data_format",
  "interpolation",
  "padding",
]);

/** Classes with a channel order that Keras 1 took from a global setting where the file does not say it. */
const imageLayer =
  /^(?:Conv|DepthwiseConv|SeparableConv|MaxPooling|AveragePooling|Global\w+Pooling|UpSampling|ZeroPadding|Cropping)\w*[23]D/;

/** The arguments of a layer of class `className` (its Keras 2/3 name); total for any JSON. */
export function readLayerConfig(
  config: JsonObject | undefined,
  className: string,
  around: LayerSurroundings,
  context: ReadContext,
): LayerConfig {
  const params = new Map<string, ParamValue>();
  for (const { key, value } of config?.members ?? []) {
    const name = snakeCase(key);
    if (structure.has(name) || (name !== key && params.has(name))) continue;
    if ((name === "layer" || name === "backward_layer") && isSerialised(value)) continue;
    params.set(name, withSnakeWord(name, paramFrom(value, context)));
  }
  renameLegacyArguments(params, className);
  if (around.dataFormat && !params.has("data_format") && imageLayer.test(className)) {
    params.set("data_format", around.dataFormat);
  }
  normaliseInputShape(params, { className, first: around.first, built: around.built });
  return recordOf(params);
}

function withSnakeWord(name: string, param: ParamValue): ParamValue {
  if (!words.has(name) || param.kind !== "constant" || typeof param.value !== "string") return param;
  const value = snakeCase(param.value);
  return value === param.value ? param : { ...param, value };
}

function recordOf(params: ReadonlyMap<string, ParamValue>): LayerConfig {
  const record = bareRecord<ParamValue>();
  for (const [name, param] of params) record[name] = param;
  return record;
}
