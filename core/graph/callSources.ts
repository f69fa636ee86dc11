/** All tensors that one call of a layer takes, those passed by keyword too. */
import type { LayerCall, TensorRef } from "./modelGraph.ts";

/** Inputs in their order, then what is passed by keyword and is none of them, such as masks. */
export function callSources({ inputs, keywordInputs }: LayerCall): readonly TensorRef[] {
  if (!keywordInputs) return inputs;
  const named = Object.values(keywordInputs).flat();
  return [...inputs, ...named.filter((ref) => !inputs.some((input) => sameTensor(input, ref)))];
}

function sameTensor(a: TensorRef, b: TensorRef): boolean {
  return a.layer === b.layer && a.call === b.call && a.tensor === b.tensor;
}
