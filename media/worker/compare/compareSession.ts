/** Compares the chosen layer with the other kinds: counts at once, then times and differences, kind after kind. */
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import type { FromWorker, LayerChoice } from "../messages.ts";
import type { MapChoice } from "../plainMap.ts";
import type { KeptRun } from "../runOrder.ts";
import type { Comparison, KindMeasure } from "./comparison.ts";
import { countKinds } from "./countKinds.ts";
import { comparedMaps, type KeptKinds, measureKinds } from "./measureKinds.ts";

export interface CompareSession {
  readonly compare: (id: number, choice: LayerChoice, kept: KeptRun | null) => Promise<void>;
  readonly maps: (id: number, choice: MapChoice) => void;
  /** Something else is to run: what is not measured yet stays so. */
  readonly stop: () => void;
}

export interface CompareSurroundings {
  readonly analysisOf: (inputShape: LayerChoice["inputShape"]) => ModelAnalysis | null;
  readonly send: (message: FromWorker, transfer?: Transferable[]) => void;
  readonly yieldNow: () => Promise<void>;
  readonly now: () => number;
}

export function createCompareSession({
  analysisOf,
  send,
  yieldNow,
  now,
}: CompareSurroundings): CompareSession {
  let current = { aborted: false };
  let outputs: KeptKinds | null = null;

  return {
    compare: async (id, choice, kept) => {
      current.aborted = true;
      const signal = { aborted: false };
      current = signal;
      outputs = null;
      const analysis = analysisOf(choice.inputShape);
      if (!analysis) return;
      const counted = countKinds(analysis, choice.layerPath);
      const measures = new Map<string, KindMeasure>();
      const toRun = kept ? counted.models.filter(({ model }) => model !== null).length : 0;
      const report = () => {
        const comparison = withMeasures(counted.comparison, measures, toRun - measures.size);
        send({ type: "compared", id, comparison });
      };
      report();
      if (!kept || toRun === 0) return;
      const result = await measureKinds(counted, kept, { signal, yieldNow, now }, (kind, measure, sofar) => {
        measures.set(kind, measure);
        outputs = sofar;
        if (!signal.aborted) report();
      });
      if (!signal.aborted) outputs = result;
    },
    maps: (id, choice) => {
      const maps = outputs && comparedMaps(outputs, choice);
      const buffers = (maps?.maps ?? []).flatMap(({ map, difference }) =>
        [map, difference].flatMap((each) => each?.values.buffer ?? []),
      );
      send({ type: "comparedMaps", id, maps }, buffers);
    },
    stop: () => {
      current.aborted = true;
    },
  };
}

function withMeasures(
  comparison: Comparison,
  measures: ReadonlyMap<string, KindMeasure>,
  toMeasure: number,
): Comparison {
  if (comparison.kind === "none") return comparison;
  const kinds = comparison.kinds.map((row) => ({ ...row, measured: measures.get(row.kind) ?? null }));
  return { ...comparison, kinds, toMeasure };
}
