/** Puts the panel's parts together: state, runs, views' actions, and the messages of host and worker. */
import type { ToPanel } from "../../protocol/panel.ts";
import { compareColumns } from "../views/compare/kindOrder.ts";
import type { FromWorker } from "../worker/messages.ts";
import { createCompareControl } from "./compareControl.ts";
import type { DrawingTime } from "./drawOnce.ts";
import { createGeometryControl } from "./geometryControl.ts";
import { fromHost } from "./hostMessages.ts";
import { createKernelsControl } from "./kernelsControl.ts";
import { createOverviewControl } from "./overviewControl.ts";
import { panelActions } from "./panelActions.ts";
import type { PanelParts } from "./panelParts.ts";
import type { PanelActions, PanelState } from "./panelState.ts";
import { createPanelStore, type PanelSurroundings } from "./panelStore.ts";
import { createPictureControl } from "./pictureControl.ts";
import { createProbeControl } from "./probeControl.ts";
import { createRunControl } from "./runControl.ts";
import { createSaveControl } from "./saveControl.ts";
import { createSurveyControl } from "./surveyControl.ts";
import { giveThumbnails } from "./thumbnails.ts";

export interface PanelController {
  readonly actions: PanelActions;
  readonly state: () => PanelState;
  readonly fromHost: (message: ToPanel) => void;
  readonly fromWorker: (message: FromWorker) => void;
  readonly workerLost: (message: string) => void;
}

/** Messages after which nothing runs. */
const runEnds: ReadonlySet<FromWorker["type"]> = new Set(["done", "refused", "failed", "cancelled"]);

export function createPanelController(around: PanelSurroundings): PanelController {
  let follow = () => {};
  const onChange = (state: PanelState, time: DrawingTime) => {
    around.onChange(state, time);
    follow();
  };
  const store = createPanelStore({ ...around, onChange });
  const probes = createProbeControl(store, around);
  const overview = createOverviewControl(store, around);
  const compare = createCompareControl(store, around, compareColumns);
  let calledOff = () => {};
  const kernels = createKernelsControl(store, around, {
    run: () => runs.run(),
    redrawn: () => {
      around.whenDrawn(probes.probe);
      calledOff();
      calledOff = around.later(500, () => giveThumbnails(store, around));
    },
    edited: () => survey.invalidate(),
    selectChannel: (channel) => actions.selectChannel(channel),
  });
  const geometry = createGeometryControl(store, around);
  follow = () => {
    compare.follow();
    kernels.follow();
    geometry.follow();
  };
  const pictures = createPictureControl(store, around, {
    choose: (part) => actions.choose(part),
    run: () => runs.run(),
  });
  const survey = createSurveyControl(store, around, pictures.sources);
  const finished = () => {
    around.whenDrawn(probes.probe);
    giveThumbnails(store, around);
    saving.finished();
  };
  const runs = createRunControl(store, around, {
    finished,
    pictures: pictures.sources,
    restarted: kernels.sendEdits,
  });
  const saving = createSaveControl(store, around);
  const parts: PanelParts = {
    store,
    around,
    runs,
    probes,
    overview,
    pictures,
    survey,
    compare,
    kernels,
    saving,
  };
  const actions = panelActions(parts);
  return {
    actions,
    state: store.state,
    fromHost: (message) => fromHost(message, parts),
    fromWorker: (message) => {
      if (message.type === "overview") {
        overview.fromWorker(message);
        survey.ensure();
      } else if (message.type === "surveyed" || message.type === "surveyEnded") survey.fromWorker(message);
      else if (message.type === "readFile") around.toHost(message);
      else if (message.type === "compared" || message.type === "comparedMaps") compare.fromWorker(message);
      else if (message.type === "kernels" || message.type === "rerun" || message.type === "rankOne")
        kernels.fromWorker(message);
      else if (message.type === "geometry") geometry.fromWorker(message);
      else if (message.type === "pixel" || message.type === "inputMap") probes.fromWorker(message);
      else {
        runs.fromWorker(message);
        // Of a model whose layer is gone the view of all layers is on screen.
        if (message.type === "described") overview.ensure();
        if (runEnds.has(message.type)) survey.ensure();
      }
    },
    workerLost: (message) => {
      runs.workerLost(message);
      survey.invalidate();
      overview.invalidate();
      compare.forget();
      kernels.forget();
      geometry.forget();
    },
  };
}
