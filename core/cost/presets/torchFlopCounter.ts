/** How PyTorch's own counter, FlopCounterMode, counts a forward pass. */
import { always, type CountingPreset, cannotTell, notCounted, sum } from "./countingPreset.ts";

const file = "pytorch/pytorch torch/utils/flop_counter.py";
const missing = notCounted(`${file}: no formula registered`);

export const torchFlopCounterPreset: CountingPreset = {
  name: "torch.utils.flop_counter",
  unit: "FLOPs",
  description:
    "PyTorch FlopCounterMode (commit 0140b62): products of matrices and convolutions alone, 2 for each multiply-add.",
  rules: {
    convolution: always(sum([2, "macs"]), `${file} conv_flop_count: bias left out`),
    depthwiseConvolution: always(sum([2, "macs"]), `${file} conv_flop_count`),
    transposedConvolution: always(sum([2, "macs"]), `${file} conv_flop_count: input positions if transposed`),
    dense: always(sum([2, "macs"]), `${file} mm_flop, addmm_flop: bias left out`),
    matrixProduct: always(sum([2, "macs"]), `${file} mm_flop, bmm_flop`),
    attention: always(sum([2, "macs"]), `${file} addmm_flop for projections, sdpa_flop_count for the rest`),
    recurrent: cannotTell(
      "PyTorch runs a recurrent layer as matrix products or as one fused operation, and counts the former alone",
      file,
    ),
    embedding: missing,
    batchNormalization: missing,
    exampleNormalization: missing,
    activation: missing,
    prelu: missing,
    softmax: missing,
    maxPooling: missing,
    averagePooling: missing,
    globalMaxPooling: missing,
    globalAveragePooling: missing,
    upSampling: missing,
    reduction: missing,
    merge: missing,
    preprocessing: missing,
  },
};
