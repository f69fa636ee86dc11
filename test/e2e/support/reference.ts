// What the reference kernels make of a sample: the numbers that the panel's are compared with.
import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import type { RunOrder } from "../../../media/worker/messages.ts";
import { type OrderResult, runOrder } from "../../../media/worker/runOrder.ts";
import { createWeightSession, noWeights, type WeightsForRun } from "../../../media/worker/weightSession.ts";
import { defaultChoices } from "../../../protocol/panelChoices.ts";
import { readDocument } from "../../../server/parse/readDocument.ts";
import { inputOrder } from "../../support/inputOrder.ts";
import { environment } from "./environment.ts";

export type ReferenceRun = Extract<OrderResult, { readonly kind: "done" }>;

/** The first model of a sample, or of a text under a file name of its own. */
export async function modelOf(fileName: string, text?: string): Promise<ModelGraph> {
  const content = text ?? (await readFile(path.join(environment.root, "samples", fileName), "utf8"));
  const languageId = fileName.endsWith(".ts") ? "typescript" : "json";
  const [graph] = readDocument({ text: content, languageId, fileName })?.models ?? [];
  assert.ok(graph, `${fileName} holds no model`);
  return graph;
}

/** Runs a layer as the panel does when nothing but `part` is chosen, with the weights of that file or with initialisers. */
export async function referenceRun(
  graph: ModelGraph,
  layer: string,
  part: Partial<RunOrder> = {},
  weightFile?: string,
): Promise<ReferenceRun> {
  const analysis = analyseModel(graph);
  const result = await runOrder(
    analysis,
    {
      layerPath: [layer],
      inputShape: null,
      mode: "upTo",
      input: inputOrder({ kind: "sample", id: defaultChoices.sample }),
      seed: 0,
      memoryLimitBytes: 1e9,
      ...part,
    },
    {
      onProgress: () => undefined,
      signal: { aborted: false },
      yieldNow: () => Promise.resolve(),
      now: () => 0,
    },
    weightFile === undefined ? noWeights : await weightsOf(analysis, weightFile),
  );
  assert.equal(result.kind, "done");
  return result as ReferenceRun;
}

async function weightsOf(analysis: ModelAnalysis, file: string): Promise<WeightsForRun> {
  const pathOf = (name: string) => path.join(path.dirname(file), name);
  const weights = createWeightSession({
    sizeOf: async (name) => (await stat(pathOf(name))).size,
    read: (name) => readFile(pathOf(name)),
  });
  weights.use(path.basename(file));
  const found = await weights.forRun(analysis, 1e9, () => undefined);
  assert.equal(found.refused, false, found.report.join(" "));
  return found;
}

/** Fails unless the number is the expected one up to the rounding of float32 sums in another order. */
export function assertClose(actual: number, expected: number, scale: number, what: string): void {
  const slack = 1e-5 * Math.max(scale, Math.abs(expected));
  assert.ok(Math.abs(actual - expected) <= slack, `${what}: ${actual} is not ${expected}`);
}
