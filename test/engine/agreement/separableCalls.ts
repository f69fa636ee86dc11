/** Random calls of depthwise separable convolutions: few channels and many, and pictures that are worked on in several blocks. */
import { isMisfit, slideWindow, type WindowGeometry } from "../../../core/geometry/windowGeometry.ts";
import type { Activation, LayerOperation } from "../../../core/layers/operation.ts";
import { knownDim } from "../../../core/shape/dim.ts";
import { type Choices, type RandomCall, random, values } from "../randomCalls.ts";
import { activations, channelCounts, common, kernelValues, tapsOf, windowsOf } from "./wideCalls.ts";

type Operation<Op extends LayerOperation["op"]> = Extract<LayerOperation, { readonly op: Op }>;

export function wideSeparable(seed: number): RandomCall<Operation<"separableConvolution">> {
  const choose = random(seed);
  const windows = windowsOf(choose, [1, 2, 2, 2, 3], false);
  const inputChannels = choose.pick([...channelCounts, 512]);
  return separableCall(choose, seed, windows, inputChannels);
}

/** So many pixels or channels that the rows between the stages go through them in several blocks. */
export function largeSeparable(seed: number): RandomCall<Operation<"separableConvolution">> {
  const choose = random(seed);
  const padding = choose.pick(["valid", "same"] as const);
  const windows = [choose.integer(5, 23), choose.integer(60, 150)].map((size) => {
    const settings = { kernel: choose.pick([1, 3]), stride: choose.pick([1, 1, 2]), dilation: 1, padding };
    const window = slideWindow(knownDim(size), settings);
    if (isMisfit(window)) throw new Error("The input holds the window.");
    return window;
  });
  const call = separableCall(choose, seed, windows, choose.pick([3, 8, 9, 130]));
  const { operation } = call;
  // Among so many values, one falls on the step of an activation that has one.
  const activation: Activation = { name: "relu6", settings: {} };
  const between = operation.between && { ...operation.between, activation };
  return { ...call, operation: { ...operation, activation, ...(between ? { between } : {}) } };
}

function separableCall(
  choose: Choices,
  seed: number,
  windows: readonly WindowGeometry[],
  inputChannels: number,
): RandomCall<Operation<"separableConvolution">> {
  const depthMultiplier = choose.pick([1, 1, 1, 2, 3]);
  const outputChannels = choose.pick(channelCounts);
  const shared = common({ choose, seed, windows, inputChannels, outputChannels });
  const between = inputChannels * depthMultiplier;
  const depthwise = [...windows.map((window) => window.kernel), inputChannels, depthMultiplier];
  const pointwise = [...windows.map(() => 1), between, outputChannels];
  // As where the engine runs a depthwise and a pointwise layer as one.
  const joined = choose.pick([true, false]);
  const useBias = choose.pick([true, false]);
  return {
    operation: {
      op: "separableConvolution",
      windows,
      depthMultiplier,
      ...shared.settings,
      ...(joined ? { between: { useBias, activation: choose.pick(activations) } } : {}),
    },
    inputs: shared.inputs,
    weights: {
      ...(joined && useBias ? { depthwise_bias: values(seed, "between", [between]) } : {}),
      depthwise_kernel: kernelValues(seed, "depthwise", depthwise, tapsOf(windows)),
      pointwise_kernel: kernelValues(seed, "pointwise", pointwise, between),
      ...shared.bias,
    },
    outputShape: shared.outputShape,
  };
}
