// The samples that the scenarios open: text to point at in the first layer, and what is shown for it.

/** 3×3 over 96×96×3 to 16 channels, zero-padded: 3·3·3·16 + 16 = 448 parameters. */
const standard = { hint: /96×96×16.*448/, derivation: /96×96×16[\s\S]*448/ };

/** A Keras 3 model in JSON. */
export const jsonSample = { file: "seven-convolutions.keras.json", layer: "Conv2D", ...standard };

/** The same in TypeScript with TensorFlow.js. */
export const codeSample = { file: "seven-convolutions.ts", layer: "conv2d", ...standard };

/** One layer of each kind in it, by the name of the kind. */
export const layerOfKind = {
  standard: "standard",
  pointwise: "pointwise",
  transposed: "transposed",
  dilated: "dilated",
  "spatially-separable": "separable_column",
  depthwise: "depthwise",
  "depthwise-separable": "depthwise_separable",
} as const;

/** `spatially separable`, as people read it. */
export function kindWords(kind: string): string {
  return kind.replace("-", " ");
}
