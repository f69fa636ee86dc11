/** How TensorFlow's profiler counts the frozen graph of a tf.keras model: by the operations that have registered statistics. */
import { always, type CountingPreset, cannotTell, notCounted, sum } from "./countingPreset.ts";

const registry = "tensorflow/tensorflow tensorflow/python/profiler/internal/flops_registry.py";
const convolutions = "tensorflow/tensorflow tensorflow/python/ops/nn_ops.py";
const missing = notCounted(`${registry} IMPLEMENTED_OPS: not registered`);
const images = [1, 2];
const threeDimensional = notCounted(`${registry} IMPLEMENTED_OPS: no Conv3D, AvgPool3D and MaxPool3D`);
const pooling = [
  {
    ranks: images,
    terms: sum("windowReads"),
    source: `${registry} _pool_flops: pool size times output elements`,
  },
  ...threeDimensional,
];

export const tfProfilerPreset: CountingPreset = {
  name: "tf-profiler",
  unit: "FLOPs",
  description:
    "tf.compat.v1.profiler on a frozen graph of tf.keras (commit 0304934): 2 for each multiply-add, bias, pooling and additions; a fused batch normalisation, ReLU and three-dimensional layers have no statistics there and count nothing.",
  rules: {
    convolution: [
      {
        ranks: images,
        terms: sum([2, "macs"], "biasAdds"),
        source: `${convolutions} _calc_conv_flops, _calc_bias_add_flops`,
      },
      { terms: sum("biasAdds"), source: `${registry} IMPLEMENTED_OPS: BiasAdd, but no Conv3D` },
    ],
    depthwiseConvolution: always(
      sum([2, "macs"], "biasAdds"),
      `${convolutions} _calc_depthwise_conv_flops, _calc_bias_add_flops`,
    ),
    transposedConvolution: [
      {
        ranks: images,
        terms: sum([2, "macsAtOutputByStride"], "biasAdds"),
        source: `${registry} _conv_2d_backprop_input_flops: output positions divided by the strides`,
      },
      { terms: sum("biasAdds"), source: `${registry} IMPLEMENTED_OPS: BiasAdd, but no Conv3DBackpropInput` },
    ],
    dense: always(sum([2, "macs"], "biasAdds"), `${registry} _calc_mat_mul_flops; BiasAdd`),
    matrixProduct: [
      { only: ["Dot"], terms: sum([2, "macs"]), source: `${registry} _calc_batch_mat_mul_flops` },
      { terms: sum("biasAdds"), source: `${registry} IMPLEMENTED_OPS: no Einsum` },
    ],
    attention: cannotTell("attention is made of Einsum operations, which have no statistics", registry),
    recurrent: cannotTell("the loop over the steps is counted once, however often it runs", registry),
    embedding: missing,
    batchNormalization: notCounted(`${registry} IMPLEMENTED_OPS: no FusedBatchNormV3`),
    exampleNormalization: cannotTell(
      "layer normalisation is fused or made of many operations, depending on its axes",
      registry,
    ),
    activation: [
      {
        only: ["relu", "relu6", "leaky_relu", "elu", "selu", "sigmoid", "tanh", "softplus", "softsign"],
        terms: [],
        source: `${registry} IMPLEMENTED_OPS: not registered`,
      },
      {
        only: ["silu"],
        terms: sum([2, "inputElements"]),
        source:
          "tensorflow/tensorflow tensorflow/python/ops/nn_impl.py swish: two Mul operations around a Sigmoid",
      },
      { only: ["exponential", "linear"], terms: [], source: `${registry} IMPLEMENTED_OPS: no Exp` },
    ],
    prelu: cannotTell(
      "PReLU is made of Relu, Neg, Mul and Add in an order that its version decides",
      registry,
    ),
    softmax: always(sum([5, "inputElements"]), `${registry} _softmax_flops`),
    maxPooling: pooling,
    averagePooling: pooling,
    globalMaxPooling: notCounted(`${registry} IMPLEMENTED_OPS: no Max`),
    globalAveragePooling: always(sum("inputElements"), `${registry} _mean_flops: Mean of all positions`),
    upSampling: notCounted(`${registry} IMPLEMENTED_OPS: no ResizeNearestNeighbor and ResizeBilinear`),
    reduction: [
      { only: ["ops.Mean"], terms: sum("inputElements"), source: `${registry} _mean_flops` },
      {
        only: ["ops.Sum", "ops.Argmax", "ops.Argmin"],
        terms: sum("inputElements", [-1, "outputElements"]),
        source: `${registry} _sum_flops, _arg_max_flops, _arg_min_flops`,
      },
      { terms: [], source: `${registry} IMPLEMENTED_OPS: not registered` },
    ],
    merge: [
      {
        only: ["average"],
        terms: sum("mergeOperations", "outputElements"),
        source: `${registry} _add_flops, _real_div_flops`,
      },
      {
        terms: sum("mergeOperations"),
        source: `${registry} _add_flops, _mul_flops, _sub_flops, _maximum_flops, _minimum_flops`,
      },
    ],
    preprocessing: always(
      sum([2, "outputElements"]),
      `${registry} _mul_flops and _add_flops, or _sub_flops and _real_div_flops`,
    ),
  },
};
