/** A layer that TensorFlow.js refuses since a Reshape before it leaves a size open that could be known. */
import { callKey } from "../graph/executionOrder.ts";
import type { ConfigData } from "../graph/paramValue.ts";
import type { Problem } from "../graph/problem.ts";
import { formatDim } from "../shape/dim.ts";
import { type AdvisedCall, type AdvisedModel, advise } from "./advisedModel.ts";

/** The Reshape that left them open, and the axes of a tensor, batch included. */
interface OpenAxes {
  readonly reshape: AdvisedCall;
  readonly axes: readonly number[];
}

export function openSizeRefused(model: AdvisedModel): readonly Problem[] {
  if (model.analysis.graph.dialect !== "tfjs") return [];
  const open = new Map<string, OpenAxes>();
  const told = new Set<AdvisedCall>();
  return model.calls.flatMap((call) => {
    const own = openedHere(call);
    if (own) open.set(call.key, own);
    const [from] = call.sources.flatMap((ref) => open.get(callKey(ref)) ?? []);
    if (own || !from) return [];
    const kept = keptAxes(call, from.axes);
    if (kept !== "refused") {
      if (kept.length > 0) open.set(call.key, { ...from, axes: kept });
      return [];
    }
    if (told.has(from.reshape)) return [];
    told.add(from.reshape);
    return [refusal(call, from)];
  });
}

/** TensorFlow.js works out a size of -1 only when the model runs, unless the batch is known too. */
function openedHere(call: AdvisedCall): OpenAxes | undefined {
  const { node, operation, analysis } = call;
  const target = node.config.target_shape;
  const [input] = analysis.inputs;
  if (operation.op !== "reshape" || target?.kind !== "constant" || !Array.isArray(target.value))
    return undefined;
  if (input?.kind !== "ranked" || input.dims.every((dim) => dim.kind === "known")) return undefined;
  const place = (target.value as readonly ConfigData[]).findIndex((size) => size === -1 || size === null);
  return place < 0 ? undefined : { reshape: call, axes: [place + 1] };
}

/** The axes that are still open behind a call; nothing where the call makes an end of them. */
function keptAxes(
  { operation, analysis }: AdvisedCall,
  axes: readonly number[],
): readonly number[] | "refused" {
  const [input] = analysis.inputs;
  const rank = input?.kind === "ranked" ? input.dims.length : 0;
  const channels = "dataFormat" in operation && operation.dataFormat === "channels_first" ? 1 : rank - 1;
  switch (operation.op) {
    case "flatten":
      return "refused";
    case "dense":
    case "convolution":
    case "depthwiseConvolution":
    case "separableConvolution":
    case "transposedConvolution":
      return axes.includes(channels) ? "refused" : axes;
    case "batchNormalization":
      return axes.includes(operation.axis) ? "refused" : axes;
    case "activation":
    case "identity":
    case "softmax":
    case "pooling":
      return axes;
    default:
      return [];
  }
}

function refusal(call: AdvisedCall, { reshape, axes }: OpenAxes): Problem {
  const [output] = reshape.analysis.outputs;
  const sizes = output?.kind === "ranked" ? axes.map((axis) => output.dims[axis]) : [];
  const [size] = sizes.map((dim) => (dim ? formatDim(dim) : "?"));
  return advise(call.node, {
    code: "tfjs-cannot-build",
    severity: "error",
    message: `TensorFlow.js refuses ${call.node.className} "${call.node.name}": the size ${size} that it needs to know is written as -1 in Reshape "${reshape.node.name}", and TensorFlow.js works it out only when the model runs. Write ${size} there.`,
  });
}
