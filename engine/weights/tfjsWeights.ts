/**
 * Reads the weights of a TensorFlow.js `model.json`: groups of shard files that are joined and then cut into arrays, as
 * `weightsManifest` lists them. Quantised ones are made float32 again: 8 and 16 bits by `value · scale + min`, and halves.
 */
import { staysInFolder } from "../../core/graph/weightsManifest.ts";
import { elementCount } from "../tensor/tensor.ts";
import { decodeNumbers, type NumberType, numberCodings } from "./numberCoding.ts";
import { decodeUtf8 } from "./utf8.ts";
import { readSizes, refusedFile, type WeightEntry, type WeightFile } from "./weightEntry.ts";

interface ManifestWeight {
  readonly name: string;
  readonly shape: readonly number[];
  /** As the numbers are stored. */
  readonly stored: NumberType;
  /** How stored numbers become values; `null` where they are the values. */
  readonly affine: Affine | null;
}

interface Affine {
  readonly scale: number;
  readonly min: number;
  /** Of whole numbers, which are rounded. */
  readonly whole: boolean;
}

interface ManifestGroup {
  readonly paths: readonly string[];
  readonly weights: readonly ManifestWeight[];
}

export type TfjsManifest =
  | {
      readonly kind: "ok";
      readonly groups: readonly ManifestGroup[];
      /** Files to read, beside the model. */
      readonly paths: readonly string[];
      /** What is wrong with files of these sizes, by path, in a sentence. */
      readonly checkSizes: (sizes: ReadonlyMap<string, number>) => string | undefined;
    }
  | { readonly kind: "refused"; readonly reason: string };

const types: Readonly<Record<string, NumberType>> = {
  float32: "float32",
  int32: "int32",
  uint8: "uint8",
  bool: "bool",
};

/** The manifest of a parsed `model.json`; paths that lead out of the model's folder are refused. */
export function readTfjsManifest(model: unknown): TfjsManifest {
  const manifest = isRecord(model) ? model.weightsManifest : undefined;
  if (!Array.isArray(manifest))
    return refusedManifest("The file has no weightsManifest, so it brings no weights.");
  const groups: ManifestGroup[] = [];
  for (const [number, group] of (manifest as unknown[]).entries()) {
    const read = readGroup(group, number);
    if (typeof read === "string") return refusedManifest(read);
    groups.push(read);
  }
  const paths = groups.flatMap((group) => group.paths);
  return { kind: "ok", groups, paths, checkSizes: (sizes) => checkSizes(groups, sizes) };
}

