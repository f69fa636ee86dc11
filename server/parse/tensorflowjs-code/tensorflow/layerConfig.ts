/** What a program reads of a layer's own arguments: `layer.getConfig()`, `layer.batchInputShape`. */
import type ts from "typescript";
import type { CallSite } from "../language/callSite.ts";
import { valueOfData } from "../language/dataValue.ts";
import { rangeOf, unknownAt } from "../language/evaluation.ts";
import type { Scope } from "../language/scope.ts";
import { newObject, type Value } from "../language/values.ts";
import type { LayerRecord } from "./records.ts";

/** The arguments by their TensorFlow.js names; those that nobody gave have their defaults, which are not read here. */
export function configObject(layer: LayerRecord, { node, scope }: CallSite): Value {
  const { evaluation } = scope;
  const range = rangeOf(evaluation, node);
  const config = newObject([["name", { value: layer.name, range }]]);
  for (const [key, param] of layer.config) {
    if (key === "batch_shape") continue;
    const name = key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    const value =
      param.kind === "constant"
        ? valueOfData(param.value, range)
        : unknownAt(evaluation, node, `holds ${name}, which is not known`);
    config.entries.set(name, { value, range: param.range });
  }
  config.rest = unknownAt(evaluation, node, "holds defaults, which ConvLens does not work out here");
  return config;
}

export function configuredShape(layer: LayerRecord, node: ts.Node, scope: Scope): Value {
  const param = layer.config.get("batch_shape");
  if (param === undefined) return undefined;
  return param.kind === "constant"
    ? valueOfData(param.value, param.range)
    : unknownAt(scope.evaluation, node, "is not known");
}
