/** How THOP (pytorch-OpCounter) counts a model in evaluation mode. */
import { always, type CountingPreset, notCounted, sum } from "./countingPreset.ts";

const hooks = "Lyken17/pytorch-OpCounter thop/vision/basic_hooks.py";
const formulas = "Lyken17/pytorch-OpCounter thop/vision/calc_func.py";
const table = "Lyken17/pytorch-OpCounter thop/profile.py register_hooks";
const recurrent = "Lyken17/pytorch-OpCounter thop/rnn_hooks.py";
const missing = notCounted(`${table}: no rule`);
const zero = notCounted(`${table}: zero_ops`);
const convolution = always(
  sum("macsAtOutput"),
  `${formulas} calculate_conv2d_flops: output elements times taps and input channels, bias left out`,
);

export const thopPreset: CountingPreset = {
  name: "thop",
  unit: "MACs",
  description:
    "thop 0.1.1 of PyPI (Lyken17/pytorch-OpCounter, commit 9e106f3): MACs and elementwise work in one sum, 4 for each element of a batch normalisation, transposed layers at their output positions.",
  rules: {
    convolution,
    depthwiseConvolution: convolution,
    transposedConvolution: convolution,
    dense: always(sum("macs"), `${hooks} count_linear: bias left out`),
    matrixProduct: missing,
    attention: missing,
    recurrent: [
      {
        only: ["SimpleRNN"],
        terms: sum("macs", "gateElements", "gateBiasAdds"),
        source: `${recurrent} _count_rnn_cell`,
      },
      {
        only: ["GRU"],
        terms: sum("macs", "gateElements", "gateBiasAdds", [4, "stateElements"]),
        source: `${recurrent} _count_gru_cell`,
      },
      {
        only: ["LSTM"],
        terms: sum("macs", "gateElements", "gateBiasAdds", [4, "stateElements"]),
        source: `${recurrent} _count_lstm_cell`,
      },
      ...missing,
    ],
    embedding: missing,
    batchNormalization: always(
      sum([2, "inputElements"], [2, "scaledElements"]),
      `${hooks} count_normalization: 2 per element, doubled with affine weights`,
    ),
    exampleNormalization: [
      {
        only: ["LayerNormalization"],
        terms: sum([2, "inputElements"], [2, "scaledElements"]),
        source: `${hooks} count_normalization`,
      },
      ...missing,
    ],
    activation: zero,
    prelu: always(sum("inputElements"), `${hooks} count_prelu`),
    softmax: always(
      [
        { factor: 3, of: "inputElements" },
        { factor: -1, of: "softmaxRows" },
      ],
      `${formulas} calculate_softmax: n exponentials, n − 1 additions, n divisions`,
    ),
    maxPooling: zero,
    averagePooling: always(sum("outputElements"), `${hooks} count_avgpool`),
    globalMaxPooling: zero,
    globalAveragePooling: always(
      sum("inputElements", "outputElements"),
      `${hooks} count_adap_avgpool: the window and one division`,
    ),
    upSampling: [
      {
        only: ["nearest"],
        terms: sum("outputElements"),
        source: `${formulas} calculate_upsample`,
      },
      {
        only: ["bilinear"],
        terms: sum([11, "outputElements"]),
        source: `${formulas} calculate_upsample`,
      },
      {
        only: ["bicubic"],
        terms: sum([259, "outputElements"]),
        source: `${formulas} calculate_upsample`,
      },
      ...missing,
    ],
    reduction: missing,
    merge: notCounted(`${table}: goes through modules, and an addition of tensors is none`),
    preprocessing: missing,
  },
};
