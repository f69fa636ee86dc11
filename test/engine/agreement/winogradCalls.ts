/** Random calls of layers that Winograd's algorithm fits, with pieces that reach beyond the image, and channels that fill no vector. */
import { spreadWindow } from "../../../core/geometry/transposedGeometry.ts";
import { isMisfit, slideWindow } from "../../../core/geometry/windowGeometry.ts";
import type { Activation, LayerOperation } from "../../../core/layers/operation.ts";
import { knownDim } from "../../../core/shape/dim.ts";
import {
  type KernelSizes,
  type WinogradKind,
  winogradFits,
  winogradKind,
} from "../../../engine/kernels/convolution/winogradPlan.ts";
import { type SpatialGrid, spatialGrid } from "../../../engine/kernels/spatialGrid.ts";
import { transposedWinogradFits } from "../../../engine/kernels/transposedConvolution/winogradLayer.ts";
import { type RandomCall, random, sizesOf, spatialShape } from "../randomCalls.ts";
import { type Common, convolutionCall, transposedCall } from "./wideCalls.ts";

type Operation<Op extends LayerOperation["op"]> = Extract<LayerOperation, { readonly op: Op }>;
type Convolution = RandomCall<Operation<"convolution">>;
type Transposed = RandomCall<Operation<"transposedConvolution">>;

/** Layers that Winograd's algorithm fits: 3x3 at stride 1, with pieces that reach beyond the image, and channels that fill no vector. */
export function winogradConvolution(seed: number): Convolution {
  const choose = random(seed);
  return threeByThree(choose, seed, () => ({ input: choose.integer(6, 19), dilation: 1 }));
}

/** The same on the lattices of a dilation, which are of unlike sizes where it does not divide the image. */
export function dilatedWinogradConvolution(seed: number): Convolution {
  const choose = random(seed);
  return threeByThree(choose, seed, () => {
    const dilation = choose.integer(1, 4);
    return { input: dilation * choose.integer(5, 9) + choose.integer(0, 3), dilation };
  });
}

/** Kernels of 3x1, 1x3 and, in one dimension, 3, with and without a dilation. */
export function oneAxisWinogradConvolution(seed: number): Convolution {
  const choose = random(seed);
  const kernels = choose.pick([[3, 1], [1, 3], [3]]);
  const paddings =
    kernels.length === 1 ? (["valid", "same", "causal"] as const) : (["valid", "same"] as const);
  const padding = choose.pick(paddings);
  const windows = kernels.map((kernel) => {
    const dilation = choose.integer(1, 3);
    const input = knownDim(dilation * choose.integer(5, 12) + choose.integer(0, 2));
    const window = slideWindow(input, { kernel, stride: 1, dilation, padding });
    if (isMisfit(window)) throw new Error("The input holds the window.");
    return window;
  });
  const channels = () => choose.pick([32, 33, 35, 40]);
  const [inputChannels, outputChannels] = [channels(), channels()];
  return convolutionCall({ choose, seed, windows, inputChannels, outputChannels }, windows, 1);
}

function threeByThree(
  choose: ReturnType<typeof random>,
  seed: number,
  axis: () => { readonly input: number; readonly dilation: number },
): Convolution {
  const padding = choose.pick(["valid", "same"] as const);
  const windows = [0, 1].map(() => {
    const { input, dilation } = axis();
    const window = slideWindow(knownDim(input), { kernel: 3, stride: 1, dilation, padding });
    if (isMisfit(window)) throw new Error("The input holds the window.");
    return window;
  });
  const channels = () => choose.pick([16, 17, 19, 22, 24, 32, 40]);
  const [inputChannels, outputChannels] = [channels(), channels()];
  return convolutionCall({ choose, seed, windows, inputChannels, outputChannels }, windows, 1);
}

/** Kernels of 2 to 8 taps at strides 1 to 4 along two axes or one, or dilated along one; those that the algorithm saves work for. */
export function otherWinogradConvolution(seed: number): Convolution {
  const settings = firstOf(seed, anyConvolution, (any) => fitsAs("other kernels", any, gridOf(any)));
  const call = convolutionCall(settings, settings.windows, settings.groups);
  return { ...call, operation: withoutStep(call.operation) };
}

