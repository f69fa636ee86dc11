/** What the comparison of the seven kinds shows, and what a person can do there. */
import type { SevenKind } from "../../core/layers/convolutionKind.ts";
import type { CompareColumn } from "../views/compare/kindOrder.ts";
import type { ComparedMaps, Comparison } from "../worker/compare/comparison.ts";

export interface CompareState {
  /** `null` until the tab has asked for it. */
  readonly comparison: Comparison | null;
  readonly maps: ComparedMaps | null;
  /** `null` for the order of the kinds. */
  readonly sort: { readonly by: CompareColumn; readonly down: boolean } | null;
  /** The kind whose maps are shown large; `null` for the first that is not the layer's own. */
  readonly chosen: SevenKind | null;
  /** A kind is being written into the file. */
  readonly writing: SevenKind | null;
  /** What became of the last writing. */
  readonly written: WrittenReport | null;
}

export interface WrittenReport {
  readonly ok: boolean;
  readonly text: string;
}

export const initialCompare: CompareState = {
  comparison: null,
  maps: null,
  sort: null,
  chosen: null,
  writing: null,
  written: null,
};

export interface CompareActions {
  readonly chooseKind: (kind: SevenKind) => void;
  /** Largest first, then smallest first, then the order of the kinds again. */
  readonly sortBy: (column: CompareColumn) => void;
  readonly nextSort: () => void;
  readonly writeKind: (kind: SevenKind) => void;
}
