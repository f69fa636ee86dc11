/** A bias that the next layer's own can take over, since nothing stands between the two but a weighted sum. */
import type { Problem } from "../graph/problem.ts";
import { setting } from "../graph/remedy.ts";
import type { LayerOperation } from "../layers/operation.ts";
import { type AdvisedModel, advise } from "./advisedModel.ts";

export function biasBeforePointwise(model: AdvisedModel): readonly Problem[] {
  const operations = new Map(model.calls.map((call) => [call.layer, call.operation]));
  return model.calls.flatMap(({ operation, layer, node }) => {
    const uses = model.uses[layer];
    if (!hasPlainBias(operation) || !uses || uses.isOutput || uses.consumers.length === 0) return [];
    const summed = uses.consumers.every((consumer) => {
      const next = operations.get(consumer);
      return next && sumsWithBias(next, operation);
    });
    const next = model.analysis.graph.layers[uses.consumers[0] ?? -1];
    if (!summed || !next) return [];
    const message =
      `The bias of "${node.name}" adds nothing that "${next.name}" cannot do: without an activation between them, its ` +
      `${operation.outputChannels} numbers only shift the weighted sums behind, which have a bias of their own. Set use_bias to ` +
      `false, which saves ${operation.outputChannels} weights; SeparableConv has one bias for this reason.`;
    return [
      advise(node, {
        code: "bias-before-pointwise",
        severity: "hint",
        message,
        param: "use_bias",
        remedies: [setting({ use_bias: false })],
      }),
    ];
  });
}

type Convolution = Extract<LayerOperation, { readonly outputChannels: number }>;

function hasPlainBias(operation: LayerOperation): operation is Convolution {
  switch (operation.op) {
    case "convolution":
    case "transposedConvolution":
    case "depthwiseConvolution":
    case "separableConvolution":
      return operation.useBias && operation.activation.name === "linear";
    default:
      return false;
  }
}

/** A kernel of 1 reads no padding, so that a constant before it is a constant behind it. */
function sumsWithBias(next: LayerOperation, { dataFormat, windows }: Convolution): boolean {
  // A Dense on pictures most often lacks a Flatten before it, which another rule tells.
  if (next.op === "dense") return next.useBias && dataFormat === "channels_last" && windows.length === 1;
  if (next.op !== "convolution" || !next.useBias || next.dataFormat !== dataFormat) return false;
  return next.windows.every(({ kernel }) => kernel === 1);
}
