/** The layer from which on every output sees more than the whole image. */
import type { Problem } from "../graph/problem.ts";
import { type AdvisedModel, advise } from "./advisedModel.ts";
import { spatialFormat } from "./channelLayout.ts";

export function fieldLargerThanImage(model: AdvisedModel): readonly Problem[] {
  const image = imageSizes(model);
  if (!image) return [];
  // Layers of a nested model are told by the place where the outer one uses it, so the layers' own order does.
  for (const { node, calls } of model.analysis.layers) {
    for (const { field } of calls) {
      if (field.kind !== "axes" || field.axes.length !== image.length) continue;
      const sizes = field.axes.map((axis) => axis.size);
      if (!sizes.every((size, axis) => size > (image[axis] ?? Number.POSITIVE_INFINITY))) continue;
      const message =
        `From "${node.name}" on, an output sees ${sizes.join("×")} positions, and the input has ${image.join("×")}: part of ` +
        `what it sees is padding. That suits classification; a model that has to tell places apart can do with fewer ` +
        `strides or layers, or with larger inputs.`;
      return [advise(node, { code: "field-larger-than-image", severity: "information", message })];
    }
  }
  return [];
}

/** Spatial sizes of the one input, all numbers; fields of a nested model are those of the outer image. */
function imageSizes({ analysis, outermost, calls }: AdvisedModel): readonly number[] | undefined {
  const [input] = analysis.inputs;
  if (!outermost || analysis.inputs.length !== 1 || input?.shape.kind !== "ranked") return undefined;
  const formats = calls.map(({ operation }) => spatialFormat(operation));
  const format = formats.find((each) => each !== undefined);
  const { dims } = input.shape;
  const spatial = format === "channels_first" ? dims.slice(2) : dims.slice(1, -1);
  const sizes = spatial.flatMap((dim) => (dim.kind === "known" ? [dim.value] : []));
  return spatial.length > 0 && sizes.length === spatial.length ? sizes : undefined;
}
