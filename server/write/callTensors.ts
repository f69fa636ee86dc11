/** The tensors of a call as a program passes them: in order, and by keyword. */
import type { LayerCall, TensorRef } from "../../core/graph/modelGraph.ts";

/** Inputs that are not passed by keyword; all of them hold those as well, behind the others. */
export function positionalInputs({ inputs, keywordInputs = {} }: LayerCall): readonly TensorRef[] {
  const named = Object.values(keywordInputs).flat().map(textOf);
  const left = [...inputs];
  for (let last = left.at(-1); last && named.includes(textOf(last)); last = left.at(-1)) {
    named.splice(named.indexOf(textOf(last)), 1);
    left.pop();
  }
  return left;
}

function textOf({ layer, call, tensor }: TensorRef): string {
  return `${layer} ${call} ${tensor}`;
}
