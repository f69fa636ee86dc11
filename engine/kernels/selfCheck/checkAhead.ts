/** Checks the kernels that nearly every model needs while there is nothing else to do, so that no run waits for it. */
import type { Backend } from "../backend.ts";
import { convolutionCases, winogradCases } from "./checkCases.ts";

export function checkConvolutions({ kernels }: Backend): void {
  for (const { operation, inputs, outputShape } of [...convolutionCases(), ...winogradCases()]) {
    const inputShapes = inputs.map(({ shape }) => shape);
    kernels.convolution.failedCheck?.({ operation, inputShapes, outputShape });
  }
}
