/** Where a layer reads: its windows, its channels, what an output sees through the layers before, how often places are reached. */
import type { WaysPlane } from "../../../core/advice/runCoverage.ts";
import type { TransposedGeometry } from "../../../core/geometry/transposedGeometry.ts";
import type { WindowGeometry } from "../../../core/geometry/windowGeometry.ts";

export interface LayerGeometry {
  readonly layerPath: readonly string[];
  /** `null` for a layer that has no window. */
  readonly window: LayerWindow | null;
  /** Why there is no window, in a sentence; empty where there is one. */
  readonly noWindow: string;
  readonly field: FieldPath;
  readonly coverage: RunCoverage | null;
}

/** Windows of all spatial axes; slices, rows, columns are the last ones. */
export type LayerWindow = {
  /** Names of the axes, such as `height`. */
  readonly axes: readonly string[];
  /** How each output size comes about, such as `⌈96 / 2⌉ = 48`; in the order of the axes. */
  readonly sizes: readonly string[];
  readonly channels: ChannelLinks;
  /** Pooling puts no weights on what it reads. */
  readonly weighted: boolean;
} & (
  | { readonly kind: "slides"; readonly windows: readonly WindowGeometry[] }
  | { readonly kind: "spreads"; readonly windows: readonly TransposedGeometry[] }
);

/** Which input channels an output channel reads. */
export interface ChannelLinks {
  readonly inputs: number;
  readonly outputs: number;
  /** Input channels are split into so many groups that do not see one another. */
  readonly groups: number;
  /** A second, pointwise stage mixes so many channels that the first one makes; `null` where there is one stage. */
  readonly between: number | null;
}

/** The receptive field of one output, growing from layer to layer. */
export interface FieldPath {
  /** Layers that change it, in the order in which they run; the shown layer is the last. */
  readonly steps: readonly FieldStep[];
  /** Layers on the way that leave it as it is. */
  readonly unchanged: number;
  /** Steps that are left out in front. */
  readonly left: number;
}

export interface FieldStep {
  readonly layer: string;
  readonly className: string;
  /** Kernel, stride and dilation, such as `3×3 /2`; empty for a layer without a window. */
  readonly window: string;
  /** Input positions an axis; `null` for everything, or where it is not known. */
  readonly sizes: readonly number[] | null;
  /** Input positions from one output to the next. */
  readonly jumps: readonly number[] | null;
  /** First input position of output 0. */
  readonly starts: readonly number[] | null;
  /** `the whole input`, or why it is not known; empty where there are sizes. */
  readonly text: string;
}

/** How often one output reads each position of the tensor that its run of layers, all at one resolution, starts from. */
export interface RunCoverage {
  /** Layer whose output the positions are of. */
  readonly origin: string;
  /** Layers with windows on the way. */
  readonly layers: number;
  /** Dilated ones among them, the first ones first. */
  readonly rates: readonly number[];
  /** True where branches are joined on the way. */
  readonly branches: boolean;
  /** Positions that are read, of those that the field spans; an entry a spatial axis. */
  readonly axes: readonly { readonly name: string; readonly read: number; readonly span: number }[];
  /** Positions of the last two axes together; `null` where there is too much to count. */
  readonly plane: {
    /** Size of the field. */
    readonly rows: number;
    readonly columns: number;
    /** Positions of it that are read at least once. */
    readonly read: number;
    /** Its middle, which is all of it where it is small. */
    readonly part: WaysPlane;
  } | null;
}
