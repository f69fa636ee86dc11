/** The tensors of a call as a program passes them: in order, and by keyword. */
import { tensorKey } from "../../core/graph/callSources.ts";
import type { LayerCall, TensorRef } from "../../core/graph/modelGraph.ts";

/** Inputs that are not passed by keyword; all of them hold those as well, behind the others. */
export function positionalInputs({ inputs, keywordInputs = {} }: LayerCall): readonly TensorRef[] {
  const named = new Map<string, number>();
  for (const key of Object.values(keywordInputs).flat().map(tensorKey)) {
    named.set(key, (named.get(key) ?? 0) + 1);
  }
  let end = inputs.length;
  while (end > 0) {
    const key = tensorKey(inputs[end - 1] as TensorRef);
    const left = named.get(key) ?? 0;
    if (left === 0) break;
    named.set(key, left - 1);
    end--;
  }
  return inputs.slice(0, end);
}
