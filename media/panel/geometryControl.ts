/** Asks the worker where the layer reads, while the tab of the geometry is shown. */
import type { FromWorker } from "../worker/messages.ts";
import { type PanelState, shownTab } from "./panelState.ts";
import type { PanelStore, PanelSurroundings } from "./panelStore.ts";

export interface GeometryControl {
  /** Asks for what the tab shows and does not have yet. */
  readonly follow: () => void;
  /** The worker is another: what it was asked is not answered. */
  readonly forget: () => void;
  readonly fromWorker: (message: Extract<FromWorker, { type: "geometry" }>) => void;
}

export function createGeometryControl(store: PanelStore, around: PanelSurroundings): GeometryControl {
  const { state, change } = store;
  let id = 0;
  /** A new description comes with each new text, layer or input size. */
  let asked: PanelState["description"] = null;

  return {
    follow: () => {
      const { description, inputShape } = state();
      const layerPath = description?.layer?.layerPath;
      if (!layerPath || asked === description || shownTab(state()) !== "geometry") return;
      asked = description;
      around.toWorker({ type: "geometry", id: ++id, choice: { layerPath, inputShape } });
    },
    forget: () => {
      asked = null;
    },
    fromWorker: (message) => {
      if (message.id === id) change({ geometry: message.geometry });
    },
  };
}
