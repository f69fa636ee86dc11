/** Runs the seven kinds on what the layer was given in the last run, takes their times, and sets their outputs beside its own. */
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import type { SevenKind } from "../../../core/layers/convolutionKind.ts";
import type { DataFormat } from "../../../core/layers/operation.ts";
import type { RunResult } from "../../../engine/executor/runModel.ts";
import { createRunSession } from "../../../engine/executor/runSession.ts";
import type { LayerWeights } from "../../../engine/kernels/kernel.ts";
import { sameShape, type Tensor } from "../../../engine/tensor/tensor.ts";
import type { WeightStore } from "../../../engine/weights/weightStore.ts";
import { type MapChoice, mapDifference, plainMapOf } from "../plainMap.ts";
import type { KeptRun, RunReport } from "../runOrder.ts";
import type { ComparedMaps, KindDifference, KindMeasure } from "./comparison.ts";
import { type CountedKinds, stages } from "./countKinds.ts";
import { type KindWeights, kindWeights } from "./kindWeights.ts";

export type MeasureReport = Pick<RunReport, "signal" | "yieldNow" | "now">;

/** Outputs of the kinds that ran, to look at their maps; the layer's own is among them. */
export interface KeptKinds {
  readonly own: SevenKind;
  readonly dataFormat: DataFormat;
  readonly outputs: Map<SevenKind, Tensor>;
}

/** Runs of a kind, as many as fit into so many milliseconds: a page's clock counts in tenths of one. */
const mostRuns = 40;
const timeForRuns = 160;
const packedBytes = 256e6;
/** What takes longer lets messages in while it runs. */
const longRun = 20;

/**
 * `onMeasure` is told of each kind as soon as it is known. Resolves with the outputs, also where it was stopped; the layer's own
 * kind comes first, since the others are set against it.
 */
export async function measureKinds(
  counted: CountedKinds,
  kept: KeptRun,
  report: MeasureReport,
  onMeasure: (kind: SevenKind, measure: KindMeasure, sofar: KeptKinds) => void,
): Promise<KeptKinds | null> {
  const { operation, models } = counted;
  const [input] = kept.result.inputs;
  const own = models.find(({ row }) => row.own);
  if (!operation || !input || !own) return null;
  const weights: LayerWeights = Object.fromEntries(
    kept.result.weights.map(({ name, tensor }) => [name, tensor]),
  );
  const result: KeptKinds = { own: own.row.kind, dataFormat: operation.dataFormat, outputs: new Map() };
  for (const { row, model } of [own, ...models.filter((each) => each !== own)]) {
    await report.yieldNow();
    if (report.signal.aborted) return result;
    if (!model) continue;
    const given = row.own
      ? ownWeights(weights)
      : kindWeights({ kind: row.kind, operation, weights, stages: stages(model) });
    const timed = await timeRuns({ model, input, store: storeOf(model, given), kept }, report);
    if (!timed) return result;
    if (timed.kind === "refused") {
      onMeasure(row.kind, timed, result);
      continue;
    }
    result.outputs.set(row.kind, timed.output);
    const base = result.outputs.get(result.own);
    const measure: KindMeasure = {
      kind: "done",
      milliseconds: timed.milliseconds,
      runs: timed.runs,
      algorithm: timed.algorithm,
      weights: given.text,
      energyKept: given.kept,
      difference: row.own || !base ? null : differenceOf(base, timed.output),
      range: rangeOf(timed.output),
    };
    onMeasure(row.kind, measure, result);
  }
  return result;
}

/** The maps of a place, of all kinds that have it. */
export function comparedMaps({ outputs, own, dataFormat }: KeptKinds, choice: MapChoice): ComparedMaps {
  const ownOutput = outputs.get(own);
  const ownMap = ownOutput ? plainMapOf(ownOutput, dataFormat, choice) : null;
  const maps = [...outputs].map(([kind, output]) => {
    const map = plainMapOf(output, dataFormat, choice);
    const comparable = kind !== own && map && ownMap && ownOutput && sameShape(output.shape, ownOutput.shape);
    return { kind, map, difference: comparable ? mapDifference(map, ownMap) : null };
  });
  return { ...choice, maps };
}

function ownWeights(weights: LayerWeights): KindWeights {
  return { stages: [new Map(Object.entries(weights))], text: "its own", kept: null };
}

export function storeOf(model: ModelAnalysis, { stages: given }: KindWeights): WeightStore {
  const layers = stages(model).map(({ node }, number) => {
    const entries = [...(given[number] ?? [])].map(
      ([name, tensor]) => [name, { name, shape: tensor.shape, read: () => tensor }] as const,
    );
    return [node.name, new Map(entries)] as const;
  });
  return { layers: new Map(layers) };
}

interface TimedRun {
  readonly model: ModelAnalysis;
  readonly input: Tensor;
  readonly store: WeightStore;
  readonly kept: KeptRun;
}

type Timed =
  | {
      readonly kind: "timed";
      readonly output: Tensor;
      readonly milliseconds: number;
      readonly runs: number;
      readonly algorithm: string | null;
    }
  | { readonly kind: "refused"; readonly reason: string };

/** The first run compiles and packs, and does not count. `null` where it was stopped. */
async function timeRuns(
  { model, input, store, kept }: TimedRun,
  report: MeasureReport,
): Promise<Timed | null> {
  // Nothing of a run is kept for the next but the weights as the kernels want them.
  const session = createRunSession(0, packedBytes);
  const run = (yieldNow: MeasureReport["yieldNow"]): Promise<RunResult> =>
    session.run({
      analysis: model,
      layerPath: [model.layers.at(-1)?.node.name ?? ""],
      mode: "upTo",
      inputs: [input],
      weights: store,
      seed: kept.order.seed,
      backend: "simd",
      memoryLimitBytes: kept.order.memoryLimitBytes,
      signal: report.signal,
      yieldNow,
      now: report.now,
    });
  const first = await run(report.yieldNow);
  if (first.kind === "cancelled") return null;
  if (first.kind === "refused") return { kind: "refused", reason: first.reason };
  const [output] = first.outputs;
  if (!output) return { kind: "refused", reason: "It has no output." };
  const times: number[] = [];
  const quietly = first.milliseconds < longRun ? () => Promise.resolve() : report.yieldNow;
  const started = report.now();
  while (times.length < mostRuns && (times.length === 0 || report.now() - started < timeForRuns)) {
    await report.yieldNow();
    const again = await run(quietly);
    if (again.kind !== "ok") return null;
    times.push(again.milliseconds);
  }
  return {
    kind: "timed",
    output,
    milliseconds: middleMean(times),
    runs: times.length,
    algorithm: first.algorithm,
  };
}

/** Mean of the middle half: neither a pause nor the steps of the clock count for much. */
function middleMean(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 4);
  const middle = sorted.slice(cut, sorted.length - cut);
  return middle.reduce((a, b) => a + b, 0) / middle.length;
}

function differenceOf(own: Tensor, other: Tensor): KindDifference | null {
  if (!sameShape(own.shape, other.shape)) return null;
  let [squares, ownSquares, largest] = [0, 0, 0];
  for (let at = 0; at < own.data.length; at++) {
    const value = own.data[at] as number;
    const difference = (other.data[at] as number) - value;
    squares += difference * difference;
    ownSquares += value * value;
    if (Math.abs(difference) > largest) largest = Math.abs(difference);
  }
  return { relative: squares === 0 ? 0 : Math.sqrt(squares / ownSquares), largest };
}

function rangeOf({ data }: Tensor): { min: number; max: number; mean: number } {
  let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of data) {
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  return { min, max, mean: sum / data.length };
}
