/** Puts the panel's parts together: state, runs, views' actions, and the messages of host and worker. */
import type { ToPanel } from "../../protocol/panel.ts";
import type { FromWorker } from "../worker/messages.ts";
import { fromHost } from "./hostMessages.ts";
import { createOverviewControl } from "./overviewControl.ts";
import { panelActions } from "./panelActions.ts";
import type { PanelParts } from "./panelParts.ts";
import type { PanelActions, PanelState } from "./panelState.ts";
import { createPanelStore, type PanelSurroundings } from "./panelStore.ts";
import { createProbeControl } from "./probeControl.ts";
import { createRunControl } from "./runControl.ts";

export interface PanelController {
  readonly actions: PanelActions;
  readonly state: () => PanelState;
  readonly fromHost: (message: ToPanel) => void;
  readonly fromWorker: (message: FromWorker) => void;
  readonly workerLost: (message: string) => void;
}

export function createPanelController(around: PanelSurroundings): PanelController {
  const store = createPanelStore(around);
  const probes = createProbeControl(store, around);
  const runs = createRunControl(store, around, probes.probe);
  const overview = createOverviewControl(store, around);
  runs.awaitPicture(around.saved.choices.sample === "own");
  const parts: PanelParts = { store, around, runs, probes, overview };
  const actions = panelActions(parts);
  return {
    actions,
    state: store.state,
    fromHost: (message) => fromHost(message, parts, actions),
    fromWorker: (message) => {
      if (message.type === "overview") overview.fromWorker(message);
      else if (message.type === "readFile") around.toHost(message);
      else if (message.type === "pixel" || message.type === "inputMap") probes.fromWorker(message);
      else runs.fromWorker(message);
    },
    workerLost: (message) => {
      runs.workerLost(message);
      overview.invalidate();
    },
  };
}
