/** Reads the list of stored weights in a TensorFlow.js `model.json`. */
import type { SourceRange } from "../../../core/graph/sourceRange.ts";
import type { ManifestGroup, ManifestWeight } from "../../../core/graph/weightsManifest.ts";
import { arrayAt, integerOf, type JsonNode, memberOf, objectAt, stringAt } from "./jsonNode.ts";

/** Entries that are not well formed are left out; empty where the file has no manifest. */
export function readManifest(root: JsonNode): readonly ManifestWeight[] {
  return groupsOf(root).flatMap((group) => arrayAt(group, "weights")?.items.flatMap(readWeight) ?? []);
}

/** The groups whose every entry is well formed: of the others nobody can say how many bytes they take. */
export function readManifestGroups(root: JsonNode): readonly ManifestGroup[] {
  return groupsOf(root).flatMap((group) => {
    const paths = arrayAt(group, "paths")?.items ?? [];
    const weights = arrayAt(group, "weights")?.items ?? [];
    const named = paths.flatMap((node) =>
      node.kind === "string" ? [{ path: node.value, range: placeOf(node) }] : [],
    );
    const stored = weights.flatMap(readStored);
    return named.length > 0 && named.length === paths.length && stored.length === weights.length
      ? [{ paths: named, weights: stored }]
      : [];
  });
}

function groupsOf(root: JsonNode): readonly JsonNode[] {
  return arrayAt(root, "weightsManifest")?.items ?? [];
}

function readWeight(entry: JsonNode): ManifestWeight[] {
  const name = memberOf(entry, "name");
  const shape = arrayAt(entry, "shape");
  const sizes = shape && sizesOf(shape.items);
  if (name?.kind !== "string" || !shape || !sizes) return [];
  return [{ name: name.value, shape: sizes, nameRange: placeOf(name), shapeRange: placeOf(shape) }];
}

/** Bytes of a number by its type; quantised weights are stored in the type of their quantisation. */
const widths: ReadonlyMap<string, number> = new Map([
  ["float32", 4],
  ["int32", 4],
  ["bool", 1],
  ["complex64", 8],
  ["uint8", 1],
  ["uint16", 2],
  ["float16", 2],
]);

function readStored(entry: JsonNode): ManifestGroup["weights"][number][] {
  const sizes = sizesOf(arrayAt(entry, "shape")?.items ?? []);
  if (!sizes || !arrayAt(entry, "shape")) return [];
  const type = stringAt(objectAt(entry, "quantization"), "dtype") ?? stringAt(entry, "dtype") ?? "";
  const elements = sizes.reduce((product, size) => product * size, 1);
  return [{ name: stringAt(entry, "name") ?? "", elements, bytesPerElement: widths.get(type) ?? null }];
}

function sizesOf(items: readonly JsonNode[]): readonly number[] | undefined {
  const sizes = items.map(integerOf);
  const known = sizes.filter((size) => size !== undefined);
  return known.length === sizes.length ? known : undefined;
}

function placeOf({ start, end }: SourceRange): SourceRange {
  return { start, end };
}
