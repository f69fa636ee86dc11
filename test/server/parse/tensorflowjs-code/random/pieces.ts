/** What random models are made of: layers, and the figures that programs arrange them in. */

export type Argument = number | string | boolean | readonly Argument[];
export type Arguments = Readonly<Record<string, Argument>>;

/** An argument that differs from round to round: `base + step * i`, or `base * 2 ** i`. */
export interface Series {
  readonly base: number;
  readonly step: number;
  readonly doubles: boolean;
}

export interface LayerPiece {
  readonly kind: "layer";
  readonly factory: string;
  readonly args: Arguments;
  /** A layer that this one wraps, as its argument `layer`. */
  readonly inner?: LayerPiece;
}

export type Piece =
  | LayerPiece
  /** The body `count` times, with `series` as the argument `key` of its first layer. */
  | {
      readonly kind: "repeat";
      readonly count: number;
      readonly key: string;
      readonly series: Series;
      readonly body: readonly LayerPiece[];
    }
  /** The body beside its own input, both joined by `merge`. */
  | { readonly kind: "residual"; readonly body: readonly LayerPiece[]; readonly merge: string }
  | { readonly kind: "branches"; readonly bodies: readonly (readonly LayerPiece[])[] }
  /** Down by pools, up by transposed convolutions, what was before each pool joined on the way up. */
  | {
      readonly kind: "skips";
      readonly widths: readonly number[];
      /** Rows and columns that are cut first, so that all sizes can be halved. */
      readonly cut: readonly [number, number];
    }
  /** One layer that leaves the sizes as they are, called twice. */
  | { readonly kind: "twice"; readonly layer: LayerPiece }
  /** A model of its own, used as a layer. */
  | { readonly kind: "nested"; readonly inputShape: readonly number[]; readonly body: readonly LayerPiece[] };

export interface Architecture {
  readonly inputShape: readonly number[];
  readonly pieces: readonly Piece[];
}

export function seriesValue({ base, step, doubles }: Series, index: number): number {
  return doubles ? base * 2 ** index : base + step * index;
}

/** Only a chain can be a Sequential. */
export function isChain({ pieces }: Architecture): boolean {
  return pieces.every(({ kind }) => kind === "layer" || kind === "repeat" || kind === "nested");
}
