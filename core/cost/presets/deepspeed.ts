/** How DeepSpeed's flops profiler counts a forward pass. */
import { always, type CountingPreset, cannotTell, notCounted, sum } from "./countingPreset.ts";

const file = "microsoft/DeepSpeed deepspeed/profiling/flops_profiler/profiler.py";
const missing = notCounted(`${file} _patch_functionals: not replaced`);
const convolution = always(sum([2, "macs"], "biasAdds"), `${file} _conv_flops_compute: 2 MACs and the bias`);
const pooling = always(sum("inputElements"), `${file} _pool_flops_compute: one per input element`);
const recurrent = `${file} _rnn_flops, _rnn_forward_hook`;

export const deepspeedPreset: CountingPreset = {
  name: "deepspeed",
  unit: "FLOPs",
  description:
    "DeepSpeed flops profiler, its FLOPs (commit 009c548): 2 for each multiply-add, with the bias of convolutions, activations, normalisation and pooling. Additions written with an operator are not seen by it.",
  rules: {
    convolution,
    depthwiseConvolution: convolution,
    transposedConvolution: [
      {
        terms: [],
        unknown: "DeepSpeed adds the bias at positions of a forward convolution, not at the output's",
        only: ["bias"],
        source: `${file} _conv_trans_flops_compute`,
      },
      { terms: sum([2, "macs"]), source: `${file} _conv_trans_flops_compute: input positions` },
    ],
    dense: always(sum([2, "macs"]), `${file} _linear_flops_compute: bias left out`),
    matrixProduct: always(sum([2, "macs"]), `${file} _matmul_flops_compute, _einsum_flops_compute`),
    attention: cannotTell("DeepSpeed counts attention by the functions PyTorch calls for it", file),
    recurrent: [
      {
        only: ["SimpleRNN"],
        terms: sum([2, "macs"], [-2, "gateElements"], "stateElements", "gateBiasAdds"),
        source: recurrent,
      },
      {
        only: ["GRU"],
        terms: sum([2, "macs"], [-2, "gateElements"], [7, "stateElements"], "gateBiasAdds"),
        source: recurrent,
      },
      {
        only: ["LSTM"],
        terms: sum([2, "macs"], [-2, "gateElements"], [10, "stateElements"], "gateBiasAdds"),
        source: recurrent,
      },
      ...missing,
    ],
    embedding: notCounted(`${file} _embedding_flops_compute`),
    batchNormalization: always(
      sum("inputElements", "scaledElements"),
      `${file} _batch_norm_flops_compute: 2 per element with affine weights, else 1`,
    ),
    exampleNormalization: [
      {
        only: ["LayerNormalization", "GroupNormalization"],
        terms: sum([4, "inputElements"], "scaledElements"),
        source: `${file} _layer_norm_flops_compute, _group_norm_flops_compute`,
      },
      ...missing,
    ],
    activation: [
      {
        only: ["relu", "relu6", "elu", "leaky_relu", "gelu", "silu"],
        terms: sum("inputElements"),
        source: `${file} _relu_flops_compute and its like`,
      },
      ...missing,
    ],
    prelu: always(sum("inputElements"), `${file} _prelu_flops_compute`),
    softmax: always(sum("inputElements"), `${file} _softmax_flops_compute`),
    maxPooling: pooling,
    averagePooling: pooling,
    globalMaxPooling: pooling,
    globalAveragePooling: pooling,
    upSampling: always(
      sum("inputElements"),
      `${file} _upsample_flops_compute: the product with the factor is thrown away there`,
    ),
    reduction: missing,
    merge: notCounted(
      `${file} _patch_tensor_methods: torch.add and torch.mul called by name; + and * are not replaced`,
    ),
    preprocessing: missing,
  },
};
