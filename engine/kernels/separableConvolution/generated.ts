/**
 * Depthwise separable convolution by generated code: some rows of the depthwise stage, then the pointwise stage on them while they
 * are in the cache, so that the whole picture between the stages never exists.
 */
import { linearActivation } from "../../../core/layers/activationFunction.ts";
import type { Activation, SeparableConvolutionOperation } from "../../../core/layers/operation.ts";
import { isCheap } from "../../generators/activation/activateVector.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import {
  type DepthwiseRun,
  depthwiseRun,
  depthwiseScratch,
  worksInParts,
} from "../depthwiseConvolution/depthwiseRun.ts";
import type { DirectKernel } from "../generated/directRun.ts";
import { activateFloats, finishOutput, innerActivation } from "../generated/followUp.ts";
import { matrixProduct } from "../generated/matrixProduct.ts";
import { onViews, plainDescription } from "../generated/onViews.ts";
import { CallMemory } from "../generated/operands.ts";
import { packedBias } from "../generated/packedBias.ts";
import { callOf, preparedOnce } from "../generated/preparedOnce.ts";
import { inputTensor, type Kernel, type KernelCall, type KernelRequest, weightTensor } from "../kernel.ts";
import { inParts, runInParts } from "../parts.ts";
import { type SpatialGrid, spatialGrid } from "../spatialGrid.ts";
import { separableConvolutionReference } from "./reference.ts";

export function separableConvolutionGenerated(runtime: WasmRuntime): Kernel<SeparableConvolutionOperation> {
  const plain = onViews(separableConvolutionReference);
  const prepared = preparedOnce<SeparableConvolutionOperation, { readonly kernel: Prepared | undefined }>(
    (call) => ({ kernel: prepare(runtime, call) }),
  );
  return {
    refuse: plain.refuse,
    packedBytes: (call) => packedFloats(prepared(call).kernel) * 4,
    scratchBytes: ({ operation, inputShapes, outputShape }) => {
      const from = spatialGrid(inputShapes[0] ?? [], operation.dataFormat);
      const to = spatialGrid(outputShape, operation.dataFormat);
      const { depthMultiplier } = operation;
      const between = from.channels * depthMultiplier;
      const rows = worksInParts(from, depthMultiplier) ? rowCount(to) : rowsAtOnce(to, between);
      return 4 * (depthwiseScratch(from, depthMultiplier) + rows * to.sizes[2] * between);
    },
    ...inParts((request) => {
      const { kernel } = prepared(callOf(request));
      return kernel ? convolve(runtime, request, kernel) : runInParts(plain, request);
    }),
    describe: (call) => {
      const { kernel } = prepared(call);
      return kernel ? describe(kernel) : plainDescription;
    },
  };
}

/** All that depends on sizes and settings. */
interface Prepared {
  readonly exampleFloats: number;
  readonly depthwise: DepthwiseRun;
  /** Rows that go through both stages together, in the order of the picture. */
  readonly blocks: readonly RowBlock[];
}

interface RowBlock {
  readonly firstRow: number;
  readonly endRow: number;
  readonly pointwise: DirectKernel;
}

function prepare(
  runtime: WasmRuntime,
  { operation, inputShapes, outputShape }: KernelCall<SeparableConvolutionOperation>,
): Prepared | undefined {
  const from = spatialGrid(inputShapes[0] ?? [], operation.dataFormat);
  const to = spatialGrid(outputShape, operation.dataFormat);
  const stage = { ...operation, useBias: operation.between?.useBias ?? false };
  const inner = innerActivation(betweenActivation(operation));
  const between = betweenChannels(operation);
  const rows = rowsAtOnce(to, between);
  const depthwise = depthwiseRun(runtime, stage, { from, to }, inner, rows);
  if (!depthwise) return undefined;
  const activation = innerActivation(operation.activation);
  const pointwise = (rows: number): DirectKernel =>
    matrixProduct(runtime, {
      rows: rows * to.sizes[2],
      inner: between,
      columns: operation.outputChannels,
      resultStep: operation.outputChannels,
      bias: operation.useBias,
      activation,
    });
  const blocks = blocksOf(rowCount(to), depthwise.rowByRow ? rows : rowCount(to));
  return {
    exampleFloats: rowCount(from) * from.sizes[2] * from.channels,
    depthwise,
    blocks: blocks.map((block) => ({ ...block, pointwise: pointwise(block.endRow - block.firstRow) })),
  };
}

/** A smaller last block may want its weights in an order of its own. */
function packedFloats(kernel: Prepared | undefined): number {
  if (!kernel) return 0;
  const orders = new Map(kernel.blocks.map(({ pointwise }) => [pointwise.layout, pointwise.packedFloats]));
  return [...orders.values()].reduce((sum, floats) => sum + floats, kernel.depthwise.packedFloats);
}

function describe({ depthwise, blocks }: Prepared): string {
  const rows = blocks.length > 1 ? ", a few rows at a time" : "";
  return `${depthwise.description}; then ${blocks[0]?.pointwise.description ?? "nothing"}${rows}`;
}

