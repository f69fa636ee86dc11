/** A matrix product by the code of direct convolutions: rows of the left matrix are pixels, its columns their channels. */
import type { Activation } from "../../../core/layers/operation.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { type DirectKernel, directKernel } from "./directRun.ts";

export interface MatrixProduct {
  readonly rows: number;
  /** Columns of the left matrix, which are the rows of the right one. */
  readonly inner: number;
  readonly columns: number;
  /** Floats from a row of the result to the next. */
  readonly resultStep: number;
  readonly bias: boolean;
  readonly activation: Activation;
}

export function matrixProduct(
  runtime: WasmRuntime,
  { rows, inner, columns, resultStep, bias, activation }: MatrixProduct,
): DirectKernel {
  return directKernel(runtime, {
    taps: [1, 1, 1],
    tapSteps: [0, 0, inner],
    groups: 1,
    groupInputs: inner,
    groupOutputs: columns,
    rows: 1,
    columns: rows,
    inputSteps: [0, inner],
    outputSteps: [0, resultStep],
    bias,
    activation,
  });
}
