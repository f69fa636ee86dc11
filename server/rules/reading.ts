/** Rules on what layers read of their input, and how often. */
import type { Rule } from "./rule.ts";

export const readingRules = {
  "uneven-overlap": {
    code: "uneven-overlap",
    title: "kernel copies of a transposed convolution overlap unevenly",
    what: "The kernel of a transposed convolution is no multiple of its stride.",
    why: "Each input position adds one copy of the kernel to the output, `stride` positions further on. With kernel 3 and stride 2 a row of five adds up to `1 1 2 1 2 1 2 1 2 1 1` copies, so every second output gets twice as much, which trained models often show as a checkerboard. With a kernel below the stride some outputs get nothing but the bias; then this is a warning.",
    fix: "Use a kernel that is a multiple of the stride (4 with stride 2), or UpSampling and an ordinary convolution behind it. That makes the overlap even and lowers the risk; a checkerboard can still come from the training.",
    fixKind: "reviewed",
  },
  gridding: {
    code: "gridding",
    title: "dilated layers leave holes in what they read",
    what: "Two or more dilated layers in a row never read some positions inside their common receptive field.",
    why: "Equal rates, or rates with a common factor, only reach positions of one grid. Three layers of kernel 3 with rates 2, 2, 2 span 13 positions and read 7 of them; rates 1, 2, 5 span 17 and read all 17. Positions are counted exactly on each axis, from the tensor that enters the run; residual connections and undilated layers in the run count too.",
    fix: "Use rates without a common factor that start at 1, or put an undilated layer of kernel 3 or more into the run.",
    fixKind: "reviewed",
  },
  "positions-never-read": {
    code: "positions-never-read",
    title: "the stride is larger than the window",
    what: "A convolution or pooling moves on by more positions than its window spans.",
    why: "The positions between two windows are computed by the layers before and read by nobody: kernel 2 with stride 3 on two axes reads 4 of every 9. For kernel 1, as in the shortcuts of ResNet, it is often done on purpose, and this is a hint.",
    fix: "Use a stride of at most `(K − 1)·d + 1`, or a larger kernel or pool; before a 1×1 convolution average pooling does the striding without loss.",
    fixKind: "reviewed",
  },
  "field-larger-than-image": {
    code: "field-larger-than-image",
    title: "outputs see more than the image",
    what: "From this layer on the receptive field is larger than the model's input on every spatial axis.",
    why: "The part of a field outside the image is padding, so border and middle differ more by padding than by what they see. ResNet50 reaches 483×483 on images of 224×224 and classifies well; it matters where places have to be told apart. Told once a model, at the first such layer.",
    fix: "Nothing, for classification. Otherwise fewer strides, pooling layers or dilations, or larger images.",
  },
  "size-not-restored": {
    code: "size-not-restored",
    title: "up-sampling does not give back the size before down-sampling",
    what: "A transposed convolution answers a strided layer, and its output has another size than that layer's input.",
    why: "A transposed convolution is not the inverse of a convolution. A stride of 2 rounds, so that 73 and 74 both become 36 with a kernel of 3, and Keras and TensorFlow.js go back to the smallest size that fits: `36·2 + max(3 − 2, 0) = 73`. An auto-encoder then compares pictures of different sizes.",
    fix: "Use an input size that the strides divide evenly, pad or crop by the difference, or choose kernel and padding so that the size comes out.",
    fixKind: "reviewed",
  },
  "border-not-read": {
    code: "border-not-read",
    title: "pooling leaves out the last rows",
    what: 'With padding "valid" the windows of a pooling layer end before its input does.',
    why: "Keras rounds down and has no other mode: a pool of 3 in steps of 2 on 112 gives 55 and never reads the last row. `same` gives 56; other frameworks can round up, or pad by a fixed number, and get 56 or 57 of the same layer.",
    fix: 'Use padding "same", a size that comes out even, or leave it: one row at the border rarely matters for classification. It does where the size has to come back later.',
    fixKind: "reviewed",
  },
  "uneven-padding": {
    code: "uneven-padding",
    title: 'padding "same" of a strided layer is not symmetric',
    what: 'A layer with a stride and padding "same" pads less than half a kernel before the input.',
    why: "Keras pads only as much as `⌈size / stride⌉` outputs need, with the odd zero behind: kernel 7 with stride 2 on 224 gets 2 zeros before and 3 after, and another input size gets others. PyTorch's fixed padding of 3 on both sides reads positions that lie one further left, so weights from there give other values.",
    fix: 'Nothing, for weights that were trained in Keras. For others put ZeroPadding of half the kernel before the layer and use padding "valid". This rule is off until the setting `convlens.rules` switches it on.',
    offByDefault: true,
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
