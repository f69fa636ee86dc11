/** ConvLens's own way of counting: multiply-accumulates, without bias, activations, normalisation and pooling. */
import { always, type CountingPreset, notCounted, sum } from "./countingPreset.ts";

const source = "docs/accuracy.md: a MAC is one multiplication whose product is added to a sum";
const macs = always(sum("macs"), source);
const nothing = notCounted(source);

export const convlensPreset: CountingPreset = {
  name: "convlens",
  unit: "MACs",
  description:
    "Multiply-accumulates alone. A transposed convolution is counted at its input positions, where nothing is multiplied by an inserted zero.",
  rules: {
    convolution: macs,
    depthwiseConvolution: macs,
    transposedConvolution: macs,
    dense: macs,
    matrixProduct: macs,
    attention: macs,
    recurrent: macs,
    embedding: nothing,
    batchNormalization: nothing,
    exampleNormalization: nothing,
    activation: nothing,
    prelu: nothing,
    softmax: nothing,
    maxPooling: nothing,
    averagePooling: nothing,
    globalMaxPooling: nothing,
    globalAveragePooling: nothing,
    upSampling: nothing,
    reduction: nothing,
    merge: nothing,
    preprocessing: nothing,
  },
};
