/** Checks the kernels that nearly every model needs while there is nothing else to do, so that no run waits for it. */
import type { Backend } from "../backend.ts";
import { convolutionCases, winogradCases } from "./checkCases.ts";

/** `rest` comes before each case, and lets through what is more urgent. */
export async function checkConvolutions({ kernels }: Backend, rest: () => Promise<void>): Promise<void> {
  for (const { operation, inputs, outputShape } of [...convolutionCases(), ...winogradCases()]) {
    await rest();
    const inputShapes = inputs.map(({ shape }) => shape);
    kernels.convolution.failedCheck?.({ operation, inputShapes, outputShape });
  }
}
