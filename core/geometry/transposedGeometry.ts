/**
 * One axis of a transposed convolution. Input position `i` adds its taps at output positions
 * `i·stride + tap·dilation - cropBefore`; taps outside `0 .. output - 1` are dropped.
 */
import { affineDim, type Dim } from "../shape/dim.ts";
import { windowSpan } from "./windowGeometry.ts";

export interface TransposedSettings {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: "valid" | "same";
  /** Extra output positions, below the stride; `null` where the layer gives none, which is not the same as 0. */
  readonly outputPadding: number | null;
}

export interface TransposedGeometry extends TransposedSettings {
  readonly input: Dim;
  readonly output: Dim;
  /** Output positions that one input position reaches: `(kernel - 1)·dilation + 1`. */
  readonly span: number;
  /** Output positions cut off in front of the full result. */
  readonly cropBefore: number;
}

/** Places a transposed window along an axis of size `input`. */
export function spreadWindow(input: Dim, settings: TransposedSettings): TransposedGeometry {
  const { stride, padding, outputPadding } = settings;
  const span = windowSpan(settings.kernel, settings.dilation);
  return {
    ...settings,
    input,
    span,
    output: transposedOutput(input, stride, span, padding, outputPadding),
    cropBefore: padding === "valid" ? 0 : sameCrop(stride, span, outputPadding),
  };
}

function transposedOutput(
  input: Dim,
  stride: number,
  span: number,
  padding: "valid" | "same",
  outputPadding: number | null,
): Dim {
  if (outputPadding === null) {
    return affineDim(input, stride, padding === "same" ? 0 : Math.max(span - stride, 0));
  }
  const crop = padding === "same" ? 2 * Math.floor(span / 2) : 0;
  return affineDim(input, stride, span - stride - crop + outputPadding);
}

/**
 * Positions in front that `same` padding removes: the full result of `(input - 1)·stride + span` positions is longer than
 * the output by `span - stride`, or with output padding by `span - span mod 2 - padding`, and the smaller half of that
 * goes in front. Where the output is the longer one, nothing does.
 */
function sameCrop(stride: number, span: number, outputPadding: number | null): number {
  const excess = outputPadding === null ? span - stride : span - (span % 2) - outputPadding;
  return Math.floor(Math.max(excess, 0) / 2);
}
