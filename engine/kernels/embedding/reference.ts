/** Looks up a row of the table for each index. */
import type { EmbeddingOperation } from "../../../core/layers/elementOperations.ts";
import { inputTensor, type Kernel, noScratch, weightData } from "../kernel.ts";

export const embeddingReference: Kernel<EmbeddingOperation> = {
  refuse: () => undefined,
  refuseValues: ({ operation, inputs }) => {
    const [input] = inputs;
    const at =
      input?.data.findIndex((value) => !(Math.trunc(value) >= 0 && Math.trunc(value) < operation.rows)) ?? -1;
    return at < 0
      ? undefined
      : `It looks up index ${input?.data[at]} (element ${at} of its input), and its table has the indices 0 to ${operation.rows - 1}.`;
  },
  scratchBytes: noScratch,
  run: (request) => {
    const { width } = request.operation;
    const { data } = inputTensor(request);
    const table = weightData(request.weights, "embeddings");
    for (let at = 0; at < data.length; at++) {
      // Keras casts to whole numbers, which cuts the fraction off.
      const row = Math.trunc(data[at] as number) * width;
      request.output.data.set(table.subarray(row, row + width), at * width);
    }
  },
};
