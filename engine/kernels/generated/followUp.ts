/** The activation of a layer whose sums are generated code: inside that code where it is cheap, else a step of its own behind it. */
import { linearActivation } from "../../../core/layers/activationFunction.ts";
import type { Activation } from "../../../core/layers/operation.ts";
import { activateVector, hasVectorForm, isCheap } from "../../generators/activation/activateVector.ts";
import { elementwise } from "../../generators/elementwise/elementwise.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { activateInPlace } from "../activation/activate.ts";
import { viewOf } from "./onViews.ts";
import type { CallOutput } from "./operands.ts";

/** What the code that sums applies itself. */
export function innerActivation(activation: Activation): Activation {
  return isCheap(activation) ? activation : linearActivation;
}

/** Applies what is left of the activation, and brings the result to where it belongs. */
export function finishOutput(
  runtime: WasmRuntime,
  activation: Activation,
  result: CallOutput,
  output: Tensor,
): void {
  if (isCheap(activation)) {
    result.finish();
    return;
  }
  if (!hasVectorForm(activation)) {
    result.finish();
    activateInPlace(activation, viewOf(output));
    return;
  }
  activateFloats(runtime, activation, result.address, result.address, output.data.length);
  result.finish();
}

/** `to = activation(from)`, for a function with a form on vectors; both may be the same. */
export function activateFloats(
  runtime: WasmRuntime,
  activation: Activation,
  from: number,
  to: number,
  floats: number,
): void {
  const kernel = runtime.kernel(`activation ${JSON.stringify(activation)}`, () =>
    elementwise(runtime.simd, 1, (code, [x]) => (x ? activateVector(code, x, activation) : raise())),
  );
  kernel(to, to + floats * 4, from);
}

function raise(): never {
  throw new Error("The code of an activation has no input.");
}
