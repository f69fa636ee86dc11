/** The input positions that one output position sees, per spatial axis, carried along the graph. */

/** One axis: how many input positions are spanned, how far the next output's window is, and where the first one starts. */
export interface AxisField {
  readonly size: number;
  /** Input positions between the windows of neighbouring outputs; below 1 after a transposed layer. */
  readonly jump: number;
  /** First input position of output 0's window; negative in the padding. */
  readonly start: number;
}

export type ReceptiveField =
  | { readonly kind: "axes"; readonly axes: readonly AxisField[] }
  /** Global pooling, flatten before dense: every output sees the whole input. */
  | { readonly kind: "everything" }
  | { readonly kind: "unknown"; readonly reason: string };
