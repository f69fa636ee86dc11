/**
 * Keeps the analysis of the newest version of each open document, so that each is analysed once for each version of it and of
 * the files that it was read from.
 */
import { readsHold, type WorkspaceFiles } from "../parse/workspace/workspaceFiles.ts";
import { type Analysis, type AnalysisInput, analyseDocument, failedAnalysis } from "./analysis.ts";

/** Thrown by the watch of an analysis to end it before it is done; nothing is kept of it. */
export class AnalysisStopped extends Error {}

export interface AnalysisCache {
  /**
   * A fault gives a record with `failure`, and is told once to `onFailure`.
   * @throws AnalysisStopped where the watch of the input does, and nothing else
   */
  get(input: AnalysisInput): Analysis;
  forget(uri: string): void;
  /** Documents whose analysis was read from other files, or other states of them, than there are now. */
  outdated(files: WorkspaceFiles): readonly string[];
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
      if (known && isCurrent(known, input)) return known;
      const analysis = analyseSafely(input);
      newest.set(input.uri, analysis);
      return analysis;
    },
    forget: (uri) => {
      newest.delete(uri);
    },
    outdated: (files) =>
      [...newest.values()].filter(({ reads }) => reads && !readsHold(reads, files)).map(({ uri }) => uri),
    forgetAll: () => newest.clear(),
  };

  function isCurrent({ version, languageId, reads }: Analysis, input: AnalysisInput): boolean {
    if (version !== input.version || languageId !== input.languageId) return false;
    return reads === undefined || input.files === undefined || readsHold(reads, input.files);
  }

  function analyseSafely(input: AnalysisInput): Analysis {
    try {
      return analyse(input);
    } catch (error) {
      if (error instanceof AnalysisStopped) throw error;
      options.onFailure(input, error);
      const reason = error instanceof Error ? error.message : String(error);
      return failedAnalysis(input, `ConvLens could not analyse this file (${reason}).`);
    }
  }
}
