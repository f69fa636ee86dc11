/**
 * Reads the weights of a TensorFlow.js `model.json`: groups of shard files that are joined and then cut into arrays, as
 * `weightsManifest` lists them. Numbers as they are; quantised weights are refused by name.
 */
import { elementCount } from "../tensor/tensor.ts";
import {
  codedEntry,
  type NumberCoding,
  readSizes,
  refusedFile,
  type WeightEntry,
  type WeightFile,
} from "./weightEntry.ts";

interface ManifestWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly coding: NumberCoding;
}

interface ManifestGroup {
  readonly paths: readonly string[];
  readonly weights: readonly ManifestWeight[];
}

export type TfjsManifest =
  | {
      readonly kind: "ok";
      readonly groups: readonly ManifestGroup[] /** Files to read, beside the model. */;
      readonly paths: readonly string[];
    }
  | { readonly kind: "refused"; readonly reason: string };

const codings: Readonly<Record<string, NumberCoding>> = {
  float32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  int32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  uint8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  bool: { bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
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
  return { kind: "ok", groups, paths: groups.flatMap((group) => group.paths) };
}

/** Cuts the shards into arrays; `shards` holds the bytes of each of the manifest's paths. */
export function readTfjsWeights(
  manifest: Extract<TfjsManifest, { readonly kind: "ok" }>,
  shards: ReadonlyMap<string, Uint8Array>,
): WeightFile {
  const entries: WeightEntry[] = [];
  for (const group of manifest.groups) {
    const missing = group.paths.find((path) => !shards.has(path));
    if (missing !== undefined) return refusedFile(`The weight file "${missing}" is missing.`);
    const parts = group.paths.map((path) => shards.get(path) ?? new Uint8Array());
    const found = parts.reduce((sum, part) => sum + part.length, 0);
    const needed = group.weights.reduce((sum, weight) => sum + bytesOf(weight), 0);
    if (needed !== found) {
      return refusedFile(
        `The arrays of ${group.paths.map((path) => `"${path}"`).join(", ")} need ${needed} bytes, and the files have ${found}. A file is cut off, or is not the one that belongs to this model.`,
      );
    }
    const bytes = joined(parts, found);
    let at = 0;
    for (const weight of group.weights) {
      const end = at + bytesOf(weight);
      entries.push(codedEntry(weight.name, weight.shape, bytes.subarray(at, end), weight.coding));
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
  if (weight.quantization !== undefined) {
    return `The weight "${shown}" is quantised, which cannot be read yet. Convert the model without quantisation.`;
  }
  const shape = readSizes(weight.shape);
  if (!shape) return `The weight "${shown}" has a shape that is not a list of sizes.`;
  const coding = typeof dtype === "string" && Object.hasOwn(codings, dtype) ? codings[dtype] : undefined;
  if (!coding) {
    return `The weight "${shown}" has the number type ${JSON.stringify(dtype)?.slice(0, 40)}; readable are ${Object.keys(codings).join(", ")}.`;
  }
  return { name, shape, coding };
}

/** Relative, without a scheme, a drive or a step upwards. */
function staysInFolder(path: string): boolean {
  return (
    path !== "" && path.length < 1024 && !/^[/\\]|[:\0]/.test(path) && !path.split(/[/\\]/).includes("..")
  );
}

function bytesOf(weight: ManifestWeight): number {
  return elementCount(weight.shape) * weight.coding.bytes;
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first) return first;
  const bytes = new Uint8Array(length);
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
