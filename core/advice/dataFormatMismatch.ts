/** A layer that takes another axis for the channels than the layer before it. */
import type { Problem } from "../graph/problem.ts";
import { setting } from "../graph/remedy.ts";
import { formatShape } from "../shape/shape.ts";
import { type AdvisedModel, advise } from "./advisedModel.ts";
import { channelAxis, spatialFormat } from "./channelLayout.ts";

export function dataFormatMismatch(model: AdvisedModel): readonly Problem[] {
  return model.calls.flatMap((call) => {
    const { operation, node, analysis } = call;
    const layout = model.layouts.get(call.key);
    const format = operation.op === "globalPooling" ? operation.dataFormat : spatialFormat(operation);
    const [input] = analysis.inputs;
    if (!layout || !format || input?.kind !== "ranked" || input.dims.length !== layout.rank) return [];
    const axis = channelAxis(format, layout.rank);
    if (axis === layout.axis) return [];
    const message =
      `"${node.name}" works with ${format}, and "${layout.from}" before it with ${layout.format}: of ${formatShape(input)} ` +
      `it takes axis ${axis} for the channels, and they are axis ${layout.axis}. Its window moves over channels and leaves a ` +
      `spatial axis alone. Set data_format to ${layout.format}, or put a Permute between the two.`;
    return [
      advise(node, {
        code: "data-format-mismatch",
        severity: "warning",
        message,
        param: "data_format",
        remedies: [setting({ data_format: layout.format })],
      }),
    ];
  });
}
