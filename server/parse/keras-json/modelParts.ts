/** Recognises serialised models and layers among JSON objects, and finds the parts of a model. */
import type { JsonArray, JsonNode, JsonObject } from "./jsonNode.ts";
import { arrayAt, memberOf, objectAt, stringAt } from "./jsonNode.ts";
import { isModelClassName } from "./legacyClasses.ts";

export interface ModelParts {
  readonly whole: JsonObject;
  /** Class as written; empty for a bare configuration. */
  readonly writtenClass: string;
  readonly layers: JsonArray;
  /** Absent where the configuration is just the list of layers, as Keras 1 wrote a Sequential. */
  readonly config: JsonObject | undefined;
}

/** The parts of a model, or undefined for an object that is none. */
export function modelPartsOf(node: JsonNode | undefined): ModelParts | undefined {
  if (node?.kind !== "object") return undefined;
  const writtenClass = stringAt(node, "class_name", "className") ?? "";
  const configNode = memberOf(node, "config");
  if (configNode?.kind === "array") {
    if (!isModelClassName(writtenClass) && !configNode.items.some(isSerialised)) return undefined;
    return { whole: node, writtenClass, layers: configNode, config: undefined };
  }
  // A configuration may stand alone, without its class.
  const config = configNode?.kind === "object" ? configNode : writtenClass === "" ? node : undefined;
  const layers = arrayAt(config, "layers");
  // Keras 1 gives the branches before a Merge as its layers.
  if (!config || !layers || writtenClass === "Merge") return undefined;
  const isModel = isModelClassName(writtenClass) || layers.items.some(isSerialised);
  return isModel ? { whole: node, writtenClass, layers, config } : undefined;
}

/** True for a layer or a model as Keras serialises it: a class and its configuration. */
export function isSerialised(node: JsonNode | undefined): node is JsonObject {
  if (node?.kind !== "object" || stringAt(node, "class_name", "className") === undefined) return false;
  const config = memberOf(node, "config");
  return config?.kind === "object" || config?.kind === "array";
}

/** The layer that a wrapper such as TimeDistributed holds. */
export function wrappedLayerOf(config: JsonObject | undefined): JsonObject | undefined {
  const layer = objectAt(config, "layer");
  return isSerialised(layer) ? layer : undefined;
}
