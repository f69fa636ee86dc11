/** Rules on what layers read of their input, and how often. */
import type { Rule } from "./rule.ts";

export const readingRules = {
  "uneven-overlap": {
    code: "uneven-overlap",
    title: "kernel copies of a transposed convolution overlap unevenly",
    what: "The kernel of a transposed convolution is no multiple of its stride.",
    why: "Each input position adds one copy of the kernel to the output, `stride` positions further on. With kernel 3 and stride 2 a row of five adds up to `1 1 2 1 2 1 2 1 2 1 1` copies, so every second output gets twice as much, which trained models often show as a checkerboard. With a kernel below the stride some outputs get nothing but the bias; then this is a warning.",
    fix: "Use a kernel that is a multiple of the stride (4 with stride 2), or UpSampling and an ordinary convolution behind it. That makes the overlap even and lowers the risk; a checkerboard can still come from the training.",
  },
  gridding: {
    code: "gridding",
    title: "dilated layers leave holes in what they read",
    what: "Two or more dilated layers in a row never read some positions inside their common receptive field.",
    why: "Equal rates, or rates with a common factor, only reach positions of one grid. Three layers of kernel 3 with rates 2, 2, 2 span 13 positions and read 7 of them; rates 1, 2, 5 span 17 and read all 17. Positions are counted exactly on each axis, from the tensor that enters the run; residual connections and undilated layers in the run count too.",
    fix: "Use rates without a common factor that start at 1, or put an undilated layer of kernel 3 or more into the run.",
  },
  "positions-never-read": {
    code: "positions-never-read",
    title: "the stride is larger than the window",
    what: "A convolution or pooling moves on by more positions than its window spans.",
    why: "The positions between two windows are computed by the layers before and read by nobody: kernel 2 with stride 3 on two axes reads 4 of every 9. For kernel 1, as in the shortcuts of ResNet, it is often done on purpose, and this is a hint.",
    fix: "Use a stride of at most `(K − 1)·d + 1`, or a larger kernel or pool; before a 1×1 convolution average pooling does the striding without loss.",
  },
  "field-larger-than-image": {
    code: "field-larger-than-image",
    title: "outputs see more than the image",
    what: "From this layer on the receptive field is larger than the model's input on every spatial axis.",
    why: "The part of a field outside the image is padding, so border and middle differ more by padding than by what they see. ResNet50 reaches 483×483 on images of 224×224 and classifies well; it matters where places have to be told apart. Told once a model, at the first such layer.",
    fix: "Nothing, for classification. Otherwise fewer strides, pooling layers or dilations, or larger images.",
  },
} satisfies Partial<Record<Rule["code"], Rule>>;
