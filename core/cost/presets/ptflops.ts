/** How ptflops counts a model by the modules in it (its `pytorch` backend). */
import { always, type CountingPreset, cannotTell, notCounted, sum } from "./countingPreset.ts";

const file = "sovrasov/flops-counter.pytorch ptflops/pytorch_ops.py";
const missing = notCounted(`${file} MODULES_MAPPING: no hook`);
const convolution = always(
  sum("macsAtOutput", "biasAdds"),
  `${file} conv_flops_counter_hook: output positions, transposed ones too, and the bias`,
);
const pooling = always(sum("inputElements"), `${file} pool_flops_counter_hook: one per input element`);
const recurrent = `${file} rnn_flops, rnn_flops_counter_hook`;

export const ptflopsPreset: CountingPreset = {
  name: "ptflops",
  unit: "MACs",
  description:
    "ptflops, pytorch backend, by its module hooks (commit 022a654): MACs with bias, activations, normalisation and pooling in one sum. Additions written with an operator are not seen by it.",
  rules: {
    convolution,
    depthwiseConvolution: convolution,
    transposedConvolution: convolution,
    dense: always(sum("macs", "biasSize"), `${file} linear_flops_counter_hook: the bias once`),
    matrixProduct: always(sum("macs"), `${file} _matmul_tensor_flops_hook`),
    attention: cannotTell(
      "ptflops has a formula for PyTorch's own attention module, whose sizes are not those of Keras's",
      `${file} multihead_attention_counter_hook`,
    ),
    recurrent: [
      { only: ["SimpleRNN"], terms: sum("macs", "stateElements", "gateBiasAdds"), source: recurrent },
      { only: ["GRU"], terms: sum("macs", [7, "stateElements"], "gateBiasAdds"), source: recurrent },
      { only: ["LSTM"], terms: sum("macs", [10, "stateElements"], "gateBiasAdds"), source: recurrent },
      ...missing,
    ],
    embedding: missing,
    batchNormalization: always(
      sum("inputElements", "scaledElements"),
      `${file} bn_flops_counter_hook: 2 per element with affine weights, else 1`,
    ),
    exampleNormalization: [
      {
        only: ["LayerNormalization"],
        terms: sum("inputElements"),
        source: `${file} bn_flops_counter_hook: LayerNorm has no attribute "affine", so 1 per element`,
      },
      {
        only: ["GroupNormalization"],
        terms: sum("inputElements", "scaledElements"),
        source: `${file} bn_flops_counter_hook`,
      },
      ...missing,
    ],
    activation: [
      {
        only: ["relu", "relu6", "elu", "leaky_relu", "gelu", "silu"],
        terms: sum("inputElements"),
        source: `${file} relu_flops_counter_hook, _numel_functional_flops_hook for silu`,
      },
      ...missing,
    ],
    prelu: always(sum("inputElements"), `${file} relu_flops_counter_hook`),
    softmax: always(sum("inputElements"), `${file} FUNCTIONAL_MAPPING F.softmax`),
    maxPooling: pooling,
    averagePooling: pooling,
    globalMaxPooling: pooling,
    globalAveragePooling: pooling,
    upSampling: always(sum("outputElements"), `${file} upsample_flops_counter_hook`),
    reduction: missing,
    merge: notCounted(
      `${file} TENSOR_OPS_MAPPING: torch.add and torch.mul called by name; + and * are not replaced`,
    ),
    preprocessing: missing,
  },
};
