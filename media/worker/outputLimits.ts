/** Where the activation of a layer flattens out: values there have lost what the layer computed. */
import type { Activation, LayerOperation } from "../../core/layers/operation.ts";

/** Values at or beyond these stand at an end of the activation; `null` where that side has no end. */
export interface OutputLimits {
  readonly low: number | null;
  readonly high: number | null;
}

/** Part of a bounded activation's range that counts as its end: sigmoid and tanh never quite reach it. */
const endShare = 0.005;

/** `null` for an output that has no end. The zeros of a relu are not an end here: a map of zeros is dead, not saturated. */
export function outputLimits(operation: LayerOperation | null): OutputLimits | null {
  if (!operation || !("activation" in operation)) return null;
  const { name, settings }: Activation = operation.activation;
  switch (name) {
    case "relu":
      return settings.max_value === undefined ? null : { low: null, high: settings.max_value };
    case "relu6":
      return { low: null, high: 6 };
    case "sigmoid":
    case "hard_sigmoid":
      return { low: endShare, high: 1 - endShare };
    case "tanh":
    case "hard_tanh":
      return { low: -1 + 2 * endShare, high: 1 - 2 * endShare };
    default:
      return null;
  }
}
