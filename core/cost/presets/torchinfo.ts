/** How torchinfo's `summary` counts its mult-adds: from the sizes of the weights. */
import { always, type CountingPreset, cannotTell, notCounted, sum } from "./countingPreset.ts";

const file = "TylerYep/torchinfo torchinfo/layer_info.py calculate_macs";
const weightless = notCounted(`${file}: goes through the weights of a module, and this one has none`);
const perOutput = always(
  sum("macsAtOutput", "biasAdds"),
  `${file}: weight and bias of a Conv module, once for each output position`,
);
const once = always(sum("parameters"), `${file}: weight and bias of other modules, once for each example`);

export const torchinfoPreset: CountingPreset = {
  name: "torchinfo",
  unit: "MACs",
  description:
    "torchinfo mult-adds (commit 01fa0ce): weights and biases times output positions for convolutions, transposed ones too, and once for every other module.",
  rules: {
    convolution: perOutput,
    depthwiseConvolution: perOutput,
    transposedConvolution: perOutput,
    dense: once,
    matrixProduct: cannotTell("torchinfo counts modules with weights, and this is none of PyTorch's", file),
    attention: cannotTell("torchinfo goes by the names of the attention module's weights", file),
    recurrent: always(
      sum("macs", "gateBiasAdds"),
      `${file}: all weights and both biases of a recurrent module, once a step`,
    ),
    embedding: once,
    batchNormalization: once,
    exampleNormalization: once,
    activation: weightless,
    prelu: once,
    softmax: weightless,
    maxPooling: weightless,
    averagePooling: weightless,
    globalMaxPooling: weightless,
    globalAveragePooling: weightless,
    upSampling: weightless,
    reduction: weightless,
    merge: weightless,
    preprocessing: weightless,
  },
};