/** The manifest in the bytes of a file; `undefined` where they are no JSON object. */
export function parseTfjsManifest(bytes: Uint8Array): TfjsManifest | undefined {
  if (!/^\s*\{/.test(decodeUtf8(bytes.subarray(0, 64)))) return undefined;
  try {
    return readTfjsManifest(JSON.parse(decodeUtf8(bytes)));
  } catch {
    return refusedManifest("The file starts like JSON and is none.");
  }
}

function checkSizes(
  groups: readonly ManifestGroup[],
  sizes: ReadonlyMap<string, number>,
): string | undefined {
  for (const group of groups) {
    const missing = group.paths.find((path) => !sizes.has(path));
    if (missing !== undefined) return `The weight file "${missing}" is missing.`;
    const found = group.paths.reduce((sum, path) => sum + (sizes.get(path) ?? 0), 0);
    const needed = group.weights.reduce((sum, weight) => sum + bytesOf(weight), 0);
    if (needed === found) continue;
    const files = group.paths.map((path) => `"${path}"`).join(", ");
    return `The arrays of ${files} need ${needed} bytes, and the files have ${found}${firstCut(group, found)}. A file is cut off, or is not the one that belongs to this model.`;
  }
  return undefined;
}

/** The first array that does not lie in the files whole, following their size. */
function firstCut(group: ManifestGroup, found: number): string {
  let end = 0;
  for (const weight of group.weights) {
    end += bytesOf(weight);
    if (end > found) return ` ("${weight.name.slice(0, 120)}" would end at byte ${end})`;
  }
  return "";
}

/** Cuts the shards into arrays; `shards` holds the bytes of each of the manifest's paths. */
export function readTfjsWeights(
  manifest: Extract<TfjsManifest, { readonly kind: "ok" }>,
  shards: ReadonlyMap<string, Uint8Array>,
): WeightFile {
  const wrong = manifest.checkSizes(new Map([...shards].map(([path, bytes]) => [path, bytes.length])));
  if (wrong !== undefined) return refusedFile(wrong);
  const entries: WeightEntry[] = [];
  for (const group of manifest.groups) {
    const parts = group.paths.map((path) => shards.get(path) ?? new Uint8Array());
    const bytes = joined(parts);
    let at = 0;
    for (const weight of group.weights) {
      const end = at + bytesOf(weight);
      entries.push(entryOf(weight, bytes.subarray(at, end)));
      at = end;
    }
  }
  return { kind: "ok", entries };
}

function readGroup(group: unknown, number: number): ManifestGroup | string {
  const where = `Group ${number + 1} of weightsManifest`;
  if (!isRecord(group) || !Array.isArray(group.paths) || !Array.isArray(group.weights)) {
    return `${where} has no lists "paths" and "weights".`;
  }
  const paths: string[] = [];
  for (const path of group.paths as unknown[]) {
    if (typeof path !== "string" || !staysInFolder(path)) {
      return `${where} names the file ${JSON.stringify(path)?.slice(0, 120)}; only files beside the model are read.`;
    }
    paths.push(path);
  }
  const weights: ManifestWeight[] = [];
  for (const weight of group.weights as unknown[]) {
    const read = readWeight(weight, where);
    if (typeof read === "string") return read;
    weights.push(read);
  }
  return { paths, weights };
}

function readWeight(weight: unknown, where: string): ManifestWeight | string {
  if (!isRecord(weight) || typeof weight.name !== "string") return `${where} has a weight without a name.`;
  const { name, dtype } = weight;
  const shown = name.slice(0, 120);
  const shape = readSizes(weight.shape);
  if (!shape) return `The weight "${shown}" has a shape that is not a list of sizes.`;
  const type = typeof dtype === "string" && Object.hasOwn(types, dtype) ? types[dtype] : undefined;
  if (!type) {
    return `The weight "${shown}" has the number type ${JSON.stringify(dtype)?.slice(0, 40)}; readable are ${Object.keys(types).join(", ")}.`;
  }
  if (weight.quantization === undefined) return { name, shape, stored: type, affine: null };
  const quantised = readQuantisation(weight.quantization, type);
  return typeof quantised === "string"
    ? `The weight "${shown}" ${quantised}.`
    : { name, shape, ...quantised };
}

/** How a quantised weight of values of `type` is stored, or what is wrong with it (follows the weight's name). */
function readQuantisation(
  quantization: unknown,
  type: NumberType,
): Pick<ManifestWeight, "stored" | "affine"> | string {
  const { dtype: stored, scale, min } = isRecord(quantization) ? quantization : {};
  if (stored === "float16" && type === "float32") return { stored, affine: null };
  if ((stored !== "uint8" && stored !== "uint16") || (type !== "float32" && type !== "int32")) {
    return `is ${type} quantised to ${JSON.stringify(stored)?.slice(0, 40)}; readable are float32 as uint8, uint16 or float16, and int32 as uint8 or uint16`;
  }
  if (
    typeof scale === "number" &&
    typeof min === "number" &&
    Number.isFinite(scale) &&
    Number.isFinite(min)
  ) {
    return { stored, affine: { scale, min, whole: type === "int32" } };
  }
  return `is quantised to ${stored} without the numbers "scale" and "min"`;
}

function entryOf({ name, shape, stored, affine }: ManifestWeight, bytes: Uint8Array): WeightEntry {
  return {
    name,
    shape,
    ...(stored === "float32" && !affine && bytes.byteOffset % 4 === 0 ? {} : { codedBytes: bytes.length }),
    read: () => {
      const numbers = decodeNumbers(bytes, stored);
      if (!affine) return { shape, data: numbers };
      const { scale, min, whole } = affine;
      return {
        shape,
        data: numbers.map((number) => (whole ? Math.round(number * scale + min) : number * scale + min)),
      };
    },
  };
}

function bytesOf(weight: ManifestWeight): number {
  return elementCount(weight.shape) * numberCodings[weight.stored].bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first) return first;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function refusedManifest(reason: string): TfjsManifest {
  return { kind: "refused", reason };
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}
