/** Prepares and runs Winograd's algorithm for convolutions of three taps along one axis or two, at stride 1: transform, one matrix product a place, transform back. */
import { linearActivation } from "../../../core/layers/activationFunction.ts";
import type { Activation, ConvolutionOperation } from "../../../core/layers/operation.ts";
import {
  kernelTransforms,
  outputsAlong,
  type Taps,
  type WinogradSize,
} from "../../generators/winograd/algorithm.ts";
import { winogradInput, winogradOutput } from "../../generators/winograd/transforms.ts";
import { simdWords } from "../../wasm/simdSupport.ts";
import { type CompiledKernel, compileLater, type WasmRuntime } from "../../wasm/wasmRuntime.ts";
import type { DirectKernel } from "../generated/directRun.ts";
import { matrixProduct } from "../generated/matrixProduct.ts";
import { needsPadding, paddedLength, paddedSizes } from "../generated/paddedInput.ts";
import { generatedWork, ranges } from "../parts.ts";
import type { SpatialGrid } from "../spatialGrid.ts";
import type { ExampleAddresses, ExampleKernel } from "./exampleKernel.ts";
import {
  type BlockPlan,
  type PieceRow,
  pieceRowAt,
  planBlocks,
  type WinogradCall,
  winogradPadding,
} from "./winogradPlan.ts";

export function winogradExample(
  runtime: WasmRuntime,
  operation: ConvolutionOperation,
  call: WinogradCall,
  activation: Activation,
): ExampleKernel {
  const { from, to, size } = call;
  const plan = planBlocks(operation, to, size);
  const { taps, pieceColumns, inputPlace, outputPlace, places } = plan;
  const padding = winogradPadding(operation, call, plan);
  const products = new Map(
    plan.blocks.map(({ rows }) => [rows, placeProduct(runtime, operation, rows * pieceColumns)]),
  );
  const product = products.get(plan.blocks[0]?.rows ?? 0) as DirectKernel;
  const [, , paddedColumns] = paddedSizes(padding);
  const transforms = compileTransforms(runtime, { operation, to, size, activation }, plan, paddedColumns);
  const weightBytes = product.packedFloats * 4;
  const runBlock = (
    { firstRow, rows }: BlockPlan["blocks"][number],
    { input, weights, bias, scratch, output }: ExampleAddresses,
  ): void => {
    const results = scratch + places * inputPlace * 4;
    for (let row = 0; row < rows; row++) {
      const at = pieceRowAt(plan, call, firstRow + row);
      transforms.input()(
        input + (at.row * paddedColumns + at.column) * from.channels * 4,
        scratch + row * pieceColumns * from.channels * 4,
      );
    }
    const multiply = products.get(rows)?.run ?? product.run;
    for (let place = 0; place < places; place++) {
      const from = scratch + place * inputPlace * 4;
      multiply(from, weights + place * weightBytes, 0, results + place * outputPlace * 4);
    }
    for (let row = 0; row < rows; row++) {
      const at = pieceRowAt(plan, call, firstRow + row);
      if (at.rows === 0) continue;
      transforms.output(at)(
        results + row * pieceColumns * to.channels * 4,
        bias,
        output + (at.row * to.sizes[2] + at.column) * to.channels * 4,
      );
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
    layout: `winograd ${size} ${taps.rows}x${taps.columns} ${product.layout}`,
    packedFloats: places * product.packedFloats,
    pack: (kernel, target) => packPlaces(kernel, null, target, { ...operation, size, taps }, product),
    packScaled: (kernel, factors, target) =>
      packPlaces(kernel, factors, target, { ...operation, size, taps }, product),
    description: `${algorithmWords(plan, size)}, ${simdWords[runtime.simd]}`,
  };
}

function algorithmWords({ taps, lattice }: BlockPlan, size: WinogradSize): string {
  const outputs = `${outputsAlong(size, taps.rows)}x${outputsAlong(size, taps.columns)}`;
  const { rows, columns } = lattice;
  const where = rows * columns > 1 ? ` on each of the ${rows}x${columns} lattices of the dilation` : "";
  return `Winograd F(${outputs}, ${taps.rows}x${taps.columns})${where}`;
}

/** Floats of the padded example and of the transformed values of a block. */
export function winogradScratch(operation: ConvolutionOperation, call: WinogradCall): number {
  const plan = planBlocks(operation, call.to, call.size);
  const padding = winogradPadding(operation, call, plan);
  const padded = needsPadding(padding) ? paddedLength(padding) : 0;
  return padded + plan.places * (plan.inputPlace + plan.outputPlace);
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
  readonly output: (at: PieceRow) => CompiledKernel;
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
  { taps, lattice, pieceColumns, inputPlace, outputPlace }: BlockPlan,
  paddedColumns: number,
): Transforms {
  const shared = { simd: runtime.simd, size, taps, pieces: pieceColumns, pixelStep: lattice.columns };
  const input = {
    ...shared,
    channels: operation.inputChannels,
    placeStep: inputPlace,
    imageRow: lattice.rows * paddedColumns * operation.inputChannels,
  };
  const outputs = new Map<number, CompiledKernel>();
  const output = ({ rows, lastColumns }: PieceRow) => {
    const key = rows * 8 + lastColumns;
    const known = outputs.get(key);
    if (known) return known;
    const settings = {
      ...shared,
      channels: operation.outputChannels,
      placeStep: outputPlace,
      imageRow: lattice.rows * to.sizes[2] * operation.outputChannels,
      rows,
      lastColumns,
      bias: operation.useBias,
      activation,
    };
    const kernel = runtime.kernel(`winograd output ${JSON.stringify(settings)}`, () =>
      winogradOutput(settings),
    );
    outputs.set(key, kernel);
    return kernel;
  };
  return {
    input: compileLater(
      runtime,
      () => `winograd input ${JSON.stringify(input)}`,
      () => winogradInput(input),
    ),
    output,
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

/** `G` along an axis of one tap. */
const untransformed = [[1]];

/** `G · kernel · Gᵀ` of every pair of channels, place by place, each place packed for its matrix product. */
function* packPlaces(
  kernel: Float32Array,
  factors: Float64Array | null,
  target: Float32Array,
  {
    size,
    taps,
    inputChannels,
    outputChannels,
  }: Pick<ConvolutionOperation, "inputChannels" | "outputChannels"> & {
    readonly size: WinogradSize;
    readonly taps: Taps;
  },
  product: DirectKernel,
): Generator<void> {
  const transform = (along: 1 | 3) => (along === 1 ? untransformed : kernelTransforms[size]);
  const pairs = inputChannels * outputChannels;
  const sums = new Float64Array(pairs);
  const values = new Float32Array(pairs);
  let place = 0;
  for (const rowFactors of transform(taps.rows)) {
    for (const columnFactors of transform(taps.columns)) {
      sums.fill(0);
      for (let tap = 0; tap < taps.rows * taps.columns; tap++) {
        const row = Math.floor(tap / taps.columns);
        const factor = (rowFactors[row] ?? 0) * (columnFactors[tap % taps.columns] ?? 0);
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
