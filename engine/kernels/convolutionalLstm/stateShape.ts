/** The shape of a convolutional LSTM's states. */
import type { ConvolutionalLstmOperation } from "../../../core/layers/sequenceOperations.ts";

/** Batch first; sizes that are not known are 0, which the kernel has refused. */
export function stateShapeOf(
  { windows, filters, dataFormat }: ConvolutionalLstmOperation,
  batch: number,
): number[] {
  const sizes = windows.map(({ output }) => (output.kind === "known" ? output.value : 0));
  return dataFormat === "channels_last" ? [batch, ...sizes, filters] : [batch, filters, ...sizes];
}
