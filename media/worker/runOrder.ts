/** Carries out one run: makes the input, runs the layer with the engine, and lays the output out for the panel. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { WeightSpec } from "../../core/layers/operation.ts";
import { refusalAhead } from "../../engine/executor/memoryNeed.ts";
import { noteWeights } from "../../engine/executor/notes.ts";
import type { RunSuccess } from "../../engine/executor/runModel.ts";
import { createRunSession } from "../../engine/executor/runSession.ts";
import type { Tensor } from "../../engine/tensor/tensor.ts";
import { type FeatureMaps, toFeatureMaps } from "./featureMaps.ts";
import { dataFormatOf, type FoundLayer, findLayer, pathOfName } from "./findLayer.ts";
import { findRange } from "./layerRange.ts";
import type { RunOrder, RunOutcome } from "./messages.ts";
import { outputLimits } from "./outputLimits.ts";
import { stepsText } from "./prepareInput.ts";
import { effectiveMode, inputSizes, prepareInputs } from "./runInputs.ts";
import { noWeights, type WeightsForRun } from "./weightSession.ts";

export interface RunReport {
  readonly onProgress: (layer: string, done: number, total: number) => void;
  readonly signal: { readonly aborted: boolean };
  readonly yieldNow: () => Promise<void>;
  readonly now: () => number;
}

/** Kept by the worker after a run, so that pixels can be explained. */
export interface KeptRun {
  readonly order: RunOrder;
  readonly found: FoundLayer;
  readonly result: RunSuccess;
  readonly output: Tensor;
  /** Layout of the output, without its values, which the page has. */
  readonly maps: FeatureMaps;
  readonly pictureSize: { readonly width: number; readonly height: number } | null;
}

export type OrderResult =
  | { readonly kind: "done"; readonly outcome: RunOutcome; readonly kept: KeptRun }
  | OrderRefusal
  | { readonly kind: "cancelled" };

export interface OrderRefusal {
  readonly kind: "refused";
  readonly reason: string;
  /** The layer it is about, names from the outermost model inwards; `null` where it is none. */
  readonly layerPath: readonly string[] | null;
}

/** `session` holds what earlier runs left, so that only what is new runs. */
export async function runOrder(
  analysis: ModelAnalysis,
  order: RunOrder,
  report: RunReport,
  weights: WeightsForRun = noWeights,
  session = createRunSession(0),
): Promise<OrderResult> {
  const found = findLayer(analysis, order.layerPath);
  if (!found) return refused(`There is no layer ${order.layerPath.join(" › ")}.`);
  const mode = effectiveMode(found, order.mode);
  const range = findRange(found, order.from);
  let rangeMilliseconds = 0;
  const wanted = {
    analysis,
    layerPath: order.layerPath,
    mode,
    backend: "simd",
    weights: weights.store,
    seed: order.seed,
    memoryLimitBytes: order.memoryLimitBytes,
    onProgress: report.onProgress,
    ...(range
      ? {
          onLayer: (name: string, _: Tensor, milliseconds: number) => {
            if (range.holds(name)) rangeMilliseconds += milliseconds;
          },
        }
      : {}),
    signal: report.signal,
    yieldNow: report.yieldNow,
    now: report.now,
  } as const;
  // What will not run is told before a large input is filled; a small one is there sooner than a plan.
  const sizes = inputSizes(analysis, found, mode);
  const shapes = typeof sizes === "string" ? [] : sizes.map((input) => input.sizes);
  const unfit = shapes.some(isLarge) ? refusalAhead(wanted, shapes) : undefined;
  if (unfit) return refused(unfit.reason, pathOfName(analysis.graph, unfit.layer));
  const prepared = prepareInputs(analysis, found, order, mode);
  if (prepared.kind === "refused") return refused(prepared.reason);
  const result = await session.run({ ...wanted, inputs: prepared.tensors });
  if (result.kind === "refused") return refused(result.reason, pathOfName(analysis.graph, result.layer));
  if (result.kind === "cancelled") return result;
  const output = result.outputs[0];
  if (!output) return refused("The layer has no output.");
  const maps = toFeatureMaps(output, dataFormatOf(found), outputLimits(result.operation));
  const { reports } = prepared;
  const picture = reports.find((report) => report.picture)?.picture ?? null;
  const ran = { ...order, mode };
  return {
    kind: "done",
    outcome: {
      layerPath: order.layerPath,
      mode,
      maps,
      outputShape: output.shape,
      algorithm: result.algorithm,
      fused: result.fused,
      milliseconds: mode === "alone" ? result.layerMilliseconds : result.milliseconds,
      rangeMilliseconds: range ? rangeMilliseconds : null,
      weights: weightsText(found, ran, weights, result),
      edited: weights.edited ?? null,
      weightReport: weights.report,
      weightsRefused: weights.refused,
      notes: notesOf(result, order.seed),
      input: [...new Set(reports.map(({ steps }) => stepsText(steps)))].join("; "),
      inputs: reports,
      picture,
    },
    kept: {
      order: ran,
      found,
      result,
      output,
      maps,
      pictureSize: picture ? { width: picture.width, height: picture.height } : null,
    },
  };
}

/** Values of an input that take longer to fill than a run takes to plan. */
const largeInput = 1e6;

function isLarge(shape: readonly number[]): boolean {
  return shape.reduce((a, b) => a * b, 1) > largeInput;
}

function refused(reason: string, layerPath: readonly string[] | null = null): OrderRefusal {
  return { kind: "refused", reason, layerPath };
}

/** Without what `weights` says already. */
function notesOf({ notes, weightSource }: RunSuccess, seed: number): string[] {
  const said = noteWeights(weightSource, seed);
  return notes.filter((note) => !said.includes(note));
}

function weightsText(found: FoundLayer, order: RunOrder, weights: WeightsForRun, result: RunSuccess): string {
  const { weightSource } = result;
  if (weights.fileName !== null && (weightSource === "file" || weightSource === "mixed")) {
    return weightSource === "file"
      ? weights.fileName
      : `${weights.fileName}, and initialisers for the rest, seed ${order.seed}`;
  }
  const own = found.layer.weights ?? [];
  if (own.length === 0 && order.mode === "alone") return "none: this layer has no weights";
  if (own.length === 0) return `initialisers of the layers before, seed ${order.seed}, untrained`;
  const before = order.mode === "upTo" ? ", like all layers before" : "";
  return `initialiser ${own.map(initialiserText).join(", ")}, seed ${order.seed}, untrained${before}`;
}

/** `glorot_uniform (kernel)`: the class in the spelling of model files. */
function initialiserText(weight: WeightSpec): string {
  const name = weight.initializer.className.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
  return `${name} (${weight.name})`;
}
