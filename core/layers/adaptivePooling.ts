/** AdaptiveMaxPooling and AdaptiveAveragePooling: pooling to a fixed output size, over windows that adapt to the input. */
import { type Count, exactCount, productCount, unknownCount } from "../cost/count.ts";
import { isMisfit, slideWindow, type WindowGeometry } from "../geometry/windowGeometry.ts";
import { greatestCommonDivisor } from "../shape/commonDivisor.ts";
import { type Dim, formatDim, knownDim } from "../shape/dim.ts";
import { readConfig } from "./configReader.ts";
import type { SizeStep } from "./layerInference.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { DataFormat, LayerOperation } from "./operation.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";
import { axisNames, spatialInput, spatialShape } from "./spatialInput.ts";

type Reduce = "max" | "average";

export const adaptivePoolingLayers: readonly LayerSpec[] = (["max", "average"] as const).flatMap((reduce) =>
  [1, 2, 3].map(
    (rank): LayerSpec => ({
      className: `Adaptive${reduce === "max" ? "Max" : "Average"}Pooling${rank}D`,
      category: "pooling",
      description: `${rank}-D ${reduce} pooling to a fixed output size, over windows as large as the input asks for.`,
      params: [
        { name: "output_size", description: "Size of the output along each axis." },
        ...sharedParams("data_format"),
      ],
      infer: (call) => inferAdaptive(call, rank, reduce),
    }),
  ),
);

function inferAdaptive(call: LayerCallContext, rank: number, reduce: Reduce) {
  const reader = readConfig(call.node);
  const sizes = reader.integers("output_size", rank);
  const dataFormat = reader.dataFormat();
  const shape = singleInput(reader, call.inputs);
  if (!sizes || dataFormat === undefined || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const input = spatialInput(reader, shape, rank, dataFormat);
  if (!input) return notInferred(reader);
  return inferred(reader, {
    outputs: [spatialShape(input, sizes.map(knownDim), input.channels)],
    operation: adaptiveOperation(input.spatial, sizes, reduce, dataFormat),
    elementary: [{ label: "pooling", count: windowReads(input.spatial, sizes, input.channels) }],
    sizeSteps: adaptiveSteps(sizes),
  });
}

/** Equal windows side by side are ordinary pooling; others have no record of their own. */
export function adaptiveOperation(
  spatial: readonly Dim[],
  sizes: readonly number[],
  reduce: Reduce,
  dataFormat: DataFormat,
): LayerOperation | null {
  if (sizes.every((size) => size === 1)) return { op: "globalPooling", reduce, keepDims: true, dataFormat };
  const windows: WindowGeometry[] = [];
  for (const [axis, size] of sizes.entries()) {
    const input = spatial[axis];
    if (input?.kind !== "known" || input.value % size !== 0) return null;
    const kernel = input.value / size;
    const window = slideWindow(input, { kernel, stride: kernel, dilation: 1, padding: "valid" });
    if (kernel < 1 || isMisfit(window)) return null;
    windows.push(window);
  }
  return { op: "pooling", reduce, windows, averagePadding: "excluded", dataFormat };
}

/** Values read by all windows: along each axis window `i` of `o` spans from `⌊i·n/o⌋` to `⌈(i+1)·n/o⌉`. */
export function windowReads(spatial: readonly Dim[], sizes: readonly number[], channels: Dim): Count {
  const reads: number[] = [];
  for (const [axis, size] of sizes.entries()) {
    const input = spatial[axis];
    if (input?.kind !== "known")
      return unknownCount(`the windows depend on ${input ? formatDim(input) : "?"}, which is free`);
    reads.push(readsOfAxis(input.value, size));
  }
  const count = productCount([channels], reads, "depends on the number of channels, which is free");
  return reads.includes(0) ? exactCount(0) : count;
}

/** The windows cover the axis once; a boundary that falls inside a position has it read from both sides. */
function readsOfAxis(input: number, size: number): number {
  return input + size - greatestCommonDivisor(input, size);
}

function adaptiveSteps(sizes: readonly number[]): SizeStep[] {
  const names = axisNames(sizes.length);
  return sizes.map((size, axis) => ({ axis: names[axis] ?? `axis ${axis}`, text: `output_size = ${size}` }));
}
