/** Prepares and runs Winograd's algorithm: transform, one matrix product a place, transform back. */
import { linearActivation } from "../../../../core/layers/activationFunction.ts";
import type { Activation } from "../../../../core/layers/operation.ts";
import { outputsAlong, pieceSize } from "../../../generators/winograd/algorithm.ts";
import { winogradInput, winogradOutput } from "../../../generators/winograd/transforms.ts";
import type { CompiledKernel } from "../../../wasm/compileKernel.ts";
import { simdWords } from "../../../wasm/simdSupport.ts";
import { compileLater, type WasmRuntime } from "../../../wasm/wasmRuntime.ts";
import { generatedWork, ranges } from "../../parts.ts";
import { type DirectKernel, directKernel } from "../directRun.ts";
import type { ExampleAddresses, ExampleKernel } from "../exampleKernel.ts";
import { type BlockPlan, planBlocks, type Target, type UsedValues, type WinogradLayer } from "./layer.ts";
import { packBlocks } from "./packBlocks.ts";
import { type KernelValues, type PlaceProduct, packPlaces } from "./packing.ts";

export interface Finish {
  readonly bias: boolean;
  readonly activation: Activation;
}

export function winogradExample(
  runtime: WasmRuntime,
  layer: WinogradLayer,
  { bias: useBias, activation }: Finish,
): ExampleKernel {
  const { size, taps, pieceColumns, inner, outer, sources } = layer;
  const plan = planBlocks(layer);
  const { inputPlace, outputPlace, places } = plan;
  const rowsOf = (rows: number) => placeProducts(runtime, layer, rows * pieceColumns);
  const products = new Map(plan.blocks.map(({ rows }) => [rows, rowsOf(rows)]));
  const [full = []] = products.values();
  const weightFloats = full.reduce((sum, { product }) => sum + product.packedFloats, 0);
  const transforms = compileTransforms(runtime, layer, plan, { bias: useBias, activation });
  const known: ReadyRow[] = [];
  const rowAt = (row: number): ReadyRow => (known[row] ??= readyRow(layer, transforms, row));
  const runBlock = (
    { firstRow, rows }: BlockPlan["blocks"][number],
    { input, weights, bias, scratch, output }: ExampleAddresses,
  ): void => {
    const results = scratch + places * inputPlace * 4;
    for (let row = 0; row < rows; row++) {
      const image = input + rowAt(firstRow + row).input * 4;
      const pieces = scratch + row * pieceColumns * inner * 4;
      for (const source of sources) transforms.input()(image + source.image * 4, pieces + source.inner * 4);
    }
    let placeWeights = weights;
    for (const [place, { product }] of (products.get(rows) ?? full).entries()) {
      const from = scratch + place * inputPlace * 4;
      product.run(from, placeWeights, 0, results + place * outputPlace * 4);
      placeWeights += product.packedFloats * 4;
    }
    for (let row = 0; row < rows; row++) {
      const pieces = results + row * pieceColumns * outer * 4;
      for (const { kernel, outer, image } of rowAt(firstRow + row).targets) {
        kernel(pieces + outer * 4, bias, output + image * 4);
      }
    }
  };
  const pack = (values: KernelValues, target: Float32Array) =>
    packBlocks(runtime, layer, full, values, target) ?? packPlaces(layer, full, values, target);
  const blockWork = (plan.blocks[0]?.rows ?? 1) * pieceColumns * places * inner * outer;
  return {
    padding: layer.padding,
    scratchFloats: blockFloats(plan),
    run: (addresses) =>
      ranges(
        plan.blocks.length,
        blockWork,
        (first, end) => {
          for (const block of plan.blocks.slice(first, end)) runBlock(block, addresses);
        },
        generatedWork,
      ),
    layout: `winograd ${size} ${taps.rows}x${taps.columns} ${layer.layout} ${full[0]?.product.layout}`,
    packedFloats: weightFloats,
    pack: (kernel, target) => pack({ kernel, factors: null }, target),
    packScaled: (kernel, factors, target) => pack({ kernel, factors }, target),
    description: `${algorithmWords(layer)}, ${simdWords[runtime.simd]}`,
  };
}

/** Floats of the transformed values of a block. */
function blockFloats({ places, inputPlace, outputPlace }: BlockPlan): number {
  return places * (inputPlace + outputPlace);
}

function algorithmWords({ size, taps, words }: WinogradLayer): string {
  const outputs = `${outputsAlong(size, taps.rows)}x${outputsAlong(size, taps.columns)}`;
  return `Winograd F(${outputs}, ${taps.rows}x${taps.columns})${words}`;
}

/** What a row of pieces runs, once its code is compiled. */
interface ReadyRow {
  readonly input: number;
  readonly targets: readonly (Pick<Target, "outer" | "image"> & { readonly kernel: CompiledKernel })[];
}

function readyRow(layer: WinogradLayer, transforms: Transforms, row: number): ReadyRow {
  const { input, targets } = layer.rowAt(row);
  const ready = targets
    .filter((target) => !isEmpty(target))
    .map((target) => ({ outer: target.outer, image: target.image, kernel: transforms.output(target) }));
  return { input, targets: ready };
}

function isEmpty({ rows, columns }: Target): boolean {
  return rows.from >= rows.to || columns.every(({ from, to }) => from >= to);
}

/** The matrix product of each place: `pieces` rows of transformed pixels by the weights of that place. */
function placeProducts(runtime: WasmRuntime, layer: WinogradLayer, pieces: number): PlaceProduct[] {
  const { size, taps } = layer;
  const [rows, columns] = [pieceSize(size, taps.rows), pieceSize(size, taps.columns)];
  const known = new Map<string, DirectKernel>();
  return Array.from({ length: rows * columns }, (_, place) => {
    const used = layer.used(Math.floor(place / columns) === rows - 1, place % columns === columns - 1);
    const key = JSON.stringify(used);
    const product = known.get(key) ?? placeProduct(runtime, layer, used, pieces);
    known.set(key, product);
    return { product, used };
  });
}

function placeProduct(
  runtime: WasmRuntime,
  { inner, outer }: WinogradLayer,
  { runs, length, step }: UsedValues,
  pieces: number,
): DirectKernel {
  return directKernel(runtime, {
    taps: [1, runs, 1],
    tapSteps: [0, step, length],
    groups: 1,
    groupInputs: length,
    groupOutputs: outer,
    rows: 1,
    columns: pieces,
    inputSteps: [0, inner],
    outputSteps: [0, outer],
    bias: false,
    activation: linearActivation,
  });
}

interface Transforms {
  readonly input: () => CompiledKernel;
  readonly output: (target: Target) => CompiledKernel;
}

function compileTransforms(
  runtime: WasmRuntime,
  layer: WinogradLayer,
  { inputPlace, outputPlace }: BlockPlan,
  finish: Finish,
): Transforms {
  const shared = { simd: runtime.simd, size: layer.size, taps: layer.taps };
  const input = {
    ...{ ...shared, ...layer.input },
    pieces: layer.pieceColumns,
    placeStep: inputPlace,
    pieceStep: layer.inner,
  };
  const outputs = new Map<string, CompiledKernel>();
  const output = ({ rows, columns }: Target) => {
    const key = JSON.stringify([rows, columns]);
    const known = outputs.get(key);
    if (known) return known;
    const settings = {
      ...{ ...shared, ...layer.output, ...finish },
      placeStep: outputPlace,
      pieceStep: layer.outer,
      ...{ rows, columns },
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
