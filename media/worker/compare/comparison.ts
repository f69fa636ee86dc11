/** What the panel shows of the seven kinds side by side. */
import type { SevenKind } from "../../../core/layers/convolutionKind.ts";
import type { PlainMap } from "../plainMap.ts";

/** A kind in the layer's place, counted for the layer's own input. */
export interface ComparedKind {
  readonly kind: SevenKind;
  /** The layer is of this kind already. */
  readonly own: boolean;
  /** Its layers with what tells them apart: `UpSampling2D 2×2`, `Conv2D 3×3`; none where nothing of the kind does the like. */
  readonly layers: readonly string[];
  /** What it takes to keep the size, and how it differs, in phrases. */
  readonly words: readonly string[];
  /** Why there is no such layer, or why it cannot work here; `null` where it can. */
  readonly obstacle: string | null;
  readonly counts: KindCounts | null;
  readonly measured: KindMeasure | null;
}

export interface KindCounts {
  /** Without the batch: `48×48×64`. */
  readonly output: string;
  /** The output has the shape of the layer's own. */
  readonly sameShape: boolean;
  readonly parameters: number;
  readonly macs: number;
  /** Each of its layers reads its input and weights and writes its output once, float32. */
  readonly bytesMoved: number;
}

export type KindMeasure =
  | {
      readonly kind: "done";
      /** Of all its layers together: the mean of the middle half of some runs. */
      readonly milliseconds: number;
      readonly runs: number;
      readonly algorithm: string | null;
      /** Where the weights come from. */
      readonly weights: string;
      /** Share of the sum of squares of the weights that they keep, 0 .. 1; `null` where nothing is left out. */
      readonly energyKept: number | null;
      /** Against the layer's own output; `null` for another shape, and for the layer itself. */
      readonly difference: KindDifference | null;
      readonly range: { readonly min: number; readonly max: number; readonly mean: number };
    }
  | { readonly kind: "refused"; readonly reason: string };

export interface KindDifference {
  /** Root of the mean square of the difference, over that of the layer's own output. */
  readonly relative: number;
  /** Largest of all values, without its sign. */
  readonly largest: number;
}

export type Comparison =
  | {
      readonly kind: "seven";
      readonly layerPath: readonly string[];
      readonly kinds: readonly ComparedKind[];
      /** Of the layer's own output; each at least 1. */
      readonly output: {
        readonly channels: number;
        readonly slices: number;
        readonly rows: number;
        readonly columns: number;
      };
      /** Times and differences of so many kinds are still to come. */
      readonly toMeasure: number;
    }
  /** The layer is none of the seven. */
  | {
      readonly kind: "none";
      readonly reason: string;
      /** Layers of the model that are, the nearest first. */
      readonly others: readonly (readonly string[])[];
    };

/** One place of the maps of all kinds that were run. */
export interface ComparedMaps {
  readonly channel: number;
  readonly slice: number;
  readonly maps: readonly ComparedMap[];
}

export interface ComparedMap {
  readonly kind: SevenKind;
  /** `null` where the kind has no such channel. */
  readonly map: PlainMap | null;
  /** Less the layer's own map; `null` for the layer itself, and where the shapes differ. */
  readonly difference: PlainMap | null;
}
