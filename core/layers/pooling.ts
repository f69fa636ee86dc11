/** MaxPooling and AveragePooling in 1, 2 and 3 dimensions. */
import { scaleCount } from "../cost/count.ts";
import { countElements } from "../cost/elementCount.ts";
import type { WindowGeometry } from "../geometry/windowGeometry.ts";
import { readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";
import { spatialInput, spatialShape } from "./spatialInput.ts";
import { slideWindows, windowSteps } from "./windowArguments.ts";

type Reduce = "max" | "average";

export const poolingLayers: readonly LayerSpec[] = (["max", "average"] as const).flatMap((reduce) =>
  [1, 2, 3].map((rank) => {
    const word = reduce === "max" ? "Max" : "Average";
    return {
      className: `${word}Pooling${rank}D`,
      aliases: [`${reduce === "max" ? "Max" : "Avg"}Pool${rank}D`],
      category: "pooling",
      description: `${rank}-D ${reduce} pooling: the ${reduce === "max" ? "largest value" : "mean"} of each window, channel by channel.`,
      params: [
        ...sharedParams("pool_size"),
        {
          name: "strides",
          description: "Step of the window along each axis; the pool size where it is left out.",
        },
        ...sharedParams("padding", "data_format"),
      ],
      infer: (call) => inferPooling(call, rank, reduce),
    } satisfies LayerSpec;
  }),
);

function inferPooling(call: LayerCallContext, rank: number, reduce: Reduce) {
  const reader = readConfig(call.node);
  const pool = reader.integers("pool_size", rank, { fallback: 2 });
  const givenStrides = reader.data("strides");
  const strides =
    givenStrides === undefined && !reader.has("strides")
      ? pool
      : givenStrides === null
        ? pool
        : reader.integers("strides", rank);
  const padding = reader.choice("padding", ["valid", "same"], "valid");
  const dataFormat = reader.dataFormat();
  const shape = singleInput(reader, call.inputs);
  if (!pool || !strides || padding === undefined || dataFormat === undefined || !shape)
    return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const input = spatialInput(reader, shape, rank, dataFormat);
  if (!input) return notInferred(reader);
  const windows = slideWindows(
    reader,
    input.spatial,
    { kernel: pool, strides, dilation: pool.map(() => 1), padding },
    "pool_size",
  );
  if (!windows) return notInferred(reader);
  const output = spatialShape(
    input,
    windows.map((window) => window.output),
    input.channels,
  );
  const taps = pool.reduce((product, size) => product * size, 1);
  return inferred(reader, {
    outputs: [output],
    operation: { op: "pooling", reduce, windows, averagePadding: averagePadding(call, windows), dataFormat },
    elementary: [{ label: "pooling", count: scaleCount(countElements(output), taps) }],
    sizeSteps: windowSteps(windows),
  });
}

/**
 * TensorFlow and TensorFlow.js leave the padding out of an average. So does Keras on PyTorch, the Keras that this project
 * compares with, while both ends of each axis get the same padding; else it repeats the edge and counts it.
 */
function averagePadding(call: LayerCallContext, windows: readonly WindowGeometry[]): "excluded" | "edge" {
  const even = windows.every((window) => window.padBefore === window.padAfter);
  return even || call.dialect === "tfjs" ? "excluded" : "edge";
}
