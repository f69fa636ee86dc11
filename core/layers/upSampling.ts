/** UpSampling1D, 2D and 3D: repeats or interpolates positions by whole factors. */
import { countElements } from "../cost/elementCount.ts";
import { affineDim, formatDim } from "../shape/dim.ts";
import { readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";
import { axisNames, spatialInput, spatialShape } from "./spatialInput.ts";

export const upSamplingLayers: readonly LayerSpec[] = [1, 2, 3].map((rank) => ({
  className: `UpSampling${rank}D`,
  category: "reshaping",
  description: "Makes each spatial axis larger by a whole factor.",
  params: [
    { name: "size", description: "Factor of each axis.", default: 2 },
    ...(rank === 1 ? [] : sharedParams("data_format")),
    ...(rank === 2
      ? [
          {
            name: "interpolation",
            description: "`nearest`, `bilinear`, `bicubic`, `lanczos3` or `lanczos5`.",
            default: "nearest",
          },
        ]
      : []),
  ],
  infer: (call) => inferUpSampling(call, rank),
}));

function inferUpSampling(call: LayerCallContext, rank: number) {
  const reader = readConfig(call.node);
  const factors = reader.integers("size", rank, { fallback: 2 });
  const dataFormat = rank === 1 ? "channels_last" : reader.dataFormat();
  const interpolation = reader.text("interpolation", "nearest")?.toLowerCase();
  const shape = singleInput(reader, call.inputs);
  if (!factors || dataFormat === undefined || interpolation === undefined || !shape)
    return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const input = spatialInput(reader, shape, rank, dataFormat);
  if (!input) return notInferred(reader);
  const sizes = input.spatial.map((dim, axis) => affineDim(dim, factors[axis] ?? 1, 0));
  const output = spatialShape(input, sizes, input.channels);
  return inferred(reader, {
    outputs: [output],
    operation: { op: "upSampling", factors, interpolation, dataFormat },
    elementary: interpolation === "nearest" ? [] : [{ label: "resampling", count: countElements(output) }],
    sizeSteps: sizes.map((size, axis) => ({
      axis: axisNames(rank)[axis] ?? "",
      text: `${formatDim(input.spatial[axis] ?? size)} · ${factors[axis]} = ${formatDim(size)}`,
    })),
  });
}
