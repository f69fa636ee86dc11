/** Rules on models that work as they are, and that are most often written another way. */
import type { Rule } from "./rule.ts";

export const habitRules = {
  "bias-before-normalisation": {
    code: "bias-before-normalisation",
    title: "the bias is subtracted again by batch normalisation",
    what: "A layer with a bias and no activation is followed by BatchNormalization alone.",
    why: "Batch normalisation subtracts the mean of each channel, and a constant added to all of its values goes with it. The bias takes memory and a gradient and changes nothing in training; `beta` does its work.",
    fix: "Set `use_bias` to false when the model is trained anew. In a trained model fold the bias into `moving_mean` first: subtract it.",
    fixKind: "reviewed",
  },
  "prelu-slopes-not-shared": {
    code: "prelu-slopes-not-shared",
    title: "PReLU has a slope for every value",
    what: "PReLU on an image has no shared axes.",
    why: "It then learns one slope for each channel of each pixel: 24×24×32 gives 18,432 weights, where one a channel gives 32. The weights also tie the model to one image size.",
    fix: "Set `shared_axes` to the spatial axes, `[1, 2]` for channels-last images.",
    fixKind: "reviewed",
  },
  "strides-with-dilation": {
    code: "strides-with-dilation",
    title: "strides and dilation together",
    what: "One layer has strides above 1 and a dilation above 1.",
    why: "Keras gives such a layer a shape and a summary, and its TensorFlow backend refused to run it until a change in 2026; TensorFlow.js refuses it still. Whether the model runs depends on backend and version.",
    fix: "Set strides or dilation to 1; a dilated layer followed by pooling does both.",
    fixKind: "reviewed",
  },
  "dense-on-spatial-output": {
    code: "dense-on-spatial-output",
    title: "the last Dense layer works on every pixel by itself",
    what: "The Dense layer that ends the model gets an image: nothing has flattened it.",
    why: "Dense works on the last axis and keeps all others. On `26×26×8` it gives `26×26×10`, and training against one label per image fails with an error about the target's dimensions, or averages over pixels without a word.",
    fix: "Put Flatten or a global pooling layer before it. For one answer per pixel a 1×1 convolution says so more clearly.",
    fixKind: "reviewed",
  },
  "depthwise-memory-bound": {
    code: "depthwise-memory-bound",
    title: "a depthwise layer is limited by memory traffic",
    what: "The layer has few MACs for each byte it moves (float32; input, output and weights each once).",
    why: "A 3×3 depthwise layer on 56×56×64 has 64 times fewer MACs than the standard one, at about 1 MAC per byte instead of 66. Processors can do ten and more in the time a byte takes, so the time does not fall as the count does.",
    fix: "Nothing, if measured times are good. Otherwise compare with a standard or grouped layer by measuring. This rule is off until the setting `convlens.rules` switches it on.",
    offByDefault: true,
  },
  "weights-shared": {
    code: "weights-shared",
    title: "one set of weights works in several places",
    what: "A layer with weights is used more than once, or belongs to a model and to a model inside it.",
    why: "Its weights are one set: they count once, and every use trains them. The work is done each time: a convolution of 84 weights that is applied five times still has 84, and five times its MACs. TensorFlow.js's own `countParams` and `summary` count a layer twice that is in a model and in a model inside it.",
    fix: "Nothing, where sharing is meant, as in siamese networks. Otherwise make a layer for each place.",
  },
  "bias-before-pointwise": {
    code: "bias-before-pointwise",
    title: "the bias could be part of the next layer's",
    what: "A convolution with a bias and no activation is followed by nothing but 1×1 convolutions or Dense layers with a bias.",
    why: "Those form weighted sums of its channels, and a weighted sum of constants is a constant, which their own bias holds as well. A depthwise and a 1×1 convolution have two biases where SeparableConv2D has one: 1,360 weights in place of 1,350 for a 5×5 kernel on 10 channels with 100 filters.",
    fix: "Set `use_bias` of the first layer to false when the model is trained anew. In a trained model add `bias · kernel` to the second layer's bias.",
    fixKind: "reviewed",
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
