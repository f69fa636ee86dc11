/**
 * The only sliding-window arithmetic: one axis of a convolution or pooling. Shapes, costs, receptive fields, kernels and
 * drawings all read its result. Sizes follow Keras: `valid`, `same` and `causal` padding, stride and dilation together.
 */
import { affineDim, ceilDivideDim, type Dim, floorDivideDim } from "../shape/dim.ts";

export type WindowPadding = "valid" | "same" | "causal";

/** How a window slides along one axis; all in elements of that axis, all positive integers. */
export interface WindowSettings {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: WindowPadding;
}

export interface WindowGeometry extends WindowSettings {
  readonly input: Dim;
  readonly output: Dim;
  /** Input positions that one window spans: `(kernel - 1)·dilation + 1`. */
  readonly span: number;
  /** Zeros before and after the input; `null` while they depend on a size that is not a number. */
  readonly padBefore: number | null;
  readonly padAfter: number | null;
}

/** Why a window cannot be placed. */
export interface WindowMisfit {
  readonly misfit: "window-larger-than-input";
  readonly span: number;
  readonly input: number;
}

/** Input positions that a dilated kernel spans, `(kernel - 1)·dilation + 1`. */
export function windowSpan(kernel: number, dilation: number): number {
  return (kernel - 1) * dilation + 1;
}

/** Places a window along an axis of size `input`; `valid` padding needs `input >= span`. */
export function slideWindow(input: Dim, settings: WindowSettings): WindowGeometry | WindowMisfit {
  const { kernel, stride, dilation, padding } = settings;
  const span = windowSpan(kernel, dilation);
  // Field by field, since copying the settings takes several times as long as all the rest.
  const placed = (output: Dim, padBefore: number | null, padAfter: number | null): WindowGeometry => ({
    kernel,
    stride,
    dilation,
    padding,
    input,
    output,
    span,
    padBefore,
    padAfter,
  });
  if (padding === "valid") {
    if (input.kind === "known" && input.value < span) {
      return { misfit: "window-larger-than-input", span, input: input.value };
    }
    const output = affineDim(floorDivideDim(affineDim(input, 1, -span), stride), 1, 1);
    return placed(output, 0, 0);
  }
  const output = ceilDivideDim(input, stride);
  if (padding === "causal") return placed(output, span - 1, 0);
  const total = samePadding(input, output, stride, span);
  if (total === null) return placed(output, null, null);
  const padBefore = Math.floor(total / 2);
  return placed(output, padBefore, total - padBefore);
}

/** True for a window that could not be placed. */
export function isMisfit(window: WindowGeometry | WindowMisfit): window is WindowMisfit {
  return "misfit" in window;
}

function samePadding(input: Dim, output: Dim, stride: number, span: number): number | null {
  if (stride === 1) return span - 1;
  if (input.kind !== "known" || output.kind !== "known") return null;
  return Math.max((output.value - 1) * stride + span - input.value, 0);
}
