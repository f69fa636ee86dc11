/** Carries shapes, costs and fields through a model, layer by layer, and keeps the first cause of each failure. */
import type { ModelAnalysis } from "./modelAnalysis.ts";
import type { ModelGraph } from "./modelGraph.ts";

export interface AnalysisOptions {
  /** Sizes put in place of the free ones of the first input, without the batch. */
  readonly inputShape?: readonly (number | null)[];
}

/** Analyses a whole model; total, for any graph that a reader can produce. */
export function analyseModel(_graph: ModelGraph, _options: AnalysisOptions = {}): ModelAnalysis {
  throw new Error("not written yet");
}
