/** All tensors that one call of a layer takes, those passed by keyword too. */
import type { LayerCall, TensorRef } from "./modelGraph.ts";

/** Inputs in their order, then the tensors passed by keyword; one that a call takes twice may stand here twice. */
export function callSources(call: LayerCall): readonly TensorRef[] {
  return call.keywordInputs ? [...call.inputs, ...Object.values(call.keywordInputs).flat()] : call.inputs;
}
