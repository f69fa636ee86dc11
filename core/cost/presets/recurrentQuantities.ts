/** Quantities of a recurrent layer, from its weights and the number of steps; both directions of a Bidirectional together. */
import type { CallAnalysis } from "../../graph/modelAnalysis.ts";
import type { LayerInference } from "../../layers/layerInference.ts";
import { rankedShape } from "../../shape/shape.ts";
import { type Count, scaleCount, unknownCount } from "../count.ts";
import { countElements } from "../elementCount.ts";
import type { Quantity } from "./countingPreset.ts";

export function recurrentQuantities(
  call: CallAnalysis,
  inference: LayerInference,
): Partial<Record<Quantity, Count>> {
  const [input] = call.inputs;
  const { weights } = inference;
  if (input?.kind !== "ranked" || !weights) {
    const unknown = unknownCount("its input or its weights are not known");
    return { stateElements: unknown, gateElements: unknown, gateBiasAdds: unknown };
  }
  const steps = countElements(rankedShape(input.dims.slice(0, 2)));
  const kernels = weights.filter((weight) => weight.name.endsWith("recurrent_kernel"));
  const units = kernels.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  const gates = kernels.reduce((sum, { shape }) => sum + (shape[1] ?? 0), 0);
  const biased = weights.some((weight) => weight.name.endsWith("bias"));
  return {
    stateElements: scaleCount(steps, units),
    gateElements: scaleCount(steps, gates),
    gateBiasAdds: scaleCount(steps, biased ? 2 * gates : 0),
  };
}
