/** Keeps the analysis of the newest version of each open document, so that each version is analysed at most once. */
import { type Analysis, type AnalysisInput, analyseDocument, failedAnalysis } from "./analysis.ts";

export interface AnalysisCache {
  /** Never throws: a fault gives a record with `failure`, and is told once to `onFailure`. */
  get(input: AnalysisInput): Analysis;
  forget(uri: string): void;
  /** For a change of settings, which can change every analysis. */
  forgetAll(): void;
}

export interface AnalysisCacheOptions {
  readonly onFailure: (input: AnalysisInput, error: unknown) => void;
  /** Replaced by tests. */
  readonly analyse?: (input: AnalysisInput) => Analysis;
}

export function createAnalysisCache(options: AnalysisCacheOptions): AnalysisCache {
  const analyse = options.analyse ?? analyseDocument;
  const newest = new Map<string, Analysis>();
  return {
    get(input) {
      const known = newest.get(input.uri);
      if (known && known.version === input.version && known.languageId === input.languageId) return known;
      const analysis = analyseSafely(input);
      newest.set(input.uri, analysis);
      return analysis;
    },
    forget: (uri) => {
      newest.delete(uri);
    },
    forgetAll: () => newest.clear(),
  };

  function analyseSafely(input: AnalysisInput): Analysis {
    try {
      return analyse(input);
    } catch (error) {
      options.onFailure(input, error);
      const reason = error instanceof Error ? error.message : String(error);
      return failedAnalysis(input, `ConvLens could not analyse this file (${reason}).`);
    }
  }
}
