/** What the panel's worker knows and does: analyses the model, runs layers and explains pixels. */
import { analyseModel } from "../../core/graph/analyseModel.ts";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { ModelGraph } from "../../core/graph/modelGraph.ts";
import { createRunSession } from "../../engine/executor/runSession.ts";
import { answerPixel } from "./answerPixel.ts";
import { createCompareSession } from "./compare/compareSession.ts";
import { describeModel } from "./describeModel.ts";
import { describeOverview } from "./describeOverview.ts";
import { describeGeometry } from "./geometry/describeGeometry.ts";
import { closedAtFirst, layOutGraph } from "./graph/layOutGraph.ts";
import { inputMapOf } from "./inputMap.ts";
import { createKernelSession } from "./kernels/kernelSession.ts";
import type { FromWorker, LayerChoice, RunOrder, ToWorker } from "./messages.ts";
import { remoteFolder } from "./remoteFolder.ts";
import { type KeptRun, runOrder } from "./runOrder.ts";
import { createSurveys } from "./survey.ts";
import { createWeightSession } from "./weightSession.ts";

export type SendToPage = (message: FromWorker, transfer?: Transferable[]) => void;

/**
 * A worker's memory, without the worker: `send` is given its answers, in order, and `yieldNow` lets messages in.
 * Gives the function that takes each of them.
 */
export function createWorkerSession(
  send: SendToPage,
  yieldNow: () => Promise<void>,
): (message: ToWorker) => void {
  let graph: ModelGraph | null = null;
  /** Analyses of `graph` by the sizes put in; the empty key is the file's own. */
  let analyses = new Map<string, ModelAnalysis>();
  let current: { readonly id: number; aborted: boolean } | null = null;
  let kept: KeptRun | null = null;
  const folder = remoteFolder((request) => send({ type: "readFile", ...request }));
  const weights = createWeightSession(folder);
  const session = createRunSession();
  /** For ranges of layers, whose time is that of all their layers: it keeps no results that would spare some of them. */
  const rangeSession = createRunSession(0, 256e6);
  const kernels = createKernelSession({
    analysisOf,
    weights: (analysis, limitBytes) => weights.forRun(analysis, limitBytes, () => {}),
    kept: () => kept,
    keep: (run) => {
      kept = run;
    },
    send,
    yieldNow,
    now: () => performance.now(),
  });
  const surveys = createSurveys({
    weights: async (analysis, limitBytes) =>
      kernels.edited(analysis, await weights.forRun(analysis, limitBytes, () => {}), 0),
    send,
    yieldNow,
    now: () => performance.now(),
  });
  const compare = createCompareSession({ analysisOf, send, yieldNow, now: () => performance.now() });

  const take = (message: ToWorker): void => {
    switch (message.type) {
      case "model":
        graph = message.graph;
        analyses = new Map();
        return;
      case "weights":
        weights.use(message.fileName);
        return;
      case "fileSize":
      case "fileBytes":
      case "fileFailed":
        folder.answered(message);
        return;
      case "describe":
        describe(message.id, message.choice);
        return;
      case "overview":
        sendOverview(message);
        return;
      case "run":
        surveys.end();
        void run(message.id, message.order);
        return;
      case "survey": {
        const analysis = analysisOf(message.order.inputShape);
        if (analysis) void surveys.start(message.id, analysis, message.order);
        return;
      }
      case "stopSurvey":
        surveys.end();
        return;
      case "stop":
        if (current?.id === message.id) current.aborted = true;
        return;
      case "inputMap": {
        const map = kept ? inputMapOf(kept, message.channel) : null;
        send({ type: "inputMap", id: message.id, map }, map ? [map.values.buffer] : []);
        return;
      }
      case "compare":
        void compare.compare(message.id, message.choice, message.measure ? kept : null);
        return;
      case "geometry": {
        const analysis = analysisOf(message.choice.inputShape);
        const geometry = analysis && describeGeometry(analysis, message.choice.layerPath);
        send({ type: "geometry", id: message.id, geometry });
        return;
      }
      case "kernels":
      case "kernelEdits":
      case "rerun":
      case "rankOne":
        kernels.take(message);
        return;
      case "comparedMaps":
        compare.maps(message.id, message);
        return;
      case "probe":
        send({
          type: "pixel",
          id: message.id,
          answer: kept ? answerPixel(kept, message.position, message.group) : null,
        });
        return;
    }
  };

  function describe(id: number, choice: LayerChoice): void {
    const analysis = analysisOf(choice.inputShape);
    const free = analysisOf(null);
    if (analysis && free) {
      send({ type: "described", id, model: describeModel(analysis, free, choice) });
    }
  }

  function sendOverview({ id, inputShape, closed: wanted }: Extract<ToWorker, { type: "overview" }>): void {
    const analysis = analysisOf(inputShape);
    if (!analysis) return;
    const overview = describeOverview(analysis);
    const closed = wanted ?? closedAtFirst(overview);
    send({ type: "overview", id, overview, graph: layOutGraph(overview, closed), closed });
  }

  async function run(id: number, order: RunOrder): Promise<void> {
    if (current) current.aborted = true;
    compare.stop();
    const signal = { id, aborted: false };
    current = signal;
    try {
      const analysis = analysisOf(order.inputShape);
      if (!analysis) throw new Error("a run was asked for before there was a model");
      const ownWeights = await weights.forRun(analysis, order.memoryLimitBytes, (fileName, bytes, of) =>
        send({ type: "readingWeights", id, fileName, bytes, of }),
      );
      const given = kernels.edited(analysis, ownWeights, order.seed);
      const report = {
        onProgress: (layer: string, done: number, total: number) =>
          send({ type: "progress", id, layer, done, total }),
        signal,
        yieldNow,
        now: () => performance.now(),
      };
      const result = await runOrder(analysis, order, report, given, order.from ? rangeSession : session);
      if (signal.aborted || result.kind === "cancelled") {
        send({ type: "cancelled", id });
      } else if (result.kind === "refused") {
        send({ type: "refused", id, reason: result.reason, layerPath: result.layerPath });
      } else {
        const { outcome } = result;
        const transfer: Transferable[] = [outcome.maps.values.buffer as ArrayBuffer];
        for (const { picture } of outcome.inputs) if (picture) transfer.push(picture.rgba);
        // The values move to the page; explaining a pixel needs only the layout.
        kept = { ...result.kept, maps: { ...result.kept.maps, values: new Float32Array(0) } };
        send({ type: "done", id, outcome }, transfer);
      }
    } catch (error) {
      send({ type: "failed", id, message: error instanceof Error ? error.message : String(error) });
    } finally {
      if (current === signal) current = null;
    }
  }

  function analysisOf(inputShape: LayerChoice["inputShape"]): ModelAnalysis | null {
    if (!graph) return null;
    const key = inputShape ? JSON.stringify(inputShape) : "";
    const known = analyses.get(key);
    if (known) return known;
    const analysis = analyseModel(graph, inputShape ? { inputShape } : {});
    analyses.set(key, analysis);
    return analysis;
  }

  return take;
}
