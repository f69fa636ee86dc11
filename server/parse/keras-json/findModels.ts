/** Finds the models in a JSON file, whatever wraps them, or tells what else the file is. */
import type { JsonNode, JsonObject } from "./jsonNode.ts";
import { arrayAt, hasMember, memberOf, objectAt, stringAt } from "./jsonNode.ts";
import { isSerialised, type ModelParts, modelPartsOf } from "./modelParts.ts";
import { type JsonDocument, readJson } from "./readJson.ts";

/** A model, and the string it stands in where the file holds it as JSON inside a JSON string. */
export interface FoundModel {
  readonly parts: ModelParts;
  readonly inString: JsonNode | undefined;
}

export type FoundContent =
  | { readonly kind: "models"; readonly models: readonly FoundModel[] }
  /** A TensorFlow graph: operations in place of layers. */
  | { readonly kind: "graph"; readonly at: JsonNode }
  /** A model file without its layers; `reason` says what is there instead. */
  | { readonly kind: "noTopology"; readonly at: JsonNode; readonly reason: string }
  | { readonly kind: "other" };

/** Keys under which files keep the model itself, from the outside inwards. */
const wrappers = ["modelTopology", "model_topology", "model_config", "modelConfig", "architecture"] as const;

/** Looks at the root, through its wrappers, then at the root's own members. */
export function findModels(root: JsonNode): FoundContent {
  let place: JsonNode = root;
  let inString: JsonNode | undefined;
  // Each step goes one level down; files nest two of them.
  for (let step = 0; step < 6; step++) {
    if (place.kind === "string") {
      const decoded = decode(place.value);
      if (!decoded) break;
      inString ??= place;
      place = decoded;
    }
    const parts = modelPartsOf(place);
    if (parts) return { kind: "models", models: [{ parts, inString }] };
    const inner = wrappedIn(place);
    if (!inner) break;
    place = inner;
  }
  const graph = graphNodes(place) ?? graphNodes(root);
  if (graph) return { kind: "graph", at: graph };
  const models = modelsAmong(root);
  if (models.length > 0)
    return { kind: "models", models: models.map((parts) => ({ parts, inString: undefined })) };
  return missingTopology(root);
}

function wrappedIn(place: JsonNode): JsonNode | undefined {
  const wrapper = wrappers.find((key) => memberOf(place, key));
  return wrapper && memberOf(place, wrapper);
}

/** JSON that a string holds; undefined for an ordinary string. */
function decode(text: string): JsonNode | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  const document: JsonDocument = readJson(text);
  return document.tooDeep ? undefined : document.root;
}

/** Several models side by side: `{"encoder": {...}, "decoder": {...}}` or a list of them. */
function modelsAmong(root: JsonNode): ModelParts[] {
  const values =
    root.kind === "array"
      ? root.items
      : root.kind === "object"
        ? root.members.map((member) => member.value)
        : [];
  // Only what says its class: a stray `layers` key is no sign of a model here.
  return values
    .map(modelPartsOf)
    .filter((parts) => parts !== undefined)
    .filter((parts) => parts.writtenClass !== "");
}

/** The operations of a TensorFlow graph, which all have an `op`. */
function graphNodes(place: JsonNode): JsonNode | undefined {
  const nodes = arrayAt(place, "node");
  if (!nodes) return undefined;
  const isGraph = nodes.items.length === 0 || memberOf(nodes.items[0], "op") !== undefined;
  return isGraph && (objectAt(place, "versions") || nodes.items.length > 0) ? nodes : undefined;
}

function missingTopology(root: JsonNode): FoundContent {
  if (root.kind !== "object") return { kind: "other" };
  const topology = memberOf(root, "modelTopology");
  if (topology) {
    const reason = topology.kind === "null" ? "modelTopology is null" : "modelTopology holds no layers";
    return { kind: "noTopology", at: topology, reason };
  }
  if (stringAt(root, "format") === "layers-model") {
    return { kind: "noTopology", at: root, reason: "there is no modelTopology" };
  }
  const savedByKeras = hasMember(root, "build_config") || hasMember(root, "compile_config");
  if (isSerialised(root) && savedByKeras)
    return { kind: "noTopology", at: root, reason: subclassReason(root) };
  return { kind: "other" };
}

function subclassReason(root: JsonObject): string {
  return `the model is of the class "${stringAt(root, "class_name") ?? ""}", which keeps its layers in Python code`;
}
