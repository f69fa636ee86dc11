/** Tells which program and version wrote a model, from the signs it leaves in the file. */
import type { ModelFormat } from "../../../core/graph/modelGraph.ts";
import type { JsonNode, JsonObject } from "./jsonNode.ts";
import { arrayAt, hasMember, memberOf, objectAt, stringAt } from "./jsonNode.ts";
import { keras1Arguments } from "./legacyArguments.ts";
import { isKeras1ClassName } from "./legacyClasses.ts";
import { type ModelParts, modelPartsOf, wrappedLayerOf } from "./modelParts.ts";

/** Format of the model `parts` in the file `root`. */
export function detectFormat(root: JsonNode, parts: ModelParts): ModelFormat {
  const version = stringAt(root, "keras_version") ?? stringAt(parts.whole, "keras_version") ?? "";
  if (isTensorflowJs(root, parts, version)) return "tfjs-layers-json";
  if (/^[01]\./.test(version)) return "keras1-json";
  if (/^2\./.test(version)) return "keras2-json";
  if (/^[3-9]\./.test(version)) return "keras3-json";
  return formatByLayers(parts);
}

function isTensorflowJs(root: JsonNode, parts: ModelParts, version: string): boolean {
  if (memberOf(root, "modelTopology", "weightsManifest") || stringAt(root, "format") === "layers-model")
    return true;
  return version.startsWith("tfjs") || memberOf(parts.whole, "className") !== undefined;
}

/** Files without a version: `.keras` configurations, and models written by hand. */
function formatByLayers(parts: ModelParts): ModelFormat {
  const signs = { keras1: false, keras2: false, keras3: false };
  const waiting: ModelParts[] = [parts];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (hasMember(next.whole, "module") || hasMember(next.whole, "registered_name")) signs.keras3 = true;
    for (const layer of next.layers.items) {
      if (layer.kind !== "object") continue;
      noteSigns(layer, signs);
      const inside = modelPartsOf(layer) ?? modelPartsOf(wrappedLayerOf(objectAt(layer, "config")));
      if (inside) waiting.push(inside);
    }
  }
  if (signs.keras1) return "keras1-json";
  // TensorFlow 2.13 to 2.15 write Keras 3's wrapper around Keras 2's arguments.
  return signs.keras3 && !signs.keras2 ? "keras3-json" : "keras2-json";
}

function noteSigns(layer: JsonObject, signs: { keras1: boolean; keras2: boolean; keras3: boolean }): void {
  const config = objectAt(layer, "config");
  if (hasMember(layer, "registered_name") || hasMember(layer, "module")) signs.keras3 = true;
  if (hasMember(config, "batch_shape")) signs.keras3 = true;
  if (memberOf(arrayAt(layer, "inbound_nodes")?.items[0], "args")) signs.keras3 = true;
  if (hasMember(config, "batch_input_shape")) signs.keras2 = true;
  if (isKeras1ClassName(stringAt(layer, "class_name") ?? "")) signs.keras1 = true;
  for (const { key } of config?.members ?? []) if (keras1Arguments.has(key)) signs.keras1 = true;
}
