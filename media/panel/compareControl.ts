/** Keeps the comparison of the seven kinds up to date while its tab is looked at, and writes a kind into the file. */
import type { ToPanel } from "../../protocol/panel.ts";
import type { CompareColumn } from "../views/compare/kindOrder.ts";
import type { FromWorker } from "../worker/messages.ts";
import type { CompareActions, CompareState } from "./compareState.ts";
import { type PanelState, shownTab } from "./panelState.ts";
import type { PanelStore, PanelSurroundings } from "./panelStore.ts";

export interface CompareControl {
  /** The state has changed: asks for what the tab lacks while it is on screen. */
  readonly follow: () => void;
  /** The worker is another one. */
  readonly forget: () => void;
  readonly fromWorker: (message: Extract<FromWorker, { type: "compared" | "comparedMaps" }>) => void;
  readonly fromHost: (message: Extract<ToPanel, { type: "kindWritten" | "kindNotWritten" }>) => void;
  readonly actions: CompareActions;
}

/** What a comparison was asked for: for another one it is asked anew. */
type Subject = readonly [PanelState["description"], PanelState["outcome"]];

export function createCompareControl(
  store: PanelStore,
  around: PanelSurroundings,
  columns: readonly CompareColumn[],
): CompareControl {
  const { state } = store;
  const change = (part: Partial<CompareState>) => store.change({ compare: { ...state().compare, ...part } });
  let compareId = 0;
  let mapsId = 0;
  let asked: Subject | null = null;
  let mapsOf = "";

  const askComparison = () => {
    const { description, outcome, stale, inputShape } = state();
    const path = description?.layer?.layerPath;
    if (!description || !path) return;
    const fresh = outcome && !stale && outcome.layerPath.join("\n") === path.join("\n") ? outcome : null;
    // What is stale is asked for again when it is known what the layer has become.
    if (asked && asked[0] === description && (asked[1] === fresh || stale)) return;
    asked = [description, fresh];
    mapsOf = "";
    const choice = { layerPath: path, inputShape };
    around.toWorker({ type: "compare", id: ++compareId, choice, measure: fresh !== null });
  };

  const askMaps = () => {
    const { compare, channel, slice, stale } = state();
    const { comparison } = compare;
    if (stale || comparison?.kind !== "seven") return;
    const measured = comparison.kinds.filter((row) => row.measured?.kind === "done").length;
    const key = `${compareId} ${channel} ${slice} ${measured}`;
    if (measured === 0 || key === mapsOf) return;
    mapsOf = key;
    around.toWorker({ type: "comparedMaps", id: ++mapsId, channel, slice });
  };

  const setSort = (by: CompareColumn | null) => {
    const { sort } = state().compare;
    if (by === null) change({ sort: null });
    else if (sort?.by !== by) change({ sort: { by, down: true } });
    else change({ sort: sort.down ? { by, down: false } : null });
  };

  return {
    follow: () => {
      if (shownTab(state()) !== "compare") return;
      askComparison();
      askMaps();
    },
    forget: () => {
      asked = null;
      mapsOf = "";
    },
    fromWorker: (message) => {
      if (message.type === "compared") {
        if (message.id === compareId) change({ comparison: message.comparison });
      } else if (message.id === mapsId) change({ maps: message.maps });
    },
    fromHost: (message) => {
      const written =
        message.type === "kindWritten"
          ? {
              ok: true,
              text: `Written into ${message.fileName}. Undo in the editor takes it back in one step.`,
            }
          : { ok: false, text: message.message };
      change({ writing: null, written });
    },
    actions: {
      chooseKind: (kind) => change({ chosen: kind }),
      sortBy: setSort,
      nextSort: () => {
        const { sort } = state().compare;
        const next = sort ? columns[columns.indexOf(sort.by) + 1] : columns[0];
        change({ sort: next ? { by: next, down: true } : null });
      },
      writeKind: (kind) => {
        const { model, compare } = state();
        if (!model || compare.writing) return;
        change({ writing: kind, written: null });
        around.toHost({ type: "writeKind", layerPath: model.target.layerPath, kind });
      },
    },
  };
}
