/** The seven kinds of convolution, and grouped beside them; a layer can be several at once (dilated and depthwise). */
export type ConvolutionKind = SevenKind | "grouped";

export type SevenKind = (typeof sevenKindNames)[number];

/** In the order in which people meet them. */
export const sevenKindNames = [
  "standard",
  "pointwise",
  "transposed",
  "dilated",
  "spatially-separable",
  "depthwise",
  "depthwise-separable",
] as const;

/** All of them in the order in which a layer that is several is called. */
export const convolutionKindNames: readonly ConvolutionKind[] = [...sevenKindNames, "grouped"];

export interface ConvolutionKindText {
  readonly title: string;
  /** What it does and is for, in one or two sentences. */
  readonly description: string;
}

export const convolutionKindTexts: Readonly<Record<ConvolutionKind, ConvolutionKindText>> = {
  standard: {
    title: "standard convolution",
    description:
      "Every output channel adds up one kernel per input channel. The weights are shared over all positions, so the parameters do not depend on the image size, and the MACs do.",
  },
  pointwise: {
    title: "pointwise convolution",
    description:
      "A weighted sum over the channels at each position. It changes the number of channels or mixes them after a depthwise layer, and sees no neighbours.",
  },
  transposed: {
    title: "transposed convolution",
    description:
      "Up-samples: each input position adds a scaled copy of the kernel to the output. It restores a size, not the values, and is not the inverse of a convolution.",
  },
  dilated: {
    title: "dilated convolution",
    description:
      "The taps are spaced apart, so the receptive field grows without more weights and without losing resolution. Equal rates in a row leave holes in what is read.",
  },
  "spatially-separable": {
    title: "spatially separable convolution",
    description:
      "A column kernel and a row kernel in place of a square one: K + K weights for K·K, at the price that only kernels of rank 1 can be expressed.",
  },
  depthwise: {
    title: "depthwise convolution",
    description:
      "One kernel per channel and no mixing between channels. It needs few MACs and is limited by memory traffic, so the time does not fall as much as the count.",
  },
  "depthwise-separable": {
    title: "depthwise separable convolution",
    description:
      "A depthwise convolution followed by a pointwise one. Its cost against the standard layer is 1/Cout + 1/K².",
  },
  grouped: {
    title: "grouped convolution",
    description:
      "The channels are split into groups that do not see each other, which divides weights and MACs by the number of groups.",
  },
};
