/** A dense layer whose output is mixed with its input by a gate (Keras 1). */
import type { HighwayOperation } from "../../../core/layers/elementOperations.ts";
import { zeros } from "../../tensor/tensor.ts";
import { activateInPlace, refuseFusedActivation } from "../activation/activate.ts";
import { inputTensor, type Kernel, type LayerWeights, weightData } from "../kernel.ts";

export const highwayReference: Kernel<HighwayOperation> = {
  refuse: ({ operation, inputShapes }) =>
    inputShapes[0]?.at(-1) === operation.features
      ? refuseFusedActivation(operation.activation)
      : `The layer has weights for ${operation.features} features, and is given ${inputShapes[0]?.at(-1)}.`,
  scratchBytes: ({ outputShape }) => 8 * outputShape.reduce((a, b) => a * b, 1),
  run: (request) => {
    const { operation, output } = request;
    const input = inputTensor(request);
    const changed = zeros(input.shape);
    const gate = zeros(input.shape);
    project(request.weights, "W", operation.useBias ? "b" : undefined, input.data, changed.data);
    activateInPlace(operation.activation, changed);
    project(request.weights, "W_carry", operation.useBias ? "b_carry" : undefined, input.data, gate.data);
    for (let at = 0; at < input.data.length; at++) {
      const share = 1 / (1 + Math.exp(-(gate.data[at] as number)));
      output.data[at] = share * (changed.data[at] as number) + (1 - share) * (input.data[at] as number);
    }
  },
};

function project(
  weights: LayerWeights,
  matrixName: string,
  biasName: string | undefined,
  data: Float32Array,
  output: Float32Array,
): void {
  const matrix = weightData(weights, matrixName);
  const bias = biasName === undefined ? undefined : weightData(weights, biasName);
  const size = Math.round(Math.sqrt(matrix.length));
  for (let put = 0; put < output.length; put++) {
    const unit = put % size;
    let sum = bias?.[unit] ?? 0;
    for (let i = 0; i < size; i++) {
      sum += (data[put - unit + i] as number) * (matrix[i * size + unit] as number);
    }
    output[put] = sum;
  }
}
