/** The worker's part of the Kernels tab: gives the kernels out, takes edits on, and runs the layer again with them. */
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import { createRunSession } from "../../../engine/executor/runSession.ts";
import type { WeightStore } from "../../../engine/weights/weightStore.ts";
import type { WeightEdit } from "../../../protocol/kernelEdits.ts";
import type { FromWorker, ToWorker } from "../messages.ts";
import type { KeptRun } from "../runOrder.ts";
import type { WeightsForRun } from "../weightSession.ts";
import { editedStore, editsText } from "./editedStore.ts";
import { findKernels } from "./findKernels.ts";
import { rankOneErrors, rerun } from "./rerun.ts";

export type KernelRequest = Extract<ToWorker, { type: "kernels" | "kernelEdits" | "rerun" | "rankOne" }>;

export interface KernelSession {
  readonly take: (request: KernelRequest) => void;
  /** Weights of a run with the edits put in; the same object for the same edits, so that results before it serve again. */
  readonly edited: (analysis: ModelAnalysis, weights: WeightsForRun, seed: number) => WeightsForRun;
}

export interface KernelSurroundings {
  readonly analysisOf: (inputShape: readonly (number | null)[] | null) => ModelAnalysis | null;
  readonly weights: (analysis: ModelAnalysis, limitBytes: number) => Promise<WeightsForRun>;
  /** The last run, and what takes its place. */
  readonly kept: () => KeptRun | null;
  readonly keep: (kept: KeptRun) => void;
  readonly send: (message: FromWorker, transfer?: Transferable[]) => void;
  readonly yieldNow: () => Promise<void>;
  readonly now: () => number;
}

const packedBytes = 256e6;

export function createKernelSession(around: KernelSurroundings): KernelSession {
  const { send } = around;
  let edits: readonly WeightEdit[] = [];
  let known: { store: WeightStore; edits: readonly WeightEdit[]; edited: WeightStore } | null = null;
  let knownOf: ModelAnalysis | null = null;
  const session = createRunSession(0, packedBytes);
  const report = { yieldNow: around.yieldNow, now: around.now, signal: { aborted: false } };

  const edited = (analysis: ModelAnalysis, weights: WeightsForRun, seed: number): WeightsForRun => {
    if (edits.length === 0) return weights;
    const { store } = weights;
    if (known?.store !== store || known.edits !== edits || knownOf !== analysis) {
      known = { store, edits, edited: editedStore(analysis, store, edits, seed) };
      knownOf = analysis;
    }
    return known.edited === store
      ? weights
      : { ...weights, store: known.edited, edited: editsText(analysis, edits) };
  };

  const again = async (kept: KeptRun) => {
    const analysis = around.analysisOf(kept.order.inputShape);
    if (!analysis) return null;
    const store = edited(
      analysis,
      await around.weights(analysis, kept.order.memoryLimitBytes),
      kept.order.seed,
    ).store;
    return { analysis, kept, store, session, report };
  };

  const sendKernels = async ({
    id,
    choice,
    seed,
    limitBytes,
  }: Extract<KernelRequest, { type: "kernels" }>) => {
    const analysis = around.analysisOf(choice.inputShape);
    if (!analysis) return;
    const { store } = await around.weights(analysis, limitBytes);
    const kernels = findKernels({ analysis, store, seed }, choice.layerPath);
    const buffers = kernels.kind === "kernels" ? kernels.stages.map(({ values }) => values.buffer) : [];
    send({ type: "kernels", id, kernels }, buffers as ArrayBuffer[]);
  };

  const runAgain = async (id: number) => {
    const kept = around.kept();
    const request = kept && (await again(kept));
    const result = request && (await rerun(request));
    // A run of another layer has taken its place meanwhile.
    if (!result || !kept || around.kept() !== kept) {
      send({ type: "rerun", id, result: null });
      return;
    }
    const { changes } = result;
    around.keep(result.kept);
    send({ type: "rerun", id, result: { changes, edited: editsText(request.analysis, edits) } }, [
      changes.maps.values.buffer as ArrayBuffer,
    ]);
  };

  const sendErrors = async ({ id, weight, place }: Extract<KernelRequest, { type: "rankOne" }>) => {
    const kept = around.kept();
    const request = kept && (await again(kept));
    if (!request) return;
    const own = {
      analysis: request.analysis,
      store: (await around.weights(request.analysis, kept.order.memoryLimitBytes)).store,
    };
    const found = findKernels({ ...own, seed: kept.order.seed }, kept.order.layerPath);
    const path = kept.order.layerPath.join("\n");
    const stage =
      found.kind === "kernels"
        ? found.stages.find((each) => each.weight === weight && each.layerPath.join("\n") === path)
        : undefined;
    const errors = stage ? await rankOneErrors(request, stage, place) : null;
    send({ type: "rankOne", id, errors });
  };

  return {
    edited,
    take: (request) => {
      switch (request.type) {
        case "kernelEdits":
          edits = request.edits;
          return;
        case "kernels":
          sendKernels(request).catch((error: unknown) => {
            const reason = error instanceof Error ? error.message : String(error);
            send({ type: "kernels", id: request.id, kernels: { kind: "none", reason, others: [] } });
          });
          return;
        case "rerun":
          runAgain(request.id).catch(() => send({ type: "rerun", id: request.id, result: null }));
          return;
        case "rankOne":
          sendErrors(request).catch(() => send({ type: "rankOne", id: request.id, errors: null }));
          return;
      }
    },
  };
}
