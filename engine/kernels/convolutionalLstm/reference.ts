/** ConvLSTM in 1 to 3 dimensions. */
import type { ConvolutionalLstmOperation } from "../../../core/layers/sequenceOperations.ts";
import { elementCount, formatSizes, sameShape } from "../../tensor/tensor.ts";
import { scalarActivation } from "../activation/functions.ts";
import type { Kernel, KernelCall } from "../kernel.ts";
import { inParts } from "../parts.ts";
import { sequenceRun, writeResult } from "../recurrent/sequenceRun.ts";
import { refuseWindows } from "../windowAxes.ts";
import { stateShapeOf } from "./stateShape.ts";
import { walkConvolutionalLstm } from "./walkConvolutionalLstm.ts";

export const convolutionalLstmReference: Kernel<ConvolutionalLstmOperation> = {
  refuse: refuseConvolutionalLstm,
  scratchBytes: convolutionalLstmScratch,
  ...inParts(function* (request) {
    writeResult(yield* walkConvolutionalLstm(sequenceRun(request.operation, request)), request);
  }),
};

export function refuseConvolutionalLstm({
  operation,
  inputShapes,
}: KernelCall<ConvolutionalLstmOperation>): string | undefined {
  const [[batch = 1, , ...picture] = [], ...initial] = inputShapes;
  const state = stateShapeOf(operation, batch);
  const reason = refuseWindows(operation.windows, operation.dataFormat, [batch, ...picture], state);
  if (reason !== undefined) return reason;
  for (const { name, settings } of [operation.activation, operation.recurrentActivation]) {
    if (!scalarActivation({ name, settings })) return `The activation "${name}" cannot be run in a ConvLSTM.`;
  }
  if (initial.length === 0) return undefined;
  const misfit = initial.find((shape) => !sameShape(shape, state));
  return initial.length === 2 && !misfit
    ? undefined
    : `The layer carries 2 states of ${formatSizes(state)}, and is given ${initial.map(formatSizes).join(" and ")}.`;
}

/** One picture, the gates twice, the states three times, and the result before it is written. */
export function convolutionalLstmScratch({
  operation,
  inputShapes,
}: KernelCall<ConvolutionalLstmOperation>): number {
  const [batch = 1, steps = 0, ...picture] = inputShapes[0] ?? [];
  const state = elementCount(stateShapeOf(operation, batch));
  const results = operation.returnSequences ? steps : 1;
  return 4 * (batch * elementCount(picture) + state * (8 + 5 + results));
}