function anyConvolution(seed: number) {
  const choose = random(seed);
  const kernels = choose.pick(["two", "two", "two", "rows", "columns", "one"] as const);
  const padding = choose.pick(["valid", "same"] as const);
  const windows = (kernels === "one" ? [0] : [0, 1]).map((axis) => {
    const single = kernels === (axis === 0 ? "columns" : "rows");
    const dilation = !single && choose.integer(0, 9) === 0 ? 2 : 1;
    const kernel = single ? 1 : dilation > 1 ? 3 : choose.pick([2, 3, 4, 5, 6, 7, 8]);
    const stride = kernel === 1 || dilation > 1 ? 1 : choose.integer(1, Math.min(4, kernel - 1));
    const steps = kernels === "one" ? choose.integer(20, 90) : choose.integer(3, 20);
    const input = knownDim(kernel * dilation + stride * steps + choose.integer(0, 2));
    const window = slideWindow(input, { kernel, stride, dilation, padding });
    if (isMisfit(window)) throw new Error("The input holds the window.");
    return window;
  });
  // Along one axis less is saved, so that it pays for more channels.
  const inputChannels = choose.pick(kernels === "two" ? [2, 3, 9, 17, 21] : [61, 64]);
  const outputChannels = choose.pick(kernels === "two" ? [11, 17, 22, 32, 35] : [64, 70]);
  return { choose, seed, windows, groups: 1, inputChannels, outputChannels };
}

/** Kernels of two or three taps a phase, or of fewer in some phases, those that the algorithm saves work for. */
export function winogradTransposed(seed: number): Transposed {
  const settings = firstOf(seed, anyTransposed, (any) => transposedWinogradFits(any, gridOf(any)));
  const call = transposedCall(settings, settings.windows);
  return { ...call, operation: withoutStep(call.operation) };
}

/** Among so many values, one falls on the step of an activation that has one. */
function withoutStep<Op extends { readonly activation: Activation }>(operation: Op): Op {
  const { activation } = operation;
  return "threshold" in activation.settings
    ? { ...operation, activation: { name: "relu6", settings: {} } }
    : operation;
}

function anyTransposed(seed: number) {
  const choose = random(seed);
  const padding = choose.pick(["valid", "same"] as const);
  const padded = choose.pick([true, false, false]);
  const windows = [0, 1].map(() => {
    const stride = choose.integer(1, 3);
    const less = stride > 1 ? choose.pick([0, 0, 1]) : 0;
    const settings = {
      kernel: choose.pick([2, 2, 3]) * stride - less,
      stride,
      dilation: 1,
      padding,
      outputPadding: padded ? choose.integer(0, stride - 1) : null,
    };
    return spreadWindow(knownDim(choose.integer(4, 17)), settings);
  });
  const inputChannels = choose.pick([9, 17, 22, 32, 35]);
  const outputChannels = choose.pick([3, 8, 13, 16, 17]);
  return { choose, seed, windows, inputChannels, outputChannels };
}

/** The output of windows, in channels last. */
function gridOf({ windows, outputChannels }: Omit<Common, "choose" | "seed">): SpatialGrid {
  const shape = spatialShape(1, sizesOf(windows).outputs, outputChannels, "channels_last");
  return spatialGrid(shape, "channels_last");
}

/** Whether this part of the algorithm computes the layer. */
export function isOfKind(kind: WinogradKind): (call: Convolution) => boolean {
  return ({ operation, outputShape }) =>
    fitsAs(kind, operation, spatialGrid(outputShape, operation.dataFormat));
}

/** At both sizes. */
function fitsAs(kind: WinogradKind, sizes: KernelSizes, to: SpatialGrid): boolean {
  return ([2, 4] as const).every(
    (size) => winogradFits(sizes, to, size) && winogradKind(sizes, size) === kind,
  );
}

/** The first of a row of layers that is wanted. */
export function firstOf<Call>(
  seed: number,
  any: (seed: number) => Call,
  wanted: (call: Call) => boolean,
): Call {
  for (let at = 1000 * seed; ; at++) {
    const call = any(at);
    if (wanted(call)) return call;
  }
}
