/** The weights of any of the seven kinds written out as one kernel from every input channel to every output channel. */
import type { KindedOperation } from "../../core/replacement/kinds/sevenKind.ts";
import { type LayerWeights, weightData } from "../kernels/kernel.ts";
import type { TapMatrix } from "./tapTransfer.ts";

/** `[...sizes, inputs, outputs]`, the last fastest, as Keras stores the kernel of a convolution. */
export interface DenseKernel {
  readonly sizes: readonly number[];
  readonly inputs: number;
  readonly outputs: number;
  readonly values: Float64Array;
}

/** Taps in the layer's own order; those of a transposed layer are the ones it scatters. */
export function denseKernel(operation: KindedOperation, weights: LayerWeights): DenseKernel {
  const sizes = operation.windows.map(({ kernel }) => kernel);
  const { inputChannels: inputs, outputChannels: outputs } = operation;
  const places = sizes.reduce((a, b) => a * b, 1);
  const values = new Float64Array(places * inputs * outputs);
  const weightAt = readerOf(operation, weights);
  for (let place = 0, at = 0; place < places; place++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++) values[at++] = weightAt(place, input, output);
    }
  }
  return { sizes, inputs, outputs, values };
}

/** The kernel with its taps mixed along one axis. */
export function mixTaps(kernel: DenseKernel, axis: number, matrix: TapMatrix): DenseKernel {
  const { sizes, inputs, outputs, values } = kernel;
  const inner = sizes.slice(axis + 1).reduce((a, b) => a * b, inputs * outputs);
  const outer = sizes.slice(0, axis).reduce((a, b) => a * b, 1);
  const mixed = new Float64Array(outer * matrix.to * inner);
  for (let block = 0; block < outer; block++) {
    for (let to = 0; to < matrix.to; to++) {
      const target = mixed.subarray((block * matrix.to + to) * inner, (block * matrix.to + to + 1) * inner);
      for (let from = 0; from < matrix.from; from++) {
        const share = matrix.values[to * matrix.from + from] as number;
        if (share === 0) continue;
        const source = (block * matrix.from + from) * inner;
        for (let at = 0; at < inner; at++) {
          target[at] = (target[at] as number) + share * (values[source + at] as number);
        }
      }
    }
  }
  return { sizes: sizes.with(axis, matrix.to), inputs, outputs, values: mixed };
}

/** Reads the weight that takes an input channel to an output channel at a place of the kernel; 0 where there is none. */
function readerOf(
  operation: KindedOperation,
  weights: LayerWeights,
): (place: number, input: number, output: number) => number {
  const { inputChannels, outputChannels } = operation;
  switch (operation.op) {
    case "convolution": {
      const kernel = weightData(weights, "kernel");
      const perGroup = inputChannels / operation.groups;
      const filters = outputChannels / operation.groups;
      return (place, input, output) => {
        const group = Math.floor(output / filters);
        if (Math.floor(input / perGroup) !== group) return 0;
        return kernel[(place * perGroup + (input - group * perGroup)) * outputChannels + output] ?? 0;
      };
    }
    case "transposedConvolution": {
      const kernel = weightData(weights, "kernel");
      return (place, input, output) => kernel[(place * outputChannels + output) * inputChannels + input] ?? 0;
    }
    case "depthwiseConvolution": {
      const kernel = weightData(weights, depthwiseName(weights));
      const multiplier = operation.depthMultiplier;
      return (place, input, output) =>
        Math.floor(output / multiplier) === input ? (kernel[place * outputChannels + output] ?? 0) : 0;
    }
    case "separableConvolution": {
      const depthwise = weightData(weights, "depthwise_kernel");
      const pointwise = weightData(weights, "pointwise_kernel");
      const multiplier = operation.depthMultiplier;
      const results = inputChannels * multiplier;
      return (place, input, output) => {
        let sum = 0;
        for (let result = input * multiplier; result < (input + 1) * multiplier; result++) {
          sum +=
            (depthwise[place * results + result] ?? 0) * (pointwise[result * outputChannels + output] ?? 0);
        }
        return sum;
      };
    }
  }
}

/** Keras 2 and 3 name the weight of a depthwise layer differently. */
export function depthwiseName(weights: LayerWeights): string {
  return Object.hasOwn(weights, "depthwise_kernel") ? "depthwise_kernel" : "kernel";
}
