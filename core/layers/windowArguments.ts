/** Reads kernel, stride, dilation and padding, and slides the window along every axis. */
import {
  isMisfit,
  slideWindow,
  type WindowGeometry,
  type WindowPadding,
} from "../geometry/windowGeometry.ts";
import { type Remedy, setting } from "../graph/remedy.ts";
import { type Dim, formatDim } from "../shape/dim.ts";
import type { ConfigReader } from "./configReader.ts";
import type { SizeStep } from "./layerInference.ts";
import { axisNames } from "./spatialInput.ts";

export interface WindowArguments {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: WindowPadding;
}

/** Places the window on each axis; a window larger than the input is reported at the kernel's number. */
export function slideWindows(
  reader: ConfigReader,
  spatial: readonly Dim[],
  args: WindowArguments,
  kernelParam: string,
): WindowGeometry[] | undefined {
  const windows: WindowGeometry[] = [];
  const names = axisNames(spatial.length);
  for (const [axis, input] of spatial.entries()) {
    const kernel = args.kernel[axis] ?? 1;
    const dilation = args.dilation[axis] ?? 1;
    const window = slideWindow(input, {
      kernel,
      stride: args.strides[axis] ?? 1,
      dilation,
      padding: args.padding,
    });
    if (isMisfit(window)) {
      const dilated = dilation > 1 ? `, ${window.span} positions with dilation ${dilation},` : "";
      const noun = kernelParam === "pool_size" ? "pool size" : "kernel";
      reader.report(
        "window-larger-than-input",
        `The ${noun} ${kernel}${dilated} is larger than the ${names[axis]} ${window.input} of the input of "${reader.node.name}". Use a ${noun} that spans at most ${window.input}, padding "same", or a larger input.`,
        { param: kernelParam, element: axis, remedies: remediesFor(reader, spatial, args, kernelParam) },
      );
      return undefined;
    }
    windows.push(window);
  }
  return windows;
}

/** Padding, or the largest kernel that fits; the locally connected layers know no padding. */
function remediesFor(
  reader: ConfigReader,
  spatial: readonly Dim[],
  { kernel, dilation }: WindowArguments,
  kernelParam: string,
): readonly Remedy[] {
  const fitting = kernel.map((size, axis) => {
    const input = spatial[axis];
    if (input?.kind !== "known") return size;
    return Math.min(size, Math.floor((input.value - 1) / (dilation[axis] ?? 1)) + 1);
  });
  const smaller = fitting.every((size) => size >= 1) ? [setting({ [kernelParam]: fitting })] : [];
  const padded = reader.node.className.startsWith("LocallyConnected") ? [] : [setting({ padding: "same" })];
  return [...padded, ...smaller];
}

/** `height: ⌊(224 − 3)/2⌋ + 1 = 111`, one line an axis. */
export function windowSteps(windows: readonly WindowGeometry[]): SizeStep[] {
  const names = axisNames(windows.length);
  return windows.map((window, axis) => ({
    axis: names[axis] ?? `axis ${axis}`,
    text: `${windowFormula(window)} = ${formatDim(window.output)}`,
  }));
}

function windowFormula(window: WindowGeometry): string {
  const input = formatDim(window.input);
  if (window.padding !== "valid") return `⌈${input} / ${window.stride}⌉`;
  const span = window.dilation > 1 ? `((${window.kernel} − 1)·${window.dilation} + 1)` : String(window.span);
  return `⌊(${input} − ${span}) / ${window.stride}⌋ + 1`;
}
