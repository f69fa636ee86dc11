/** From colours between 0 and 1 to the values that a model was trained on. */
import type { Normalisation } from "../../protocol/panelChoices.ts";

type Triple = readonly [number, number, number];

/** Colour `c` becomes `(c − offset) / divisor`, colours in the order red, green, blue. */
interface ColourRule {
  readonly offset: Triple;
  readonly divisor: Triple;
  /** Channels are blue, green, red. */
  readonly blueFirst: boolean;
  readonly text: string;
}

/** Mean and deviation over ImageNet's training pictures, of colours between 0 and 1, as torchvision states them. */
const imagenetMean: Triple = [0.485, 0.456, 0.406];
const imagenetDeviation: Triple = [0.229, 0.224, 0.225];
/** Means over ImageNet's pictures, of colours between 0 and 255, as Keras's `preprocess_input` in mode "caffe" takes off. */
const caffeMean: Triple = [123.68 / 255, 116.779 / 255, 103.939 / 255];
const byte = 1 / 255;

export const colourRules: Readonly<Record<Normalisation, ColourRule>> = {
  unit: { offset: [0, 0, 0], divisor: [1, 1, 1], blueFirst: false, text: "values 0 to 1" },
  signed: { offset: [0.5, 0.5, 0.5], divisor: [0.5, 0.5, 0.5], blueFirst: false, text: "values −1 to 1" },
  imagenet: {
    offset: imagenetMean,
    divisor: imagenetDeviation,
    blueFirst: false,
    text: `ImageNet's mean ${imagenetMean.join(", ")} taken off, then divided by its deviation ${imagenetDeviation.join(", ")}`,
  },
  caffe: {
    offset: caffeMean,
    divisor: [byte, byte, byte],
    blueFirst: true,
    text: "values 0 to 255 less ImageNet's means 103.939, 116.779, 123.68, blue first",
  },
  none: { offset: [0, 0, 0], divisor: [byte, byte, byte], blueFirst: false, text: "values 0 to 255" },
};

/** The picture's colours normalised, `rgb[3·pixel + part]` in the order red, green, blue. */
export function normaliseColours(rgb: Float32Array, rule: ColourRule): Float32Array {
  const { offset, divisor } = rule;
  if (offset.every((value) => value === 0) && divisor.every((value) => value === 1)) return rgb;
  return rgb.map((value, at) => (value - (offset[at % 3] ?? 0)) / (divisor[at % 3] ?? 1));
}
