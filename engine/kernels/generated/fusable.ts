/** Which activations a generated kernel applies itself. */
import type { Activation } from "../../../core/layers/operation.ts";
import type { FusedActivation } from "../../generators/fusedActivation.ts";

/** `undefined` for one that has to follow as a step of its own. */
export function fusedActivation(activation: Activation): FusedActivation | undefined {
  switch (activation.name) {
    case "linear":
    case "relu6":
      return activation.name;
    case "relu":
      return isPlain(activation) ? "relu" : undefined;
    default:
      return undefined;
  }
}

/** No slope below zero, no threshold, no ceiling. */
function isPlain({ settings }: Activation): boolean {
  const { max_value: ceiling, ...others } = settings;
  return ceiling === undefined && Object.values(others).every((value) => value === 0);
}
