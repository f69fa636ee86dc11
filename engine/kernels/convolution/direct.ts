/** Direct convolution of an example: an implicit matrix product, plane by plane of the result. */
import type { Activation, ConvolutionOperation } from "../../../core/layers/operation.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { directKernel } from "../generated/directRun.ts";
import type { ExampleKernel } from "../generated/exampleKernel.ts";
import { type Padding, paddedSizes } from "../generated/paddedInput.ts";
import type { SpatialGrid, Triple } from "../spatialGrid.ts";
import { windowAxes } from "../windowAxes.ts";

export function directExample(
  runtime: WasmRuntime,
  operation: ConvolutionOperation,
  { from, to }: { readonly from: SpatialGrid; readonly to: SpatialGrid },
  activation: Activation,
): ExampleKernel {
  const axes = windowAxes(operation.windows);
  const padding = directPadding(operation, from, to);
  const [, height, width] = paddedSizes(padding);
  const row = width * from.channels;
  const pointwise = axes.kernel.every((taps) => taps === 1) && axes.stride.every((stride) => stride === 1);
  const [planes, rows, columns] = to.sizes;
  const { parts, layout, packedFloats, packRows, description } = directKernel(runtime, {
    taps: axes.kernel,
    tapSteps: [axes.dilation[0] * height * row, axes.dilation[1] * row, axes.dilation[2] * from.channels],
    groups: operation.groups,
    groupInputs: operation.inputChannels / operation.groups,
    groupOutputs: operation.outputChannels / operation.groups,
    rows: pointwise ? 1 : rows,
    columns: pointwise ? rows * columns : columns,
    inputSteps: [axes.stride[1] * row, axes.stride[2] * from.channels],
    outputSteps: [columns * to.channels, to.channels],
    bias: operation.useBias,
    activation,
  });
  const inputPlane = axes.stride[0] * height * row * 4;
  const outputPlane = rows * columns * to.channels * 4;
  return {
    padding,
    scratchFloats: 0,
    *run({ input, weights, bias, output }) {
      for (let plane = 0; plane < planes; plane++) {
        yield* parts(input + plane * inputPlane, weights, bias, output + plane * outputPlane);
      }
    },
    layout,
    packedFloats,
    pack: (values, target) => packRows({ values, first: 0, step: operation.outputChannels }, target),
    description,
  };
}

/** Zeros before and behind, so many that every tap of every window finds a value. */
export function directPadding(operation: ConvolutionOperation, from: SpatialGrid, to: SpatialGrid): Padding {
  const { kernel, stride, dilation, offset } = windowAxes(operation.windows);
  const after = ([0, 1, 2] as const).map((axis) => {
    const span = (kernel[axis] - 1) * dilation[axis] + 1;
    const reach = (to.sizes[axis] - 1) * stride[axis] + span;
    return Math.max(0, reach - offset[axis] - from.sizes[axis]);
  }) as unknown as Triple;
  return { sizes: from.sizes, channels: from.channels, before: offset, after };
}
