/** What the view of the kernels shows, and what a person can do there. */
import type { SavedKernels } from "../../protocol/panel.ts";
import type { NamedKernel } from "../views/kernels/namedKernels.ts";
import type { KernelPlace, LayerKernels, RankOneErrors } from "../worker/kernels/layerKernels.ts";

/** What a named kernel is put into: the chosen kernel, or each of its filter's with a share of 1 over their number. */
export type KernelScope = "kernel" | "filter";

export interface KernelsState extends SavedKernels {
  /** Without edits; `null` until the tab has asked for them. */
  readonly kernels: LayerKernels | null;
  readonly scope: KernelScope;
  /** What rank 1 would change in the output; `null` while that is not known. */
  readonly rankOne: RankOneErrors | null;
  /** Measuring takes long, so a person is asked first. */
  readonly rankOneAsks: boolean;
  /** The last edit in words, for screen readers. */
  readonly said: string;
}

export const initialKernels: KernelsState = {
  kernels: null,
  edits: [],
  stage: 0,
  place: { filter: 0, channel: 0, slice: 0 },
  scope: "kernel",
  undo: [],
  redo: [],
  rankOne: null,
  rankOneAsks: false,
  said: "",
};

export interface KernelActions {
  readonly selectStage: (stage: number) => void;
  readonly selectKernel: (place: Partial<KernelPlace>) => void;
  readonly setScope: (scope: KernelScope) => void;
  /** Puts a number into the chosen kernel. */
  readonly setNumber: (row: number, column: number, value: number) => void;
  readonly setNamed: (id: NamedKernel) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** Takes all edits of the shown weights back, which can be undone. */
  readonly restore: () => void;
  readonly measureRankOne: () => void;
}
