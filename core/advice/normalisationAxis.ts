/** BatchNormalization over an axis that is not the one of the channels, as the layers before it lay them out. */
import type { Problem } from "../graph/problem.ts";
import { setting } from "../graph/remedy.ts";
import type { BatchNormalizationOperation } from "../layers/operation.ts";
import { formatDim } from "../shape/dim.ts";
import { type AdvisedCall, type AdvisedModel, advise } from "./advisedModel.ts";
import type { ChannelLayout } from "./channelLayout.ts";

export function normalisationAxis(model: AdvisedModel): readonly Problem[] {
  return model.calls.flatMap((call) => {
    const layout = model.layouts.get(call.key);
    const { operation } = call;
    if (operation.op !== "batchNormalization" || !layout || layout.axis === operation.axis) return [];
    const message = messageFor(call, operation, layout);
    return message === undefined
      ? []
      : [
          advise(call.node, {
            code: "normalisation-axis",
            severity: "warning",
            message,
            param: "axis",
            remedies: [setting({ axis: axisFor(layout) })],
          }),
        ];
  });
}

function messageFor(
  { node, analysis }: AdvisedCall,
  { axis, features, center, scale }: BatchNormalizationOperation,
  layout: ChannelLayout,
): string | undefined {
  const [input] = analysis.inputs;
  const channels = input?.kind === "ranked" ? input.dims[layout.axis] : undefined;
  if (channels?.kind !== "known" || input?.kind !== "ranked" || input.dims.length !== layout.rank)
    return undefined;
  const vectors = 2 + Number(center) + Number(scale);
  return (
    `"${node.name}" normalises axis ${axis} (${features} entries), and the channels are axis ${layout.axis} ` +
    `(${formatDim(channels)} entries), since "${layout.from}" works with ${layout.format}. Values of different channels ` +
    `get one mean and variance, and the layer has ${vectors} × ${features} = ${vectors * features} weights in place of ` +
    `${vectors} × ${channels.value} = ${vectors * channels.value}. Set axis to ${axisFor(layout)}.`
  );
}

function axisFor({ format }: ChannelLayout): number {
  return format === "channels_last" ? -1 : 1;
}
