/** A Dense head that gives one answer per pixel, most often for want of a Flatten. */
import type { Problem } from "../graph/problem.ts";
import { dimToNumber } from "../shape/dim.ts";
import { formatShape } from "../shape/shape.ts";
import { type AdvisedModel, advise } from "./advisedModel.ts";
import { keepsPlaces } from "./channelLayout.ts";

export function denseOnSpatialOutput(model: AdvisedModel): readonly Problem[] {
  // The end of a model inside another is not the end of the whole.
  if (!model.outermost) return [];
  const heads = headLayers(model);
  return model.calls.flatMap(({ operation, node, layer, analysis }) => {
    const [input] = analysis.inputs;
    const [output] = analysis.outputs;
    if (operation.op !== "dense" || !heads.has(layer)) return [];
    if (input?.kind !== "ranked" || output?.kind !== "ranked" || input.dims.length < 4) return [];
    // A model for images of any size gives an answer per pixel on purpose.
    const sizes = input.dims.slice(1).map(dimToNumber);
    if (sizes.includes(null)) return [];
    const message =
      `"${node.name}" ends the model on ${formatShape(input)} without a Flatten, so its output is ${formatShape(output)}: ` +
      `${operation.units} values at each position, all by the same ${operation.inputFeatures}×${operation.units} weights. ` +
      `For one answer per image put Flatten or global pooling before it.`;
    return [advise(node, { code: "dense-on-spatial-output", severity: "hint", message })];
  });
}

/** Layers that are an output of the model, or are followed by nothing but activations and the like. */
function headLayers({ calls, uses }: AdvisedModel): ReadonlySet<number> {
  const heads = new Set<number>();
  // Backwards, so that what follows a layer is settled before it.
  for (const { layer, operation } of [...calls].reverse()) {
    const use = uses[layer];
    if (!use || !(keepsPlaces(operation) || operation.op === "dense")) continue;
    const ends = use.consumers.length > 0 && use.consumers.every((next) => heads.has(next));
    if (use.isOutput || (ends && use.consumers.every((next) => next !== layer))) heads.add(layer);
  }
  return heads;
}
