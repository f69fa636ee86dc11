/** ZeroPadding1D, 2D and 3D: zeros around the input. */
import { affineDim, formatDim } from "../shape/dim.ts";
import { readBorders } from "./borderArguments.ts";
import { readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";
import { axisNames, spatialInput, spatialShape } from "./spatialInput.ts";

export const zeroPaddingLayers: readonly LayerSpec[] = [1, 2, 3].map((rank) => ({
  className: `ZeroPadding${rank}D`,
  category: "reshaping",
  description: "Adds zeros before and after each spatial axis.",
  params: [
    { name: "padding", description: "Zeros before and after each axis: one integer, or pairs.", default: 1 },
    ...sharedParams("data_format"),
  ],
  infer: (call) => inferPadding(call, rank),
}));

function inferPadding(call: LayerCallContext, rank: number) {
  const reader = readConfig(call.node);
  const padding = readBorders(reader, "padding", rank, 1);
  const dataFormat = reader.dataFormat();
  const shape = singleInput(reader, call.inputs);
  if (!padding || dataFormat === undefined || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const input = spatialInput(reader, shape, rank, dataFormat);
  if (!input) return notInferred(reader);
  const sizes = input.spatial.map((dim, axis) => {
    const [before, after] = padding[axis] ?? [0, 0];
    return affineDim(dim, 1, before + after);
  });
  return inferred(reader, {
    outputs: [spatialShape(input, sizes, input.channels)],
    operation: { op: "pad", padding, dataFormat },
    sizeSteps: sizes.map((size, axis) => ({
      axis: axisNames(rank)[axis] ?? "",
      text: `${formatDim(input.spatial[axis] ?? size)} + ${padding[axis]?.join(" + ")} = ${formatDim(size)}`,
    })),
  });
}
