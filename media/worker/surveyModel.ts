/** Runs all layers of a model once, and tells of each how long it took and what its output looks like. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { createRunSession, type RunSession } from "../../engine/executor/runSession.ts";
import type { Tensor } from "../../engine/tensor/tensor.ts";
import { dataFormatOf, findLayer, pathOfName } from "./findLayer.ts";
import { type LayerThumb, layerThumb } from "./layerThumb.ts";
import type { LayerChoice, RunOrder } from "./messages.ts";
import { prepareInputs } from "./runInputs.ts";
import type { RunReport } from "./runOrder.ts";
import type { WeightsForRun } from "./weightSession.ts";

export type SurveyOrder = Pick<RunOrder, "input" | "seed" | "memoryLimitBytes"> &
  Pick<LayerChoice, "inputShape">;

export interface SurveyedLayer {
  /** Names from the outermost model inwards, joined by slashes. */
  readonly name: string;
  readonly milliseconds: number;
  /** `null` where there is nothing to draw. */
  readonly thumb: LayerThumb | null;
}

export type SurveyReport = Pick<RunReport, "signal" | "yieldNow" | "now"> & {
  readonly onLayer: (layer: SurveyedLayer) => void;
};

export type SurveyResult =
  | { readonly kind: "done" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "refused"; readonly reason: string; readonly layerPath: readonly string[] | null };

/** Bytes kept between the outputs of a model with several, so that what they share runs once. */
const keepBytes = 256e6;

/** A layer that is used twice is told of twice. Stops at the first layer that cannot run. */
export async function surveyModel(
  analysis: ModelAnalysis,
  order: SurveyOrder,
  report: SurveyReport,
  weights: WeightsForRun,
): Promise<SurveyResult> {
  const outputs = outputsOf(analysis);
  const [first] = outputs;
  const found = first && findLayer(analysis, [first.name]);
  if (!found) return { kind: "refused", reason: "The model has no output to run up to.", layerPath: null };
  const runOrder: RunOrder = { ...order, layerPath: [first.name], mode: "upTo" };
  const prepared = prepareInputs(analysis, found, runOrder, "upTo");
  if (prepared.kind === "refused") return { kind: "refused", reason: prepared.reason, layerPath: null };
  for (const [index, { name }] of prepared.reports.entries()) {
    const input = prepared.tensors[index];
    if (input) report.onLayer({ name, milliseconds: 0, thumb: thumbOf(analysis, name, input) });
  }
  const session = createRunSession(outputs.length > 1 ? keepBytes : 0);
  try {
    return await runUpToEach(outputs, {
      session,
      analysis,
      order,
      report,
      weights,
      inputs: prepared.tensors,
    });
  } finally {
    await session.forget();
  }
}

interface Survey {
  readonly session: RunSession;
  readonly analysis: ModelAnalysis;
  readonly order: SurveyOrder;
  readonly report: SurveyReport;
  readonly weights: WeightsForRun;
  readonly inputs: readonly Tensor[];
}

async function runUpToEach(
  outputs: ReturnType<typeof outputsOf>,
  { session, analysis, order, report, weights, inputs }: Survey,
): Promise<SurveyResult> {
  for (const { name, call } of outputs) {
    const result = await session.run({
      analysis,
      layerPath: [name],
      call,
      mode: "upTo",
      inputs,
      weights: weights.store,
      seed: order.seed,
      backend: "simd",
      memoryLimitBytes: order.memoryLimitBytes,
      onLayer: (layer, output, milliseconds) =>
        report.onLayer({ name: layer, milliseconds, thumb: thumbOf(analysis, layer, output) }),
      signal: report.signal,
      yieldNow: report.yieldNow,
      now: report.now,
    });
    if (result.kind === "cancelled") return result;
    if (result.kind === "refused") {
      return { ...result, layerPath: pathOfName(analysis.graph, result.layer) };
    }
  }
  return { kind: "done" };
}

/** Layers whose outputs are the model's, each call once. */
function outputsOf({ graph }: ModelAnalysis): { readonly name: string; readonly call: number }[] {
  const seen = new Set<string>();
  return graph.outputs.flatMap(({ layer, call }) => {
    const name = graph.layers[layer]?.name;
    if (name === undefined || seen.has(`${name}/${call}`)) return [];
    seen.add(`${name}/${call}`);
    return [{ name, call }];
  });
}

function thumbOf(analysis: ModelAnalysis, name: string, output: Tensor): LayerThumb | null {
  const path = pathOfName(analysis.graph, name);
  const found = path && findLayer(analysis, path);
  return layerThumb(output, found ? dataFormatOf(found) : "channels_last");
}
