/** The worker's weights: reads the file that the host names when a run first needs it, and matches it to each analysis once. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { describeReport, type LoadedWeights, loadWeights } from "../../engine/weights/loadWeights.ts";
import { openWeights, type WeightFolder } from "../../engine/weights/openWeights.ts";
import type { WeightFile } from "../../engine/weights/weightEntry.ts";
import { emptyWeightStore, type WeightStore } from "../../engine/weights/weightStore.ts";

export interface WeightsForRun {
  readonly store: WeightStore;
  /** `null` where no file is in use. */
  readonly fileName: string | null;
  /** What matched, what is missing and what is left over; or why the file is not used. */
  readonly report: readonly string[];
  readonly refused: boolean;
  /** Which numbers a person put in by hand, in words; absent where none. */
  readonly edited?: string | null;
}

/** Initialisers fill all weights. */
export const noWeights: WeightsForRun = {
  store: emptyWeightStore,
  fileName: null,
  report: [],
  refused: false,
};

export interface WeightSession {
  /** Another file, or none; what was read of the one before is forgotten. */
  readonly use: (fileName: string | null) => void;
  readonly forRun: (
    analysis: ModelAnalysis,
    limitBytes: number,
    onProgress: (fileName: string, bytes: number, of: number) => void,
  ) => Promise<WeightsForRun>;
}

export function createWeightSession(folder: WeightFolder): WeightSession {
  let fileName: string | null = null;
  let file: Promise<WeightFile> | undefined;
  let loaded = new WeakMap<ModelAnalysis, LoadedWeights>();

  const load = async (
    name: string,
    analysis: ModelAnalysis,
    read: Promise<WeightFile>,
  ): Promise<LoadedWeights> => {
    const known = loaded.get(analysis);
    if (known) return known;
    const cache = loaded;
    const result = loadWeights(name, await read, analysis);
    cache.set(analysis, result);
    return result;
  };

  return {
    use: (name) => {
      fileName = name;
      file = undefined;
      loaded = new WeakMap();
    },
    forRun: async (analysis, limitBytes, onProgress) => {
      const name = fileName;
      if (name === null) return noWeights;
      file ??= openWeights({
        fileName: name,
        folder,
        limitBytes,
        onProgress: (bytes, of) => onProgress(name, bytes, of),
      });
      const result = await load(name, analysis, file);
      if (result.kind === "ok") {
        return { store: result.store, fileName: name, report: describeReport(result.report), refused: false };
      }
      // A file that is mended is read again at the next run.
      file = undefined;
      loaded = new WeakMap();
      return { ...noWeights, report: [result.reason], refused: true };
    },
  };
}
