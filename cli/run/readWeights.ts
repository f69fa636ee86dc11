/** Reads the weights of a run: from the file that `--weights` names, or one that stands beside the model. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { describeReport, type LoadedWeights, loadWeights } from "../../engine/weights/loadWeights.ts";
import { openWeights, type WeightFolder } from "../../engine/weights/openWeights.ts";
import { emptyWeightStore, type WeightStore } from "../../engine/weights/weightStore.ts";
import { weightFilesBeside } from "../../protocol/weightFiles.ts";
import { UnusableInputError } from "../exitCode.ts";
import type { ModelFile } from "../modelFile.ts";

export interface FoundWeights {
  readonly store: WeightStore;
  /** What matched, what is missing and what is left over, in sentences. */
  readonly report: readonly string[];
  /** What went wrong with a file that nobody asked for. */
  readonly warnings: readonly string[];
}

/** Throws `UnusableInputError` where the file cannot be used, with file, array and numbers. */
export async function readWeights(
  file: string,
  analysis: ModelAnalysis,
  limitBytes: number,
): Promise<FoundWeights> {
  const loaded = await load(file, analysis, limitBytes);
  if (loaded.kind === "refused") throw new UnusableInputError(`weight file ${loaded.reason}`);
  return { store: loaded.store, report: describeReport(loaded.report), warnings: [] };
}

/** Weights that a TensorFlow.js model lists itself, or a file of the model's name brings; none is no fault. */
export async function weightsBeside(
  { file, manifest }: ModelFile,
  analysis: ModelAnalysis,
  limitBytes: number,
): Promise<FoundWeights> {
  const found = manifest && manifest.length > 0 ? file : fileBeside(file);
  if (found === undefined) return { store: emptyWeightStore, report: [], warnings: [] };
  const loaded = await load(found, analysis, limitBytes);
  if (loaded.kind === "ok")
    return { store: loaded.store, report: describeReport(loaded.report), warnings: [] };
  const warning = `the weights beside the model are not used: ${loaded.reason} Initialisers fill the weights; --init SEED asks for them.`;
  return { store: emptyWeightStore, report: [], warnings: [warning] };
}

function fileBeside(model: string): string | undefined {
  const folder = path.dirname(model);
  const [name] = weightFilesBeside(path.basename(model), namesIn(folder));
  return name === undefined ? undefined : path.join(folder, name);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

async function load(file: string, analysis: ModelAnalysis, limitBytes: number): Promise<LoadedWeights> {
  if (file === "") return { kind: "refused", reason: "'': a file without a name cannot be read." };
  const folder = folderOf(file);
  const read = await openWeights({ fileName: path.basename(file), folder, limitBytes });
  return loadWeights(file, read, analysis);
}

function folderOf(file: string): WeightFolder {
  const place = (name: string) => path.join(path.dirname(file), name);
  return {
    sizeOf: async (name) => statSync(place(name)).size,
    read: async (name) => readFileSync(place(name)),
  };
}
