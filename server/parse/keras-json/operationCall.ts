/** Keras 3 operations that stand as layers: their own names, and the numbers and slices that their call holds. */
import type { LayerConfig } from "../../../core/graph/paramValue.ts";
import { callArguments } from "../../../core/layers/operations/operands.ts";
import { paramFrom } from "./configData.ts";
import { arrayAt, type JsonObject, memberOf, objectAt, stringAt } from "./jsonNode.ts";
import type { ReadContext } from "./readContext.ts";

/** True for an operation of `keras.ops`: `Add` may be the layer or the operation, and its module tells which. */
export function isOperation(layer: JsonObject): boolean {
  return /^keras\.(?:src\.)?ops(?:\.|$)/.test(stringAt(layer, "module") ?? "");
}

/** The operation's arguments with those of its (first) call: by position as one list, and by name. */
export function withCallArguments(layer: JsonObject, config: LayerConfig, context: ReadContext): LayerConfig {
  const call = arrayAt(layer, "inbound_nodes")?.items[0];
  if (call?.kind !== "object") return config;
  const merged: Record<string, LayerConfig[string]> = Object.assign(Object.create(null), config);
  for (const { key: name, value } of objectAt(call, "kwargs")?.members ?? []) {
    if (name !== "__proto__" && !(name in merged)) merged[name] = paramFrom(value, context);
  }
  const args = memberOf(call, "args");
  if (args) merged[callArguments] = paramFrom(args, context);
  return merged;
}
