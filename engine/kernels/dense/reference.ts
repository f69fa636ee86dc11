/** Dense layer over the last axis: bias plus the input vector times the kernel matrix. */
import type { DenseOperation } from "../../../core/layers/operation.ts";
import { activateInParts, refuseFusedActivation } from "../activation/activate.ts";
import { biasData, inputTensor, type Kernel, type KernelRequest, noScratch, weightData } from "../kernel.ts";
import { inParts, partWork } from "../parts.ts";

export const denseReference: Kernel<DenseOperation> = {
  refuse: ({ operation, inputShapes }) => {
    const features = inputShapes[0]?.at(-1);
    if (features !== operation.inputFeatures) {
      return `The layer has weights for ${operation.inputFeatures} features, and is given ${features}.`;
    }
    return refuseFusedActivation(operation.activation);
  },
  scratchBytes: noScratch,
  ...inParts(function* (request) {
    yield* multiply(request);
    yield* activateInParts(request.operation.activation, request.output);
  }),
};

function* multiply(request: KernelRequest<DenseOperation>): Generator<void> {
  const { operation, output } = request;
  const input = inputTensor(request);
  const kernel = weightData(request.weights, "kernel");
  const bias = biasData(request.weights, operation.useBias);
  const { inputFeatures, units } = operation;
  const sums = new Float64Array(units);
  const rows = input.data.length / inputFeatures;
  let work = 0;
  for (let row = 0; row < rows; row++) {
    if (bias) sums.set(bias);
    else sums.fill(0);
    for (let feature = 0; feature < inputFeatures; feature++) {
      work += units;
      if (work > partWork) {
        work = 0;
        yield;
      }
      const value = input.data[row * inputFeatures + feature] as number;
      const start = feature * units;
      for (let unit = 0; unit < units; unit++) {
        sums[unit] = (sums[unit] as number) + value * (kernel[start + unit] as number);
      }
    }
    output.data.set(sums, row * units);
  }
}
