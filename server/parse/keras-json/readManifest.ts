/** Reads the list of stored weights in a TensorFlow.js `model.json`. */
import type { SourceRange } from "../../../core/graph/sourceRange.ts";
import type { ManifestWeight } from "../../../core/graph/weightsManifest.ts";
import { arrayAt, integerOf, type JsonNode, memberOf } from "./jsonNode.ts";

/** Entries that are not well formed are left out; empty where the file has no manifest. */
export function readManifest(root: JsonNode): readonly ManifestWeight[] {
  const groups = arrayAt(root, "weightsManifest")?.items ?? [];
  return groups.flatMap((group) => arrayAt(group, "weights")?.items.flatMap(readWeight) ?? []);
}

function readWeight(entry: JsonNode): ManifestWeight[] {
  const name = memberOf(entry, "name");
  const shape = arrayAt(entry, "shape");
  if (name?.kind !== "string" || !shape) return [];
  const sizes = shape.items.map(integerOf);
  const known = sizes.filter((size) => size !== undefined);
  if (known.length !== sizes.length) return [];
  return [{ name: name.value, shape: known, nameRange: placeOf(name), shapeRange: placeOf(shape) }];
}

function placeOf({ start, end }: SourceRange): SourceRange {
  return { start, end };
}
