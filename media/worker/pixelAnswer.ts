/** How one output value came about, in the form the panel draws: taps on a grid, group by group, then bias and activation. */
import type { MapPosition } from "./messages.ts";

export interface Tap {
  /** Place in the window's grid. */
  readonly slice: number;
  readonly row: number;
  readonly column: number;
  /** 0 where the tap lies in the padding. */
  readonly input: number;
  readonly padded: boolean;
  /** `null` where nothing is multiplied, as in pooling. */
  readonly weight: number | null;
  readonly product: number;
  /** Pooling: this is the value that came through. */
  readonly chosen: boolean;
}

/** The taps of one input channel (or of one input tensor of a merge), and what they come to. */
export interface TapGroup {
  readonly label: string;
  readonly taps: readonly Tap[];
  readonly result: number;
}

export interface PixelStage {
  /** `Depthwise`, `Pointwise`; empty where there is only one. */
  readonly title: string;
  /** `sum`, `maximum`, `average`, `product` ... of the taps of a group, and of the groups. */
  readonly combine: string;
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  readonly groups: readonly TapGroup[];
  /** Groups that exist, where only the first ones are listed. */
  readonly groupCount: number;
  readonly total: number;
  readonly bias: number | null;
}

/** A box of positions along slices, rows and columns; it may reach into the padding. */
export interface PositionBox {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

export interface PixelAnswer {
  readonly position: MapPosition;
  /** In the output tensor, batch first. */
  readonly coordinates: readonly number[];
  readonly value: number;
  readonly stages: readonly PixelStage[];
  /** After all stages and biases, before the activation. */
  readonly beforeActivation: number;
  /** `null` for none. */
  readonly activation: string | null;
  /** On the picture that went in; `null` where the field is not a box of it. */
  readonly field: PositionBox | null;
  /** What the layer does, where there is nothing to multiply. */
  readonly sentence: string;
}
