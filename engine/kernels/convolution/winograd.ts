/** Prepares and runs Winograd's algorithm for 3x3 convolutions at stride 1: transform, one matrix product a place, transform back. */
import { linearActivation } from "../../../core/layers/activationFunction.ts";
import type { Activation, ConvolutionOperation } from "../../../core/layers/operation.ts";
import { kernelTransforms, pieceSize, type WinogradSize } from "../../generators/winograd/algorithm.ts";
import { winogradInput, winogradOutput } from "../../generators/winograd/transforms.ts";
import { simdWords } from "../../wasm/simdSupport.ts";
import { type CompiledKernel, compileLater, type WasmRuntime } from "../../wasm/wasmRuntime.ts";
import type { DirectKernel } from "../generated/directRun.ts";
import { matrixProduct } from "../generated/matrixProduct.ts";
import { needsPadding, type Padding, paddedLength, paddedSizes } from "../generated/paddedInput.ts";
import { generatedWork, ranges } from "../parts.ts";
import type { SpatialGrid } from "../spatialGrid.ts";
import { windowAxes } from "../windowAxes.ts";
import type { ExampleAddresses, ExampleKernel } from "./exampleKernel.ts";

interface WinogradCall {
  readonly from: SpatialGrid;
  readonly to: SpatialGrid;
  readonly size: WinogradSize;
}

/** Fewer channels make too little work of the products for the transforms to pay. */
const fewestChannels = 16;
/** A matrix product of fewer pieces would wait for its weights. */
const fewestPieces = 4;

/** 3x3 taps side by side at stride 1, all channels together. */
export function winogradFits(operation: ConvolutionOperation, to: SpatialGrid, size: WinogradSize): boolean {
  const { windows, groups, inputChannels, outputChannels } = operation;
  const { kernel, stride, dilation } = windowAxes(windows);
  const [, rows, columns] = to.sizes;
  return (
    windows.length === 2 &&
    kernel[1] === 3 &&
    kernel[2] === 3 &&
    [...stride, ...dilation].every((step) => step === 1) &&
    groups === 1 &&
    Math.min(inputChannels, outputChannels) >= fewestChannels &&
    Math.ceil(rows / size) * Math.ceil(columns / size) >= fewestPieces
  );
}

export function winogradExample(
  runtime: WasmRuntime,
  operation: ConvolutionOperation,
  call: WinogradCall,
  activation: Activation,
): ExampleKernel {
  const { from, to, size } = call;
  const plan = planBlocks(operation, to, size);
  const { pieceRows, pieceColumns, inputPlace, outputPlace, places } = plan;
  const padding = winogradPadding(operation, call, plan);
  const products = new Map(
    plan.blocks.map(({ rows }) => [rows, placeProduct(runtime, operation, rows * pieceColumns)]),
  );
  const product = products.get(plan.blocks[0]?.rows ?? 0) as DirectKernel;
  const [, , paddedColumns] = paddedSizes(padding);
  const transforms = compileTransforms(runtime, { operation, to, size, activation }, plan, paddedColumns);
  const weightBytes = product.packedFloats * 4;
  const imageRow = size * paddedColumns * from.channels * 4;
  const resultRow = size * to.sizes[2] * to.channels * 4;
  const runBlock = (
    { firstRow, rows }: BlockPlan["blocks"][number],
    { input, weights, bias, scratch, output }: ExampleAddresses,
  ): void => {
    const results = scratch + places * inputPlace * 4;
    for (let row = 0; row < rows; row++) {
      transforms.input()(
        input + (firstRow + row) * imageRow,
        scratch + row * pieceColumns * from.channels * 4,
      );
    }
    const multiply = products.get(rows)?.run ?? product.run;
    for (let place = 0; place < places; place++) {
      const from = scratch + place * inputPlace * 4;
      multiply(from, weights + place * weightBytes, 0, results + place * outputPlace * 4);
    }
    for (let row = 0; row < rows; row++) {
      const pieceRow = firstRow + row;
      const back = pieceRow === pieceRows - 1 ? transforms.lastOutput : transforms.output;
      back()(results + row * pieceColumns * to.channels * 4, bias, output + pieceRow * resultRow);
    }
  };
  const blockWork =
    places * (plan.blocks[0]?.rows ?? 1) * pieceColumns * operation.inputChannels * operation.outputChannels;
  return {
    padding,
    scratchFloats: places * (inputPlace + outputPlace),
    run: (addresses) =>
      ranges(
        plan.blocks.length,
        blockWork,
        (first, end) => {
          for (const block of plan.blocks.slice(first, end)) runBlock(block, addresses);
        },
        generatedWork,
      ),
    layout: `winograd ${size} ${product.layout}`,
    packedFloats: places * product.packedFloats,
    pack: (kernel, target) => packPlaces(kernel, null, target, { ...operation, size }, product),
    packScaled: (kernel, factors, target) =>
      packPlaces(kernel, factors, target, { ...operation, size }, product),
    description: `Winograd F(${size}x${size}, 3x3), ${simdWords[runtime.simd]}`,
  };
}

