/** How fvcore's FlopCountAnalysis counts a model in evaluation mode. */
import { always, type CountingPreset, cannotTell, notCounted, sum } from "./countingPreset.ts";

const handles = "facebookresearch/fvcore fvcore/nn/jit_handles.py";
const table = "facebookresearch/fvcore fvcore/nn/flop_count.py _DEFAULT_SUPPORTED_OPS";
const missing = notCounted(`${table}: no handle`);

export const fvcorePreset: CountingPreset = {
  name: "fvcore",
  unit: "MACs",
  description:
    "fvcore FlopCountAnalysis (commit 017141c). It says FLOPs and counts one for each multiply-add, so the figures are MACs and some elementwise work.",
  rules: {
    convolution: always(sum("macs"), `${handles} conv_flop_count: bias left out`),
    depthwiseConvolution: always(sum("macs"), `${handles} conv_flop_count`),
    transposedConvolution: always(sum("macs"), `${handles} conv_flop_count: input positions if transposed`),
    dense: always(sum("macs"), `${handles} addmm_flop_jit, linear_flop_jit: bias left out`),
    matrixProduct: always(sum("macs"), `${handles} matmul_flop_jit, bmm_flop_jit, einsum_flop_jit`),
    attention: cannotTell(
      "fvcore counts attention by the operations PyTorch traces, and has no rule for the fused one",
      table,
    ),
    recurrent: notCounted(`${table}: no handle for aten::lstm, aten::gru and aten::rnn_tanh`),
    embedding: missing,
    batchNormalization: always(
      sum("inputElements", "scaledElements"),
      `${handles} batchnorm_flop_jit: 2 per element with affine weights, else 1`,
    ),
    exampleNormalization: [
      {
        only: ["LayerNormalization", "GroupNormalization"],
        terms: sum([4, "inputElements"], "scaledElements"),
        source: `${handles} norm_flop_counter: 5 per element with affine weights, else 4`,
      },
      ...missing,
    ],
    activation: missing,
    prelu: missing,
    softmax: missing,
    maxPooling: missing,
    averagePooling: missing,
    globalMaxPooling: missing,
    globalAveragePooling: [
      { ranks: [2], terms: sum("inputElements"), source: `${table} aten::adaptive_avg_pool2d` },
      ...missing,
    ],
    upSampling: [
      {
        ranks: [2],
        only: ["nearest"],
        terms: sum("outputElements"),
        source: `${table} aten::upsample_nearest2d`,
      },
      {
        ranks: [2],
        only: ["bilinear"],
        terms: sum([4, "outputElements"]),
        source: `${table} aten::upsample_bilinear2d`,
      },
      ...missing,
    ],
    reduction: missing,
    merge: missing,
    preprocessing: missing,
  },
};
