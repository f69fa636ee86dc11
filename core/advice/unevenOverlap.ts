/** Transposed convolutions whose copies of the kernel overlap unevenly, or leave output positions out. */
import { overlapCounts, overlapRange } from "../geometry/overlapCounts.ts";
import type { TransposedGeometry } from "../geometry/transposedGeometry.ts";
import type { Problem } from "../graph/problem.ts";
import { type Remedy, setting } from "../graph/remedy.ts";
import { axisNames } from "../layers/spatialInput.ts";
import { knownDim } from "../shape/dim.ts";
import { type AdvisedModel, advise } from "./advisedModel.ts";

/** Larger kernels and strides are some mistake that others tell; counting them would only take time. */
const largestCounted = 1000;

/** Input positions in the row that a message shows, and numbers of it that are shown. */
const rowInputs = 5;
const rowShown = 20;

export function unevenOverlap(model: AdvisedModel): readonly Problem[] {
  return model.calls.flatMap(({ operation, node }) => {
    if (operation.op !== "transposedConvolution") return [];
    const axis = operation.windows.findIndex(isUneven);
    const window = operation.windows[axis];
    if (!window) return [];
    const name = axisNames(operation.windows.length)[axis] ?? "";
    const gap = overlapRange(window).least === 0;
    return [
      advise(node, {
        code: "uneven-overlap",
        severity: gap ? "warning" : "information",
        message: gap ? gapMessage(node.name, name, window) : overlapMessage(node.name, name, window),
        param: "kernel_size",
        remedies: evenKernels(operation.windows),
      }),
    ];
  });
}

/** Kernels that are a multiple of the stride on every axis: the next larger ones, and where they exist the next smaller. */
function evenKernels(windows: readonly TransposedGeometry[]): readonly Remedy[] {
  if (windows.some(({ dilation }) => dilation > 1)) return [];
  const above = windows.map(({ kernel, stride }) => Math.ceil(kernel / stride) * stride);
  const below = windows.map(({ kernel, stride }) => Math.floor(kernel / stride) * stride);
  return [above, ...(below.every((kernel) => kernel > 0) ? [below] : [])].map((kernels) =>
    setting({ kernel_size: kernels }),
  );
}

function isUneven(window: TransposedGeometry): boolean {
  const { stride, kernel, dilation } = window;
  if (stride === 1 || Math.max(stride, kernel, dilation) > largestCounted) return false;
  const { least, most } = overlapRange(window);
  return least < most;
}

function overlapMessage(name: string, axis: string, window: TransposedGeometry): string {
  return (
    `The ${kernelText(window)} of "${name}" is no multiple of its stride ${window.stride}, so the copies overlap unevenly: ` +
    `along the ${axis}, ${rowInputs} input positions add up to ${rowText(window)} copies. Trained models often show it as a ` +
    `checkerboard. ${kernelAdvice(window)} overlaps evenly, as does UpSampling with a convolution behind it; either lowers ` +
    `the risk and does not rule the pattern out.`
  );
}

function gapMessage(name: string, axis: string, window: TransposedGeometry): string {
  return (
    `The ${kernelText(window)} of "${name}" leaves gaps at stride ${window.stride}: along the ${axis}, ${rowInputs} input ` +
    `positions add up to ${rowText(window)} copies, and where that is 0 the output is the bias alone. ` +
    `${kernelAdvice(window)} reaches every position alike.`
  );
}

/** `kernel 3`, with its dilation where it has one. */
export function kernelText({ kernel, dilation }: TransposedGeometry): string {
  return dilation > 1 ? `kernel ${kernel} with dilation ${dilation}` : `kernel ${kernel}`;
}

/** Copies that a row of a few inputs adds up to, nothing cropped. */
function rowText(window: TransposedGeometry): string {
  const whole = (rowInputs - 1) * window.stride + window.span;
  const few = { ...window, input: knownDim(rowInputs), cropBefore: 0 };
  const row = overlapCounts(few, { from: 0, length: Math.min(whole, rowShown) });
  return `${row?.join(" ") ?? ""}${whole > rowShown ? " …" : ""}`;
}

/** Kernels that overlap evenly, as the subject of a sentence. */
export function kernelAdvice({ kernel, stride, dilation }: TransposedGeometry): string {
  const above = Math.ceil(kernel / stride) * stride;
  const below = above - stride;
  const without = dilation > 1 ? " without dilation" : "";
  if (above === kernel) return `A kernel of ${kernel} without dilation`;
  return below > 0 ? `A kernel of ${above} or ${below}${without}` : `A kernel of ${above}${without}`;
}
