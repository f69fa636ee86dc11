/** Keeps the list of all layers up to date while the model view is looked at. */
import type { FromWorker } from "../worker/messages.ts";
import { shownTab } from "./panelState.ts";
import type { PanelStore, PanelSurroundings } from "./panelStore.ts";

export interface OverviewControl {
  /** The model or its sizes have changed: what is shown is of an older one. */
  readonly invalidate: () => void;
  /** Asks for the list if the view is on screen and has none. */
  readonly ensure: () => void;
  readonly fromWorker: (message: Extract<FromWorker, { type: "overview" }>) => void;
}

export function createOverviewControl(store: PanelStore, around: PanelSurroundings): OverviewControl {
  const { state, change } = store;
  let id = 0;
  let fresh = false;
  const ensure = () => {
    if (fresh || !state().model || shownTab(state()) !== "model") return;
    fresh = true;
    around.toWorker({ type: "overview", id: ++id, inputShape: state().inputShape });
  };
  return {
    invalidate: () => {
      fresh = false;
      ensure();
    },
    ensure,
    fromWorker: (message) => {
      if (message.id === id) change({ overview: message.overview });
    },
  };
}
