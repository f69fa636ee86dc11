/** Keeps the list of all layers and their graph up to date while the model view is looked at. */
import type { FromWorker } from "../worker/messages.ts";
import { shownTab } from "./panelState.ts";
import type { PanelStore, PanelSurroundings } from "./panelStore.ts";

export interface OverviewControl {
  /** The model or its sizes have changed: what is shown is of an older one. */
  readonly invalidate: () => void;
  /** Asks for list and graph if the view is on screen and has none. */
  readonly ensure: () => void;
  /** Opens an inner model in the graph, or closes it to one box. */
  readonly toggleGroup: (path: readonly string[]) => void;
  readonly fromWorker: (message: Extract<FromWorker, { type: "overview" }>) => void;
}

export function createOverviewControl(store: PanelStore, around: PanelSurroundings): OverviewControl {
  const { state, change } = store;
  let id = 0;
  let fresh = false;

  const ask = (closed: readonly string[] | null) => {
    fresh = true;
    around.toWorker({ type: "overview", id: ++id, inputShape: state().inputShape, closed });
  };

  const ensure = () => {
    if (fresh || !state().model || shownTab(state()) !== "model") return;
    ask(state().graph?.closed ?? null);
  };

  return {
    invalidate: () => {
      fresh = false;
      ensure();
    },
    ensure,
    toggleGroup: (path) => {
      const closed = state().graph?.closed ?? [];
      const name = path.join("\n");
      ask(closed.includes(name) ? closed.filter((other) => other !== name) : [...closed, name]);
    },
    fromWorker: ({ id: answered, overview, graph, closed }) => {
      // Rows of the graph are rows of the list: both change together.
      if (answered === id) change({ overview, graph: { result: graph, closed } });
    },
  };
}
