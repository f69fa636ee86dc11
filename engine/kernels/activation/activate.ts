/** Applies an activation function to a tensor, into itself or another. */
import type { Activation } from "../../../core/layers/operation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { scalarActivation } from "./functions.ts";
import { vectorActivation } from "./vectorFunctions.ts";

/** Why an activation cannot be run. */
export function refuseActivation(activation: Activation): string | undefined {
  if (scalarActivation(activation) || vectorActivation(activation.name)) return undefined;
  return activation.name === "custom"
    ? "The activation is a custom function, whose values cannot be computed."
    : `The activation "${activation.name}" cannot be run.`;
}

/** The same for one that a layer applies to its own output, which keeps its shape. */
export function refuseFusedActivation(activation: Activation): string | undefined {
  if (activation.name === "glu")
    return 'The activation "glu" halves the last axis and cannot be part of a layer.';
  return refuseActivation(activation);
}

export function activateInPlace(activation: Activation, tensor: Tensor): void {
  if (activation.name !== "linear") activate(activation, tensor, tensor);
}

/** `refuseActivation` has said that it can be run; functions of a vector work along the last axis. */
export function activate(activation: Activation, input: Tensor, output: Tensor): void {
  const scalar = scalarActivation(activation);
  if (scalar) {
    for (let at = 0; at < input.data.length; at++) output.data[at] = scalar(input.data[at] as number);
    return;
  }
  const vector = vectorActivation(activation.name);
  const count = input.shape.at(-1) ?? 1;
  const step = output.shape.at(-1) ?? 1;
  for (let at = 0, put = 0; at < input.data.length; at += count, put += step) {
    vector?.(input.data, at, count, output.data, put);
  }
}
