/** Pooling by generated code, row by row and without a padded copy. */
import type { PoolingOperation } from "../../../core/layers/operation.ts";
import { type DepthwiseRows, depthwiseRows } from "../../generators/depthwiseRows.ts";
import { elementCount } from "../../tensor/tensor.ts";
import type { CompiledKernel } from "../../wasm/compileKernel.ts";
import { simdWords } from "../../wasm/simdSupport.ts";
import { compileLater, type WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { chooseTile, rowGeometry, tileOrder } from "../depthwiseConvolution/depthwiseRun.ts";
import { onViews, plainDescription } from "../generated/onViews.ts";
import { CallMemory } from "../generated/operands.ts";
import { callOf, preparedOnce } from "../generated/preparedOnce.ts";
import { inputTensor, type Kernel, type KernelCall, type KernelRequest } from "../kernel.ts";
import { generatedWork, inParts, ranges, runInParts } from "../parts.ts";
import { spatialGrid } from "../spatialGrid.ts";
import { tapCount, windowAxes } from "../windowAxes.ts";
import { poolingReference } from "./reference.ts";

export function poolingGenerated(runtime: WasmRuntime): Kernel<PoolingOperation> {
  const plain = onViews(poolingReference);
  const prepared = preparedOnce<PoolingOperation, { readonly kernel: Prepared | undefined }>((call) => ({
    kernel: prepare(runtime, call),
  }));
  return {
    refuse: plain.refuse,
    scratchBytes: ({ operation, inputShapes }) => {
      const from = spatialGrid(inputShapes[0] ?? [], operation.dataFormat);
      return 4 * (from.sizes[2] * from.channels + tapCount(windowAxes(operation.windows)) + 1);
    },
    ...inParts((request) => {
      const { kernel } = prepared(callOf(request));
      return kernel ? pool(runtime, request, kernel) : runInParts(plain, request);
    }),
    describe: (call) => {
      const { kernel } = prepared(call);
      if (kernel) return `rows, ${kernel.tile}x4 tiles, ${simdWords[runtime.simd]}`;
      return repeatsEdge(call.operation) ? "plain loops: the average repeats the edge" : plainDescription;
    },
  };
}

/** All that depends on sizes and settings. */
interface Prepared {
  readonly kernel: () => CompiledKernel;
  readonly tile: number;
  /** Output rows of an example, through all its planes. */
  readonly rows: number;
  /** Floats of an input row, and how many values a window has at most. */
  readonly rowFloats: number;
  readonly taps: number;
}

/** `undefined` where the plain kernel does it. */
function prepare(
  runtime: WasmRuntime,
  { operation, inputShapes, outputShape }: KernelCall<PoolingOperation>,
): Prepared | undefined {
  const from = spatialGrid(inputShapes[0] ?? [], operation.dataFormat);
  const to = spatialGrid(outputShape, operation.dataFormat);
  const axes = windowAxes(operation.windows);
  const window = chooseTile(axes, from, to);
  if (!window || repeatsEdge(operation)) return undefined;
  const settings: DepthwiseRows = {
    simd: runtime.simd,
    ...rowGeometry(axes, { from, to }, 1),
    window,
    ...tileOrder(from, window, axes.kernel, to.sizes[0] * to.sizes[1]),
    reduce: { kind: operation.reduce === "max" ? "maximum" : "mean" },
  };
  return {
    kernel: compileLater(
      runtime,
      () => `pooling ${JSON.stringify(settings)}`,
      () => depthwiseRows(settings),
    ),
    tile: window.tile,
    rows: to.sizes[0] * to.sizes[1],
    rowFloats: from.sizes[2] * from.channels,
    taps: tapCount(axes),
  };
}

/** An average that counts positions outside of the image. */
function repeatsEdge({ reduce, averagePadding, windows }: PoolingOperation): boolean {
  const pads = windows.some(({ padBefore, padAfter }) => padBefore !== 0 || padAfter !== 0);
  return reduce === "average" && averagePadding === "edge" && pads;
}

function* pool(
  { heap }: WasmRuntime,
  { operation, inputs, output }: KernelRequest<PoolingOperation>,
  { kernel, rows, rowFloats, taps }: Prepared,
): Generator<void> {
  const memory = new CallMemory(heap);
  const source = inputTensor({ inputs });
  const batch = output.shape[0] ?? 1;
  const [inputStep, outputStep] = [source.shape, output.shape].map(
    (shape) => 4 * elementCount(shape.slice(1)),
  );
  try {
    const input = yield* memory.input(source, operation.dataFormat);
    const result = memory.output(output, operation.dataFormat);
    const outside = memory.allocate(rowFloats);
    const counts = memory.allocate(taps + 1);
    heap.floats(outside, rowFloats).fill(operation.reduce === "max" ? Number.NEGATIVE_INFINITY : 0);
    for (let count = 0; count <= taps; count++) heap.floats(counts, taps + 1)[count] = count;
    for (let example = 0; example < batch; example++) {
      const from = input + example * (inputStep ?? 0);
      const to = result.address + example * (outputStep ?? 0);
      yield* ranges(
        rows,
        rowFloats * taps,
        (first, end) => kernel()(from, counts, 0, outside, to, first, end),
        generatedWork,
      );
    }
    yield* result.finish();
  } finally {
    memory.release();
  }
}
