/** Figures that tools and papers publish for models of the corpus, in units of 10^9, each with where it stands. */

export interface PublishedFigure {
  readonly model: string;
  readonly preset: string;
  /** As published, digits included. */
  readonly giga: string;
  readonly source: string;
  /** Why ours does not round to it; absent where it does. */
  readonly difference?: string;
}

const torchvision = (file: string) => `torchvision/models/${file}.py, \`_ops\` of the weights`;
const thop = "Lyken17/pytorch-OpCounter, README";
const ptflops = "sovrasov/flops-counter.pytorch, README";

const stride =
  "Keras's ResNet50 strides on the first 1×1 convolution of a stage, torchvision's on the 3×3 one (v1.5)";
const noGamma = "Keras's InceptionV3 normalises without gamma";

export const publishedFigures: readonly PublishedFigure[] = [
  { model: "VGG16", preset: "convlens", giga: "15.47", source: torchvision("vgg") },
  { model: "VGG16", preset: "ptflops", giga: "15.5", source: ptflops },
  {
    model: "VGG16",
    preset: "thop",
    giga: "15.61",
    source: thop,
    difference:
      "the README's table fits a version that added the bias of convolutions (0.014) and counted the additions of linear layers too (0.124)",
  },
  {
    model: "ResNet50",
    preset: "convlens",
    giga: "4.089",
    source: torchvision("resnet"),
    difference: stride,
  },
  { model: "ResNet50", preset: "ptflops", giga: "4.12", source: ptflops, difference: stride },
  {
    model: "ResNet50",
    preset: "thop",
    giga: "4.14",
    source: thop,
    difference: `${stride}; and additions of linear layers as for VGG16`,
  },
  { model: "ResNet50 v1.5", preset: "convlens", giga: "4.089", source: torchvision("resnet") },
  {
    model: "ResNet50 v1.5",
    preset: "ptflops",
    giga: "4.12",
    source: ptflops,
    difference: "Keras's ResNet50 has biases on its convolutions (0.011), torchvision's has none",
  },
  { model: "MobileNet", preset: "convlens", giga: "0.569", source: "arXiv 1704.04861" },
  { model: "MobileNetV2", preset: "convlens", giga: "0.30", source: torchvision("mobilenetv2") },
  { model: "MobileNetV2", preset: "thop", giga: "0.33", source: thop },
  { model: "Xception", preset: "ptflops", giga: "8.42", source: ptflops },
  { model: "InceptionV3", preset: "convlens", giga: "5.713", source: torchvision("inception") },
  {
    model: "InceptionV3",
    preset: "thop",
    giga: "5.75",
    source: thop,
    difference: `${noGamma}: 2 for each of 8,967,488 elements (0.018)`,
  },
  {
    model: "InceptionV3",
    preset: "ptflops",
    giga: "5.73",
    source: ptflops,
    difference: `${noGamma}, and the README's version did not see ReLU and pooling called as functions`,
  },
  { model: "EfficientNetB0", preset: "convlens", giga: "0.386", source: torchvision("efficientnet") },
  { model: "DenseNet121", preset: "convlens", giga: "2.834", source: torchvision("densenet") },
  { model: "DenseNet121", preset: "thop", giga: "2.90", source: thop },
  { model: "DenseNet121", preset: "ptflops", giga: "2.88", source: ptflops },
];