/** Floats of the padded example and of the transformed values of a block. */
export function winogradScratch(operation: ConvolutionOperation, call: WinogradCall): number {
  const plan = planBlocks(operation, call.to, call.size);
  const padding = winogradPadding(operation, call, plan);
  const padded = needsPadding(padding) ? paddedLength(padding) : 0;
  return padded + plan.places * (plan.inputPlace + plan.outputPlace);
}

/** Whole pieces, the last of which may reach beyond what the windows read. */
function winogradPadding(
  operation: ConvolutionOperation,
  { from, size }: WinogradCall,
  { pieceRows, pieceColumns }: BlockPlan,
): Padding {
  const before = windowAxes(operation.windows).offset;
  const [, rows, columns] = from.sizes;
  const afterRows = pieceRows * size + 2 - before[1] - rows;
  const afterColumns = pieceColumns * size + 2 - before[2] - columns;
  return { sizes: from.sizes, channels: from.channels, before, after: [0, afterRows, afterColumns] };
}

interface BlockPlan {
  readonly pieceRows: number;
  readonly pieceColumns: number;
  /** Values of a piece, and floats from those of one place to those of the next, in and out. */
  readonly places: number;
  readonly inputPlace: number;
  readonly outputPlace: number;
  /** Rows of pieces that are worked on together. The last block may go over rows once more. */
  readonly blocks: readonly { readonly firstRow: number; readonly rows: number }[];
}

/** Enough pieces for the products, few enough for the second-level cache. */
const piecesAtOnce = 28;
/** Without this gap the same channel of all places would fall into the same place of the cache. */
const gapFloats = 16;

function planBlocks(
  { inputChannels, outputChannels }: ConvolutionOperation,
  to: SpatialGrid,
  size: WinogradSize,
): BlockPlan {
  const pieceRows = Math.ceil(to.sizes[1] / size);
  const pieceColumns = Math.ceil(to.sizes[2] / size);
  const rows = Math.min(pieceRows, Math.ceil(piecesAtOnce / pieceColumns));
  const blocks = Array.from({ length: Math.ceil(pieceRows / rows) }, (_, block) => {
    const left = pieceRows - block * rows;
    if (left >= rows) return { firstRow: block * rows, rows };
    const enough = left * pieceColumns >= fewestPieces;
    return enough ? { firstRow: block * rows, rows: left } : { firstRow: pieceRows - rows, rows };
  });
  const pieces = rows * pieceColumns;
  return {
    pieceRows,
    pieceColumns,
    places: pieceSize(size) ** 2,
    inputPlace: pieces * inputChannels + gapFloats,
    outputPlace: pieces * outputChannels + gapFloats,
    blocks,
  };
}

