/** Cropping1D, 2D and 3D: cuts positions off the borders. */
import { affineDim, formatDim } from "../shape/dim.ts";
import { readBorders } from "./borderArguments.ts";
import { readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";
import { axisNames, spatialInput, spatialShape } from "./spatialInput.ts";

export const croppingLayers: readonly LayerSpec[] = [1, 2, 3].map((rank) => ({
  className: `Cropping${rank}D`,
  category: "reshaping",
  description: "Cuts positions off before and after each spatial axis.",
  params: [
    {
      name: "cropping",
      description: "Positions cut before and after each axis: one integer, or pairs.",
      default: rank === 2 ? 0 : 1,
    },
    ...(rank === 1 ? [] : sharedParams("data_format")),
  ],
  infer: (call) => inferCropping(call, rank),
}));

function inferCropping(call: LayerCallContext, rank: number) {
  const reader = readConfig(call.node);
  const cropping = readBorders(reader, "cropping", rank, rank === 2 ? 0 : 1);
  const dataFormat = rank === 1 ? "channels_last" : reader.dataFormat();
  const shape = singleInput(reader, call.inputs);
  if (!cropping || dataFormat === undefined || !shape) return notInferred(reader);
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const input = spatialInput(reader, shape, rank, dataFormat);
  if (!input) return notInferred(reader);
  const names = axisNames(rank);
  const sizes = input.spatial.map((dim, axis) => {
    const [before, after] = cropping[axis] ?? [0, 0];
    return affineDim(dim, 1, -before - after);
  });
  const empty = sizes.findIndex((size) => size.kind === "known" && size.value < 1);
  if (empty >= 0) {
    const [before, after] = cropping[empty] ?? [0, 0];
    reader.report(
      "output-size-not-positive",
      `The cropping ${before} + ${after} of "${call.node.name}" leaves nothing of the ${names[empty]} ${formatDim(input.spatial[empty] ?? shape.dims[0] ?? { kind: "unknown", reason: "" })}. Crop less than the size of the axis.`,
      { param: "cropping", element: empty },
    );
    return notInferred(reader);
  }
  return inferred(reader, {
    outputs: [spatialShape(input, sizes, input.channels)],
    operation: { op: "crop", cropping, dataFormat },
    sizeSteps: sizes.map((size, axis) => ({
      axis: names[axis] ?? "",
      text: `${formatDim(input.spatial[axis] ?? size)} − ${cropping[axis]?.join(" − ")} = ${formatDim(size)}`,
    })),
  });
}
