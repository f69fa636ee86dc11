/** Transposed convolutions whose copies of the kernel overlap unevenly, or leave output positions out. */
import type { TransposedGeometry } from "../geometry/transposedGeometry.ts";
import type { Problem } from "../graph/problem.ts";
import { type Remedy, setting } from "../graph/remedy.ts";
import { axisNames } from "../layers/spatialInput.ts";
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
    const gap = Math.min(...overlapsByPhase(window)) === 0;
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

/** Kernel copies that reach output positions `0 .. stride - 1` of each step, far from the border; of countable windows. */
export function overlapsByPhase({ kernel, stride, dilation }: TransposedGeometry): readonly number[] {
  const counts = new Array<number>(stride).fill(0);
  for (let tap = 0; tap < kernel; tap++) {
    const phase = (tap * dilation) % stride;
    counts[phase] = (counts[phase] ?? 0) + 1;
  }
  return counts;
}

/** Kernel copies at each output position of a row of `inputs` positions, nothing cropped. */
export function overlapRow({ kernel, stride, dilation, span }: TransposedGeometry, inputs: number): number[] {
  const row = new Array<number>((inputs - 1) * stride + span).fill(0);
  for (let input = 0; input < inputs; input++) {
    for (let tap = 0; tap < kernel; tap++) {
      const at = input * stride + tap * dilation;
      row[at] = (row[at] ?? 0) + 1;
    }
  }
  return row;
}

/** False for sizes that nobody means. */
export function isCountable({ stride, kernel, dilation }: TransposedGeometry): boolean {
  return Math.max(stride, kernel, dilation) <= largestCounted;
}

function isUneven(window: TransposedGeometry): boolean {
  if (window.stride === 1 || !isCountable(window)) return false;
  return new Set(overlapsByPhase(window)).size > 1;
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

function kernelText({ kernel, dilation }: TransposedGeometry): string {
  return dilation > 1 ? `kernel ${kernel} with dilation ${dilation}` : `kernel ${kernel}`;
}

function rowText(window: TransposedGeometry): string {
  const row = overlapRow(window, rowInputs);
  return `${row.slice(0, rowShown).join(" ")}${row.length > rowShown ? " …" : ""}`;
}

function kernelAdvice({ kernel, stride, dilation }: TransposedGeometry): string {
  const above = Math.ceil(kernel / stride) * stride;
  const below = above - stride;
  const without = dilation > 1 ? " without dilation" : "";
  if (above === kernel) return `A kernel of ${kernel} without dilation`;
  return below > 0 ? `A kernel of ${above} or ${below}${without}` : `A kernel of ${above}${without}`;
}
