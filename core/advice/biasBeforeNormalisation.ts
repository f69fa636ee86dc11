/** A bias that the BatchNormalization behind it subtracts again. */
import type { Problem } from "../graph/problem.ts";
import { setting } from "../graph/remedy.ts";
import type { LayerOperation } from "../layers/operation.ts";
import { type AdvisedModel, advise } from "./advisedModel.ts";
import { channelAxis } from "./channelLayout.ts";

export function biasBeforeNormalisation(model: AdvisedModel): readonly Problem[] {
  const operations = new Map(model.calls.map((call) => [call.layer, call.operation]));
  return model.calls.flatMap(({ operation, layer, node, analysis }) => {
    const [output] = analysis.outputs;
    const bias = output?.kind === "ranked" ? biasOf(operation, output.dims.length) : undefined;
    const uses = model.uses[layer];
    if (!bias || !uses || uses.isOutput || uses.consumers.length === 0) return [];
    const normalised = uses.consumers.every((consumer) => {
      const next = operations.get(consumer);
      return next?.op === "batchNormalization" && next.axis === bias.axis;
    });
    const next = model.analysis.graph.layers[uses.consumers[0] ?? -1];
    if (!normalised || !next) return [];
    const message =
      `The bias of "${node.name}" has no effect in training: "${next.name}" subtracts the mean of each channel, and the bias ` +
      `with it. Set use_bias to false, which saves ${bias.size} weights.`;
    return [
      advise(node, {
        code: "bias-before-normalisation",
        severity: "hint",
        message,
        param: "use_bias",
        remedies: [setting({ use_bias: false })],
      }),
    ];
  });
}

/** Length of the bias and the axis it lies along; undefined without one, or where an activation stands in between. */
function biasOf(
  operation: LayerOperation,
  rank: number,
): { readonly size: number; readonly axis: number } | undefined {
  switch (operation.op) {
    case "convolution":
    case "transposedConvolution":
    case "depthwiseConvolution":
    case "separableConvolution":
      if (!operation.useBias || operation.activation.name !== "linear") return undefined;
      return { size: operation.outputChannels, axis: channelAxis(operation.dataFormat, rank) };
    case "dense":
      if (!operation.useBias || operation.activation.name !== "linear") return undefined;
      return { size: operation.units, axis: rank - 1 };
    default:
      return undefined;
  }
}
