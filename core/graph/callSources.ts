/** All tensors that one call of a layer takes, those passed by keyword too. */
import type { LayerCall, TensorRef } from "./modelGraph.ts";

/** Inputs in their order, then what is passed by keyword and is none of them, such as masks; linear in both. */
export function callSources({ inputs, keywordInputs }: LayerCall): readonly TensorRef[] {
  if (!keywordInputs) return inputs;
  const given = new Set(inputs.map(tensorKey));
  const named = Object.values(keywordInputs).flat();
  return [...inputs, ...named.filter((ref) => !given.has(tensorKey(ref)))];
}

/** Text that names a tensor, for maps and sets. */
export function tensorKey({ layer, call, tensor }: TensorRef): string {
  return `${layer} ${call} ${tensor}`;
}
