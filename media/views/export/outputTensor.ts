/** The maps put back into the layer's own layout: the tensor that the layer gave. */
import type { Tensor } from "../../../engine/tensor/tensor.ts";
import type { RunOutcome } from "../../worker/messages.ts";

/** Batch first, channels where the layer has them; a vector, and what was laid out as one, in its own shape. */
export function outputTensor({ maps, outputShape }: RunOutcome): Tensor {
  const { channelAxis, channels, values } = maps;
  if (channelAxis === null || channelAxis === 1) return { shape: outputShape, data: values };
  const places = values.length / channels;
  const data = new Float32Array(values.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let place = 0; place < places; place++) {
      data[place * channels + channel] = values[channel * places + place] as number;
    }
  }
  return { shape: outputShape, data };
}
