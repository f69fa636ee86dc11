/** The worker's survey of a model: one at a time, told of in parcels, and ended by whatever is more urgent. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { FromWorker } from "./messages.ts";
import { type SurveyedLayer, type SurveyOrder, type SurveyReport, surveyModel } from "./surveyModel.ts";
import type { WeightsForRun } from "./weightSession.ts";

export interface Surveys {
  /** Ends the survey before, and never rejects. */
  readonly start: (id: number, analysis: ModelAnalysis, order: SurveyOrder) => Promise<void>;
  readonly end: () => void;
}

export interface SurveyNeeds extends Pick<SurveyReport, "yieldNow" | "now"> {
  readonly weights: (analysis: ModelAnalysis, limitBytes: number) => Promise<WeightsForRun>;
  readonly send: (message: FromWorker, transfer: Transferable[]) => void;
}

/** Between two parcels of layers, in milliseconds: the page draws no oftener. */
const parcelTime = 80;

export function createSurveys({ weights, send, yieldNow, now }: SurveyNeeds): Surveys {
  let current: { aborted: boolean } | null = null;

  const end = () => {
    if (current) current.aborted = true;
  };

  return {
    end,
    start: async (id, analysis, order) => {
      end();
      const signal = { aborted: false };
      current = signal;
      let parcel: SurveyedLayer[] = [];
      let sent = now();
      const flush = () => {
        const pictures = parcel.flatMap(({ thumb }) => (thumb ? [thumb.rgba] : []));
        if (parcel.length > 0) send({ type: "surveyed", id, layers: parcel }, pictures);
        parcel = [];
        sent = now();
      };
      const onLayer = (layer: SurveyedLayer) => {
        parcel.push(layer);
        if (now() - sent >= parcelTime) flush();
      };
      try {
        const store = await weights(analysis, order.memoryLimitBytes);
        const result = await surveyModel(analysis, order, { onLayer, signal, yieldNow, now }, store);
        flush();
        const reason = result.kind === "refused" ? result.reason : null;
        send({ type: "surveyEnded", id, end: result.kind, reason }, []);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        send({ type: "surveyEnded", id, end: "refused", reason }, []);
      }
    },
  };
}
