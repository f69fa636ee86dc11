/** How one output value came about, in the form the panel draws: taps on a grid, group by group, then bias and activation. */
import type { MapPosition } from "./messages.ts";

export interface Tap {
  /** Place in the drawn grid. */
  readonly row: number;
  readonly column: number;
  /** What the place is, in words: `row 0, column 2`, or `channel 17`. */
  readonly place: string;
  /** Where it reads the layer's input, which may be in the padding; `null` for an input without rows and columns. */
  readonly at: { readonly row: number; readonly column: number } | null;
  /** 0 where the tap lies in the padding. */
  readonly input: number;
  readonly padded: boolean;
  /** `null` where nothing is multiplied, as in pooling. */
  readonly weight: number | null;
  readonly product: number;
  /** Maximum: this is the value that came through. */
  readonly chosen: boolean;
}

/** Taps laid out as a grid, with the ranges that their colours stand for. */
export interface TapGrid {
  readonly rows: number;
  readonly columns: number;
  readonly taps: readonly Tap[];
  /** Taps that exist, where only the first ones are listed. */
  readonly tapCount: number;
  readonly inputRange: readonly [number, number];
  readonly weightRange: readonly [number, number];
}

/** How the taps of a stage are put together. */
export type Combine = "sum" | "maximum" | "average" | "minimum" | "product" | "difference";

export interface PixelStage {
  /** `depthwise convolution`; empty where there is only one stage. */
  readonly title: string;
  readonly combine: Combine;
  /** The groups' results add up to the value; each of them is a result of its own otherwise. */
  readonly accumulates: boolean;
  /** What each input channel adds; one entry where there is nothing to tell apart. */
  readonly groups: readonly { readonly label: string; readonly result: number }[];
  readonly groupName: string;
  /** Group whose taps are in the grid; -1 when the grid holds those of all groups. */
  readonly shownGroup: number;
  readonly grid: TapGrid | null;
  /** Channel of the layer's input that the taps of the grid read; `null` where there are several, or no rows and columns. */
  readonly inputChannel: number | null;
  readonly total: number;
  readonly bias: number | null;
}

/** Rows and columns of a picture; it may reach into the padding. */
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
  /** Keras's name; `null` for none. */
  readonly activation: string | null;
  /** The engine's value less the one that the sum above gives: float32 sums in another order. */
  readonly rounding: number;
  /** The arithmetic of a layer without stages, such as `max(0.2, 0.7) = 0.7`; empty where stages say it. */
  readonly formula: string;
  /** What the value was made from, in a sentence. */
  readonly sentence: string;
  /** On the picture that went in; `null` where the field is not a box of it. */
  readonly field: PositionBox | null;
}
