/** Saves and copies what the panel shows: makes the bytes here, and lets the host ask where they go. */
import { writeNpy } from "../../engine/tensor/npy.ts";
import type { SaveFormat, SaveToPanel } from "../../protocol/saveMessages.ts";
import { outputTensor } from "../views/export/outputTensor.ts";
import { withPngText } from "../views/export/pngText.ts";
import { runDetails } from "../views/export/runDetails.ts";
import { csvText, markdownText } from "../views/export/tableTexts.ts";
import { type PanelState, shownTab } from "./panelState.ts";
import type { PanelStore, PanelSurroundings } from "./panelStore.ts";
import { weightSeed } from "./runControl.ts";

export interface SaveControl {
  readonly save: (format: SaveFormat) => Promise<void>;
  readonly toggleMenu: () => void;
  readonly fromHost: (message: SaveToPanel) => void;
  /** A run has ended: what waited for its values is saved. */
  readonly finished: () => void;
}

export function createSaveControl({ state, change }: PanelStore, around: PanelSurroundings): SaveControl {
  const save = async (format: SaveFormat) => {
    change({ saveOpen: false, saved: { message: "Preparing…", failed: false } });
    try {
      await hand(format, state(), around);
      change({ saved: null });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      change({ saved: { message: `Nothing was saved: ${reason}`, failed: true } });
    }
  };
  /** A page that was hidden runs its layer anew before there is anything to save. */
  let waiting: SaveFormat | null = null;
  const isOnTheWay = () => {
    const { run, outcome, stale } = state();
    return run.state === "running" || (run.state === "idle" && (outcome === null || stale));
  };
  return {
    save,
    toggleMenu: () => change({ saveOpen: !state().saveOpen }),
    fromHost: (message) => {
      if (message.type === "saveView" && isOnTheWay()) waiting = message.format;
      else if (message.type === "saveView") void save(message.format);
      else change({ saved: { message: message.message, failed: message.failed } });
    },
    finished: () => {
      if (waiting) void save(waiting);
      waiting = null;
    },
  };
}

async function hand(format: SaveFormat, state: PanelState, around: PanelSurroundings): Promise<void> {
  const { outcome, model } = state;
  if (!model) throw new Error("no model is shown.");
  const details = runDetails(state, weightSeed);
  const told = JSON.stringify(details, null, 2);
  const title = [model.fileName, details.layer, details.input].filter(Boolean).join(" · ");
  const layer = outcome?.layerPath.at(-1) ?? model.target.layerPath.at(-1) ?? "model";
  const file = { type: "saveFile", name: `${layer}-${shownTab(state)}`, companion: null } as const;
  switch (format) {
    case "markdown":
      around.toHost({ type: "copyText", text: markdownText(around.viewTables(state), details) });
      return;
    case "csv":
      around.toHost({ ...file, format, bytes: bytesOf(csvText(around.viewTables(state), details)) });
      return;
    case "svg":
      around.toHost({ ...file, format, bytes: bytesOf(around.viewSvg(title, told)) });
      return;
    case "png": {
      const png = await around.svgToPng(around.viewSvg(title, told));
      around.toHost({ ...file, format, bytes: withPngText(png, "Description", told).buffer });
      return;
    }
    case "npy": {
      if (!outcome) throw new Error("there are no values yet. Run the layer first.");
      const bytes = new Uint8Array(writeNpy(outputTensor(outcome))).buffer;
      around.toHost({ ...file, name: layer, format, bytes, companion: `${told}\n` });
    }
  }
}

function bytesOf(text: string): ArrayBuffer {
  return new Uint8Array(new TextEncoder().encode(text)).buffer;
}
