/** Has all layers of the model run once while the model view is looked at, for their times and small pictures. */
import type { LayerSurvey } from "../views/model/survey.ts";
import type { FromWorker, PictureSource } from "../worker/messages.ts";
import { shownTab } from "./panelState.ts";
import type { PanelStore, PanelSurroundings } from "./panelStore.ts";
import { weightSeed } from "./runControl.ts";
import { needsSizes } from "./runPolicy.ts";

export type SurveyMessage = Extract<FromWorker, { type: "surveyed" | "surveyEnded" }>;

export interface SurveyControl {
  /** Model, input or weights have changed: what is known is of older ones. */
  readonly invalidate: () => void;
  /** Starts if the view is on screen, nothing runs, and it is little enough work to do unasked. */
  readonly ensure: () => void;
  /** What a person asks for, however much work it is. */
  readonly start: () => void;
  readonly stop: () => void;
  readonly fromWorker: (message: SurveyMessage) => void;
}

/** About two seconds of work on one core. */
const mostUnasked = 20e9;

export function createSurveyControl(
  store: PanelStore,
  around: PanelSurroundings,
  pictures: () => readonly PictureSource[] | null,
): SurveyControl {
  const { state, change } = store;
  let id = 0;
  /** Layers of the survey that runs, replacing the old ones as they come. */
  let fresh = new Map<string, LayerSurvey>();

  const start = () => {
    const { model, choices, inputShape } = state();
    const sources = pictures();
    if (!model || !sources) return;
    const { normalisation, fit, noiseSeed } = choices;
    fresh = new Map();
    around.toWorker({
      type: "survey",
      id: ++id,
      order: {
        inputShape,
        input: { pictures: sources, normalisation, fit, noiseSeed },
        seed: weightSeed,
        memoryLimitBytes: model.memoryLimitBytes,
      },
    });
    change({ surveyRun: { state: "running", done: 0 } });
  };

  const take = ({ layers }: Extract<SurveyMessage, { type: "surveyed" }>) => {
    for (const { name, milliseconds, thumb } of layers) {
      const before = fresh.get(name);
      fresh.set(name, {
        milliseconds: milliseconds + (before?.milliseconds ?? 0),
        thumb: before?.thumb ?? thumb,
      });
    }
    const survey = new Map([...state().survey, ...fresh]);
    change({ survey, surveyRun: { state: "running", done: fresh.size } });
  };

  return {
    invalidate: () => {
      if (state().surveyRun.state === "running") around.toWorker({ type: "stopSurvey" });
      id++;
      change({ surveyRun: { state: "none" } });
    },
    ensure: () => {
      const { surveyRun, run, overview } = state();
      if (shownTab(state()) !== "model" || surveyRun.state !== "none" || run.state === "running") return;
      if (!overview || needsSizes(state()) || !(workOf(overview.layers) <= mostUnasked)) return;
      start();
    },
    start,
    stop: () => around.toWorker({ type: "stopSurvey" }),
    fromWorker: (message) => {
      if (message.id !== id) return;
      if (message.type === "surveyed") {
        take(message);
        return;
      }
      switch (message.end) {
        case "done":
          // Layers that are gone since the survey before.
          change({ survey: fresh, surveyRun: { state: "done" } });
          return;
        case "cancelled":
          // A run came first: there is another try when it is done.
          change({ surveyRun: { state: state().run.state === "running" ? "none" : "stopped" } });
          return;
        case "refused":
          change({ surveyRun: { state: "failed", reason: message.reason ?? "" } });
          return;
      }
    },
  };
}

/** MACs of all layers; NaN where some of it is not known. */
function workOf(
  layers: readonly {
    readonly nested: boolean;
    readonly macs: { readonly kind: string; readonly value?: number };
  }[],
): number {
  return layers.reduce(
    (sum, { nested, macs }) =>
      nested ? sum : sum + (macs.kind === "exact" ? (macs.value ?? Number.NaN) : Number.NaN),
    0,
  );
}
