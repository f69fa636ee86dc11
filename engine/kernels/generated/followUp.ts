/** The activation of a layer whose sums are generated code: inside that code where it is cheap, else a step of its own behind it. */
import { linearActivation } from "../../../core/layers/activationFunction.ts";
import type { Activation } from "../../../core/layers/operation.ts";
import { activateVector, hasVectorForm, isCheap } from "../../generators/activation/activateVector.ts";
import { elementwise } from "../../generators/elementwise/elementwise.ts";
import { elementCount, type Tensor } from "../../tensor/tensor.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { activateInParts } from "../activation/activate.ts";
import { movedValues, ranges } from "../parts.ts";
import { viewOf } from "./onViews.ts";
import type { CallOutput } from "./operands.ts";

/** What the code that sums applies itself. */
export function innerActivation(activation: Activation): Activation {
  return isCheap(activation) ? activation : linearActivation;
}

/** Applies what is left of the activation, and brings the result to where it belongs. */
export function* finishOutput(
  runtime: WasmRuntime,
  activation: Activation,
  result: CallOutput,
  output: Tensor,
): Generator<void> {
  if (isCheap(activation)) {
    yield* result.finish();
    return;
  }
  if (!hasVectorForm(activation)) {
    yield* result.finish();
    yield* activateInParts(activation, viewOf(output));
    return;
  }
  const { address } = result;
  yield* activateFloats(runtime, activation, address, address, elementCount(output.shape));
  yield* result.finish();
}

/** `to = activation(from)`, for a function with a form on vectors; both may be the same. */
export function* activateFloats(
  runtime: WasmRuntime,
  activation: Activation,
  from: number,
  to: number,
  floats: number,
): Generator<void> {
  const kernel = runtime.kernel(`activation ${JSON.stringify(activation)}`, () =>
    elementwise(runtime.simd, 1, (code, [x]) => (x ? activateVector(code, x, activation) : raise())),
  );
  yield* floatRanges(floats, activationCost, (first, end) =>
    kernel(to + first * 4, to + end * 4, from + first * 4),
  );
}

/** Exponentials take as long as so many sums. */
const activationCost = 4;

/** Calls `work` for ranges of floats that begin at whole vectors. */
export function floatRanges(
  floats: number,
  cost: number,
  work: (first: number, end: number) => void,
): Generator<void> {
  const step = 4096;
  return ranges(
    Math.ceil(floats / step),
    step * cost,
    (first, end) => work(first * step, Math.min(floats, end * step)),
    movedValues,
  );
}

function raise(): never {
  throw new Error("The code of an activation has no input.");
}