/** The matrix product of one place: `pieces` rows of input channels by the weights of that place. */
function placeProduct(
  runtime: WasmRuntime,
  { inputChannels, outputChannels }: ConvolutionOperation,
  pieces: number,
): DirectKernel {
  return matrixProduct(runtime, {
    rows: pieces,
    inner: inputChannels,
    columns: outputChannels,
    resultStep: outputChannels,
    bias: false,
    activation: linearActivation,
  });
}

interface Transforms {
  readonly input: () => CompiledKernel;
  readonly output: () => CompiledKernel;
  readonly lastOutput: () => CompiledKernel;
}

interface TransformSettings {
  readonly operation: ConvolutionOperation;
  readonly to: SpatialGrid;
  readonly size: WinogradSize;
  readonly activation: Activation;
}

function compileTransforms(
  runtime: WasmRuntime,
  { operation, to, size, activation }: TransformSettings,
  { pieceRows, pieceColumns, inputPlace, outputPlace }: BlockPlan,
  paddedColumns: number,
): Transforms {
  const [, resultRows, resultColumns] = to.sizes;
  const shared = { simd: runtime.simd, size, pieces: pieceColumns };
  const input = {
    ...shared,
    channels: operation.inputChannels,
    placeStep: inputPlace,
    imageRow: paddedColumns * operation.inputChannels,
  };
  const output = (rows: number) => {
    const settings = {
      ...shared,
      channels: operation.outputChannels,
      placeStep: outputPlace,
      imageRow: resultColumns * operation.outputChannels,
      rows,
      lastColumns: resultColumns - (pieceColumns - 1) * size,
      bias: operation.useBias,
      activation,
    };
    return compileLater(
      runtime,
      () => `winograd output ${JSON.stringify(settings)}`,
      () => winogradOutput(settings),
    );
  };
  return {
    input: compileLater(
      runtime,
      () => `winograd input ${JSON.stringify(input)}`,
      () => winogradInput(input),
    ),
    output: output(size),
    lastOutput: output(resultRows - (pieceRows - 1) * size),
  };
}

/** A function of its own, since the engine compiles the loops of generators late. */
function addScaled(sums: Float64Array, factor: number, values: Float32Array, start: number): void {
  for (let at = 0; at < sums.length; at++) {
    sums[at] = (sums[at] as number) + factor * (values[start + at] as number);
  }
}

/** The transform is linear, so that a factor of an output channel may come after it. */
function scaleOutputs(sums: Float64Array, factors: Float64Array): void {
  for (let at = 0; at < sums.length; ) {
    for (let output = 0; output < factors.length; output++, at++) {
      sums[at] = (sums[at] as number) * (factors[output] as number);
    }
  }
}

/** `G · kernel · Gᵀ` of every pair of channels, place by place, each place packed for its matrix product. */
function* packPlaces(
  kernel: Float32Array,
  factors: Float64Array | null,
  target: Float32Array,
  {
    size,
    inputChannels,
    outputChannels,
  }: Pick<ConvolutionOperation, "inputChannels" | "outputChannels"> & { readonly size: WinogradSize },
  product: DirectKernel,
): Generator<void> {
  const transform = kernelTransforms[size];
  const pairs = inputChannels * outputChannels;
  const sums = new Float64Array(pairs);
  const values = new Float32Array(pairs);
  let place = 0;
  for (const rowFactors of transform) {
    for (const columnFactors of transform) {
      sums.fill(0);
      for (let tap = 0; tap < 9; tap++) {
        const factor = (rowFactors[Math.floor(tap / 3)] ?? 0) * (columnFactors[tap % 3] ?? 0);
        if (factor === 0) continue;
        addScaled(sums, factor, kernel, tap * pairs);
      }
      if (factors) scaleOutputs(sums, factors);
      values.set(sums);
      const start = (input: number) => input * outputChannels;
      const places = target.subarray(place * product.packedFloats, (place + 1) * product.packedFloats);
      yield* product.pack({ values, start, filterStep: 1 }, places);
      yield;
      place++;
    }
  }
}
