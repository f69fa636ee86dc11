/** Reads the weight file that `--weights` names and matches its arrays to the model's weights. */
import path from "node:path";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { matchWeights, type WeightMatch } from "../../engine/weights/matchWeights.ts";
import { readSafetensors } from "../../engine/weights/safetensors.ts";
import { readTfjsManifest, readTfjsWeights } from "../../engine/weights/tfjsWeights.ts";
import { wantedWeights } from "../../engine/weights/wantedWeights.ts";
import type { WeightFile } from "../../engine/weights/weightEntry.ts";
import { UnusableInputError } from "../exitCode.ts";
import { readBytes } from "./readBytes.ts";

/** A TensorFlow.js model.json with its shards, or safetensors, told apart by content. */
export function readWeights(file: string, analysis: ModelAnalysis): WeightMatch {
  const bytes = readBytes(file, "weight file");
  const read = looksLikeJson(bytes) ? readTfjs(file, bytes) : readSafetensors(refuseOthers(file, bytes));
  if (read.kind === "refused") throw new UnusableInputError(`weight file ${file}: ${read.reason}`);
  const match = matchWeights(wantedWeights(analysis), read.entries);
  if (match.byName + match.byOrder === 0 && read.entries.length > 0) {
    const names = read.entries.slice(0, 3).map(({ name }) => name);
    throw new UnusableInputError(
      `weight file ${file}: none of its ${read.entries.length} arrays (${names.join(", ")} ...) fits a weight of model '${analysis.graph.name}'.`,
    );
  }
  return match;
}

function readTfjs(file: string, bytes: Uint8Array): WeightFile {
  const manifest = readTfjsManifest(parseJson(file, bytes));
  if (manifest.kind === "refused") return manifest;
  const folder = path.dirname(file);
  const shards = new Map(
    manifest.paths.map((name) => [name, readBytes(path.join(folder, name), "weight file")]),
  );
  return readTfjsWeights(manifest, shards);
}

function parseJson(file: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new UnusableInputError(`weight file ${file} starts like JSON and is none.`);
  }
}

function looksLikeJson(bytes: Uint8Array): boolean {
  return /^\s*\{/.test(new TextDecoder().decode(bytes.subarray(0, 64)));
}

/** Formats that people will try, named in place of a complaint about a header. */
function refuseOthers(file: string, bytes: Uint8Array): Uint8Array {
  const start = String.fromCharCode(...bytes.subarray(0, 4));
  const name =
    start === "\u0089HDF" ? "a Keras .h5 file" : start === "PK\u0003\u0004" ? "a .keras archive" : "";
  if (name === "") return bytes;
  throw new UnusableInputError(
    `weight file ${file} is ${name}, which cannot be read yet; give safetensors or a TensorFlow.js model.json.`,
  );
}
