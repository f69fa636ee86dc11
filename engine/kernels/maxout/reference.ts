/** The largest of several dense layers side by side (Keras 1). */
import type { MaxoutOperation } from "../../../core/layers/elementOperations.ts";
import { inputTensor, type Kernel, noScratch, weightData } from "../kernel.ts";

export const maxoutReference: Kernel<MaxoutOperation> = {
  refuse: ({ operation, inputShapes }) =>
    inputShapes[0]?.at(-1) === operation.inputFeatures
      ? undefined
      : `The layer has weights for ${operation.inputFeatures} features, and is given ${inputShapes[0]?.at(-1)}.`,
  scratchBytes: noScratch,
  run: (request) => {
    const { operation, output } = request;
    const { inputFeatures, units, maps, useBias } = operation;
    const { data } = inputTensor(request);
    const matrix = weightData(request.weights, "W");
    const bias = useBias ? weightData(request.weights, "b") : undefined;
    for (let put = 0; put < output.data.length; put++) {
      const unit = put % units;
      const row = ((put - unit) / units) * inputFeatures;
      let largest = Number.NEGATIVE_INFINITY;
      for (let map = 0; map < maps; map++) {
        let sum = bias?.[map * units + unit] ?? 0;
        for (let i = 0; i < inputFeatures; i++) {
          sum += (data[row + i] as number) * (matrix[(map * inputFeatures + i) * units + unit] as number);
        }
        largest = Math.max(largest, sum);
      }
      output.data[put] = largest;
    }
  },
};
