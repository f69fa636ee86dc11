/** Convolution by generated code, 1 to 3 dimensions, with groups, stride and dilation. */
import type { ConvolutionOperation } from "../../../core/layers/operation.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { activateInPlace } from "../activation/activate.ts";
import { type DirectKernel, directKernel } from "../generated/directRun.ts";
import { fusedActivation } from "../generated/fusable.ts";
import { CallMemory } from "../generated/operands.ts";
import {
  copyPadded,
  needsPadding,
  type Padding,
  paddedLength,
  paddedSizes,
} from "../generated/paddedInput.ts";
import { inputTensor, type Kernel, type KernelCall, type KernelRequest, weightData } from "../kernel.ts";
import { type SpatialGrid, spatialGrid, type Triple } from "../spatialGrid.ts";
import { windowAxes } from "../windowAxes.ts";
import { convolutionReference } from "./reference.ts";

export function convolutionGenerated(runtime: WasmRuntime): Kernel<ConvolutionOperation> {
  const prepared = new WeakMap<ConvolutionOperation, Prepared>();
  return {
    refuse: convolutionReference.refuse,
    scratchBytes: (call) => scratchFloats(call) * 4,
    run: (request) => {
      const known = prepared.get(request.operation);
      const ready = known ?? prepare(runtime, request);
      if (!known) prepared.set(request.operation, ready);
      convolve(runtime, request, ready);
    },
  };
}

/** All that depends on sizes and settings; an operation is for one input size. */
interface Prepared {
  readonly from: SpatialGrid;
  readonly to: SpatialGrid;
  readonly padding: Padding;
  readonly kernel: DirectKernel;
  /** Floats of one output plane's step in the (padded) input. */
  readonly planeStep: number;
  readonly fused: boolean;
}

function prepare(runtime: WasmRuntime, request: KernelRequest<ConvolutionOperation>): Prepared {
  const { operation } = request;
  const axes = windowAxes(operation.windows);
  const { from, to, padding } = geometryOf(operation, inputTensor(request).shape, request.output.shape);
  const [, height, width] = paddedSizes(padding);
  const row = width * from.channels;
  const activation = fusedActivation(operation.activation);
  const pointwise = axes.kernel.every((taps) => taps === 1) && axes.stride.every((stride) => stride === 1);
  const [, rows, columns] = to.sizes;
  const kernel = directKernel(runtime, {
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
    activation: activation ?? "linear",
  });
  const planeStep = axes.stride[0] * height * row;
  return { from, to, padding, kernel, planeStep, fused: activation !== undefined };
}

function convolve(
  runtime: WasmRuntime,
  request: KernelRequest<ConvolutionOperation>,
  { from, to, padding, kernel, planeStep, fused }: Prepared,
): void {
  const { operation, output } = request;
  const batch = output.shape[0] ?? 1;
  const { heap } = runtime;
  const weights = packedWeights(runtime, request, kernel);
  const bias = operation.useBias ? packedBias(runtime, weightData(request.weights, "bias")) : 0;
  const memory = new CallMemory(heap);
  try {
    const input = memory.input(inputTensor(request), operation.dataFormat);
    const result = memory.output(output, operation.dataFormat);
    const padded = needsPadding(padding) ? memory.allocate(paddedLength(padding)) : undefined;
    const exampleFloats = from.sizes[0] * from.sizes[1] * from.sizes[2] * from.channels;
    const outputPlane = to.sizes[1] * to.sizes[2] * to.channels;
    for (let example = 0; example < batch; example++) {
      const source = input + example * exampleFloats * 4;
      if (padded !== undefined) copyPadded(heap, source, padded, padding);
      const start = padded ?? source;
      for (let plane = 0; plane < to.sizes[0]; plane++) {
        const target = result.address + (example * to.sizes[0] + plane) * outputPlane * 4;
        kernel.run(start + plane * planeStep * 4, weights, bias, target);
      }
    }
    result.finish();
  } finally {
    memory.release();
  }
  if (!fused) activateInPlace(operation.activation, output);
}

function packedWeights(
  { packed }: WasmRuntime,
  { operation, weights }: KernelRequest<ConvolutionOperation>,
  { layout, packedFloats, pack }: DirectKernel,
): number {
  const values = weightData(weights, "kernel");
  const start = (product: number) => product * operation.outputChannels;
  return packed.address(values, layout, packedFloats, (target) =>
    pack({ values, start, filterStep: 1 }, target),
  );
}

/** A bias is read in whole vectors. */
export function packedBias({ packed }: WasmRuntime, bias: Float32Array): number {
  return packed.address(bias, "bias", bias.length, (target) => target.set(bias));
}

function geometryOf(
  operation: ConvolutionOperation,
  inputShape: readonly number[],
  outputShape: readonly number[],
): { readonly from: SpatialGrid; readonly to: SpatialGrid; readonly padding: Padding } {
  const axes = windowAxes(operation.windows);
  const from = spatialGrid(inputShape, operation.dataFormat);
  const to = spatialGrid(outputShape, operation.dataFormat);
  const after = ([0, 1, 2] as const).map((axis) => {
    const span = (axes.kernel[axis] - 1) * axes.dilation[axis] + 1;
    const reach = (to.sizes[axis] - 1) * axes.stride[axis] + span;
    return Math.max(0, reach - axes.offset[axis] - from.sizes[axis]);
  }) as unknown as Triple;
  return {
    from,
    to,
    padding: { sizes: from.sizes, channels: from.channels, before: axes.offset, after },
  };
}

/** The padded example, and copies of input and output where they do not lie in the kernels' memory. */
function scratchFloats({ operation, inputShapes, outputShape }: KernelCall<ConvolutionOperation>): number {
  const { padding } = geometryOf(operation, inputShapes[0] ?? [], outputShape);
  return needsPadding(padding) ? paddedLength(padding) : 0;
}
