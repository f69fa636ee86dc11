/** What a program reads of a layer's own arguments: `layer.getConfig()`, `layer.batchInputShape`. */
import type ts from "typescript";
import { findLayerSpec } from "../../../../core/layers/index.ts";
import type { CallSite } from "../language/callSite.ts";
import { valueOfData } from "../language/dataValue.ts";
import { rangeOf, unknownAt } from "../language/evaluation.ts";
import type { Scope } from "../language/scope.ts";
import { newObject, type Slot, type Value } from "../language/values.ts";
import { fieldsOf, fieldValue, layerField } from "./layerFields.ts";
import type { LayerRecord } from "./records.ts";
import { isTrainable } from "./trainable.ts";

/** The arguments by their TensorFlow.js names, as the layer keeps them; of others, defaults are not read here. */
export function configObject(layer: LayerRecord, { node, scope }: CallSite): Value {
  const { evaluation } = scope;
  const range = rangeOf(evaluation, node);
  const slot = (value: Value): Slot => ({ value, range });
  const config = newObject([
    ["name", slot(layer.name)],
    ...(layer.className === "InputLayer" ? [] : [["trainable", slot(isTrainable(layer))] as const]),
  ]);
  const fields = fieldsOf(layer);
  const covered = new Set(["batch_shape", "trainable"]);
  for (const [name, field] of Object.entries(fields)) {
    if (field.only !== "field") config.entries.set(name, slot(fieldValue(layer, field, node, scope)));
    covered.add(field.param);
  }
  const strides = fields.strides ? undefined : layerField(layer, "strides", node, scope);
  if (strides !== undefined) config.entries.set("strides", slot(strides));
  if (strides !== undefined) covered.add("strides");
  const known = new Set(findLayerSpec(layer.className)?.params.map(({ name }) => name));
  for (const [key, param] of layer.config) {
    if (covered.has(key) || !known.has(key)) continue;
    const name = key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    const value =
      param.kind === "constant" && rules.test(key)
        ? valueOfData(param.value, range)
        : unknownAt(evaluation, node, `holds ${name}, which is not known`);
    config.entries.set(name, { value, range: param.range });
  }
  const shape = configuredShape(layer, node, scope);
  if (shape !== undefined) config.entries.set("batchInputShape", slot(shape));
  const defaults = unknownAt(evaluation, node, "holds defaults, which ConvLens does not work out here");
  config.rest = { ...defaults, defaultsOf: layer.className };
  return config;
}

/** Arguments that hold for weights: a layer takes them back in any spelling. */
const rules = /_(?:initializer|regularizer|constraint)$/;

export function configuredShape(layer: LayerRecord, node: ts.Node, scope: Scope): Value {
  const param = layer.config.get("batch_shape");
  if (param === undefined) return undefined;
  return param.kind === "constant"
    ? valueOfData(param.value, param.range)
    : unknownAt(scope.evaluation, node, "is not known");
}
