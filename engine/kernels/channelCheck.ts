/** Checks that the channels of tensors are those that an operation was worked out for. */
import type { DataFormat } from "../../core/layers/operation.ts";
import { spatialGrid } from "./spatialGrid.ts";

export interface ChannelOperation {
  readonly dataFormat: DataFormat;
  readonly inputChannels: number;
  readonly outputChannels: number;
}

export function refuseChannels(
  operation: ChannelOperation,
  inputShape: readonly number[],
  outputShape: readonly number[],
): string | undefined {
  const input = spatialGrid(inputShape, operation.dataFormat).channels;
  const output = spatialGrid(outputShape, operation.dataFormat).channels;
  if (input !== operation.inputChannels) {
    return `The layer has weights for ${operation.inputChannels} input channels, and is given ${input}.`;
  }
  if (output !== operation.outputChannels) {
    return `The layer makes ${operation.outputChannels} channels, and its output was declared with ${output}.`;
  }
  return undefined;
}