/** Rows of all planes of an example. */
function rowCount({ sizes }: SpatialGrid): number {
  return sizes[0] * sizes[1];
}

/** Enough pixels that the pointwise stage's weights are not fetched for a few of them only. */
const fewestPixels = 28;
const mostPixels = 392;
/** Values between the stages that stay in the second-level cache beside the weights. */
const betweenBytes = 256 * 1024;

/** Of each block; `channels` is the number between the stages. */
function rowsAtOnce(to: SpatialGrid, channels: number): number {
  const columns = to.sizes[2];
  const pixels = Math.min(mostPixels, Math.max(fewestPixels, betweenBytes / (4 * channels)));
  const most = Math.max(Math.floor(pixels / columns), Math.ceil(fewestPixels / columns));
  // Blocks of one size, so that the last one has no tile of its own.
  return Math.ceil(rowCount(to) / Math.ceil(rowCount(to) / most));
}

function blocksOf(rows: number, size: number): { readonly firstRow: number; readonly endRow: number }[] {
  return Array.from({ length: Math.ceil(rows / size) }, (_, block) => ({
    firstRow: block * size,
    endRow: Math.min(rows, (block + 1) * size),
  }));
}

function* convolve(
  runtime: WasmRuntime,
  request: KernelRequest<SeparableConvolutionOperation>,
  { exampleFloats, depthwise, blocks }: Prepared,
): Generator<void> {
  const { operation, output } = request;
  const stageWeights = yield* packStages(runtime, request, depthwise, blocks);
  const activatesBetween = !isCheap(betweenActivation(operation));
  const largest = Math.max(...blocks.map(({ firstRow, endRow }) => endRow - firstRow));
  const memory = new CallMemory(runtime.heap);
  try {
    const input = yield* memory.input(inputTensor(request), operation.dataFormat);
    const result = memory.output(output, operation.dataFormat);
    const between = memory.allocate(largest * depthwise.rowFloats);
    const scratch = memory.allocate(depthwise.scratchFloats);
    runtime.heap.floats(scratch, depthwise.zeroFloats).fill(0);
    const outputRow = (depthwise.rowFloats / betweenChannels(operation)) * operation.outputChannels * 4;
    for (let at = 0; at < (output.shape[0] ?? 1); at++) {
      const example = result.address + at * depthwise.rows * outputRow;
      for (const [index, { firstRow, endRow, pointwise }] of blocks.entries()) {
        const addresses = {
          input: input + at * exampleFloats * 4,
          weights: stageWeights.depthwise,
          bias: stageWeights.depthwiseBias,
          scratch,
          // The kernel counts rows from the first of the example; only this block's are there.
          output: between - firstRow * depthwise.rowFloats * 4,
        };
        depthwise.run(addresses, firstRow, endRow);
        if (activatesBetween) {
          const floats = (endRow - firstRow) * depthwise.rowFloats;
          yield* activateFloats(runtime, betweenActivation(operation), between, between, floats);
        }
        const target = example + firstRow * outputRow;
        yield* pointwise.parts(between, stageWeights.pointwise[index] ?? 0, stageWeights.bias, target);
      }
    }
    yield* finishOutput(runtime, operation.activation, result, output);
  } finally {
    memory.release();
  }
}

function betweenActivation({ between }: SeparableConvolutionOperation): Activation {
  return between?.activation ?? linearActivation;
}

interface StageAddresses {
  readonly depthwise: number;
  readonly depthwiseBias: number;
  /** One for each block. */
  readonly pointwise: readonly number[];
  readonly bias: number;
}

function betweenChannels({ inputChannels, depthMultiplier }: SeparableConvolutionOperation): number {
  return inputChannels * depthMultiplier;
}

/** Addresses of the packed weights; a smaller last block may want them in another order than the others. */
function* packStages(
  runtime: WasmRuntime,
  { operation, weights }: KernelRequest<SeparableConvolutionOperation>,
  depthwise: DepthwiseRun,
  blocks: readonly RowBlock[],
): Generator<void, StageAddresses> {
  const { packed } = runtime;
  const taps = weightTensor(weights, "depthwise_kernel");
  const kernel = weightTensor(weights, "pointwise_kernel");
  const pointwiseAddresses: number[] = [];
  for (const { pointwise } of blocks) {
    const address = yield* packed.address(
      kernel,
      pointwise.layout,
      pointwise.packedFloats,
      (values, target) => pointwise.packRows({ values, first: 0, step: operation.outputChannels }, target),
    );
    pointwiseAddresses.push(address);
  }
  return {
    depthwise: yield* packed.address(taps, depthwise.layout, depthwise.packedFloats, depthwise.pack),
    depthwiseBias: operation.between?.useBias ? yield* packedBias(runtime, weights, "depthwise_bias") : 0,
    pointwise: pointwiseAddresses,
    bias: operation.useBias ? yield* packedBias(runtime, weights) : 0,
  };
}
