/** Applies an activation function to a tensor, into itself or another. */
import type { Activation } from "../../../core/layers/operation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { finish, ranges } from "../parts.ts";
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
  finish(activateInParts(activation, tensor));
}

export function* activateInParts(activation: Activation, tensor: Tensor): Generator<void> {
  if (activation.name !== "linear") yield* activateParts(activation, tensor, tensor);
}

/** `refuseActivation` has said that it can be run; functions of a vector work along the last axis. */
export function activate(activation: Activation, input: Tensor, output: Tensor): void {
  finish(activateParts(activation, input, output));
}

export function* activateParts(activation: Activation, input: Tensor, output: Tensor): Generator<void> {
  const scalar = scalarActivation(activation);
  const [from, to] = [input.data, output.data];
  if (scalar) {
    yield* ranges(from.length, elementCost, (start, end) => {
      for (let at = start; at < end; at++) to[at] = scalar(from[at] as number);
    });
    return;
  }
  const vector = vectorActivation(activation.name);
  const count = input.shape.at(-1) ?? 1;
  const step = output.shape.at(-1) ?? 1;
  yield* ranges(from.length / count, elementCost * count, (start, end) => {
    for (let row = start; row < end; row++) vector?.(from, row * count, count, to, row * step);
  });
}

/** An exponential is worth some multiplications. */
const elementCost = 8;
