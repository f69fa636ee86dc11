/**
 * Reads the weights of Keras's HDF5 files. Keras 1 and 2, and `.h5` files of Keras 3, keep a group per layer and list names in
 * attributes; `.weights.h5` of Keras 3 keeps numbered arrays under paths made of class names (`layers/conv2d_1/vars/0`).
 */
import { elementCount } from "../tensor/tensor.ts";
import { Hdf5Error } from "./hdf5/byteSource.ts";
import { type Hdf5Group, type Hdf5Object, withHdf5 } from "./hdf5/hdf5File.ts";
import { decodeNumbers, numberCodings } from "./numberCoding.ts";
import { refusedFile, type WeightEntry, type WeightFile } from "./weightEntry.ts";

/** `limitBytes` is the most that compressed arrays may unpack to. */
export function readKerasHdf5(bytes: Uint8Array, limitBytes: number): WeightFile {
  const read = withHdf5(bytes, limitBytes, (root) => {
    const weights = groupAt(root, "model_weights") ?? root;
    return listedNames(weights, "layer_names") ? layerGroups(weights) : numberedArrays(root);
  });
  if (read.kind === "refused") return refusedFile(`As an HDF5 file it cannot be read: ${read.reason}.`);
  if (read.value.length > 0) return { kind: "ok", entries: read.value };
  return refusedFile("The HDF5 file holds no arrays of a Keras model.");
}

/** Layers as the attribute `layer_names` lists them, their arrays as each group's `weight_names` does. */
function layerGroups(weights: Hdf5Group): WeightEntry[] {
  const entries: WeightEntry[] = [];
  for (const layer of [...(listedNames(weights, "layer_names") ?? []), "top_level_model_weights"]) {
    const group = groupAt(weights, layer);
    const names = group && listedNames(group, "weight_names");
    if (!group || !names) continue;
    for (const [index, name] of names.entries()) {
      const found = objectAt(group, name);
      if (found?.kind !== "array")
        throw new Hdf5Error(`"${layer}" lists the weight "${name.slice(0, 120)}", which is not there`);
      const shown = name.startsWith(`${layer}/`) ? name : `${layer}/${name}`;
      entries.push(entryOf(shown, found, { layer, index, of: names.length }));
    }
  }
  return entries;
}

/** Every array below a group `vars`; those of an optimiser are not a model's. */
function numberedArrays(root: Hdf5Group): WeightEntry[] {
  const entries: WeightEntry[] = [];
  const open: { readonly group: Hdf5Group; readonly depth: number }[] = [{ group: root, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { group, depth } = next;
    if (depth > 64) throw new Hdf5Error(`"${group.path.slice(0, 120)}" lies more than 64 groups deep`);
    const inner: typeof open = [];
    for (const name of group.names) {
      if (depth === 0 && name === "optimizer") continue;
      const found = group.get(name);
      if (found?.kind === "group") inner.push({ group: found.group, depth: depth + 1 });
      else if (found && /(^|\/)vars$/.test(group.path) && isModelArray(found)) {
        entries.push(entryOf(storedPath(found.path), found));
      }
    }
    open.push(...inner.reverse());
  }
  return entries;
}

/** Keras of TensorFlow 2.12 and 2.13 called the layers otherwise; on Windows it joined paths by backslashes. */
function storedPath(path: string): string {
  return path.replaceAll("\\", "/").replaceAll("_layer_checkpoint_dependencies", "layers");
}

/** A state of a random generator is two whole numbers, and no weight. */
function isModelArray({ array }: Extract<Hdf5Object, { kind: "array" }>): boolean {
  return array.type.kind !== "number" || array.type.type !== "uint32";
}

function entryOf(
  name: string,
  { array }: Extract<Hdf5Object, { kind: "array" }>,
  owner?: WeightEntry["owner"],
): WeightEntry {
  const { shape, type, bytes } = array;
  if (type.kind !== "number") {
    throw new Hdf5Error(
      `"${name.slice(0, 120)}" holds values of the type ${type.kind === "other" ? type.what : "text"}`,
    );
  }
  if (elementCount(shape) * numberCodings[type.type].bytes !== bytes.length) {
    throw new Hdf5Error(
      `"${name.slice(0, 120)}" has ${bytes.length} bytes for ${shape.join("×")} of ${type.type}`,
    );
  }
  const read = () => ({ shape, data: decodeNumbers(bytes, type.type, type.littleEndian) });
  return { name, shape, read, ...(owner ? { owner } : {}) };
}

/** Names in an attribute, or in its parts `name0`, `name1` ... where there are too many for one. */
function listedNames(group: Hdf5Group, name: string): readonly string[] | undefined {
  const whole = group.texts.get(name);
  if (whole) return whole;
  const parts: string[] = [];
  for (let part = group.texts.get(`${name}0`), number = 1; part; number++) {
    parts.push(...part);
    part = group.texts.get(`${name}${number}`);
  }
  return parts.length > 0 ? parts : undefined;
}

function groupAt(group: Hdf5Group, name: string): Hdf5Group | undefined {
  const found = objectAt(group, name);
  return found?.kind === "group" ? found.group : undefined;
}

/** By a path with slashes; layer names may hold slashes, which are groups in the file. */
function objectAt(group: Hdf5Group, path: string): Hdf5Object | undefined {
  let at: Hdf5Object = { kind: "group", group };
  for (const name of path.split("/")) {
    if (name === "") continue;
    const next: Hdf5Object | undefined = at.kind === "group" ? at.group.get(name) : undefined;
    if (!next) return undefined;
    at = next;
  }
  return at;
}
