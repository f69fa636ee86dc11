/** Layers that others can stand in for: what is offered, and parameters and MACs before and after, written out as formulas. */
import type { TextLayer } from "./modelTexts.ts";

export interface ReplaceCase {
  readonly name: string;
  readonly input: readonly (number | null)[];
  readonly layer: TextLayer;
  /** What is offered: the beginning of the title, parameters and MACs before and after, from the formulas. */
  readonly offers: readonly Offer[];
}

export type Offer = readonly [
  what: string,
  params: readonly [number, number],
  macs: readonly [number, number],
  layers: number,
];

/** A layer named "it". */
export const conv = (config: TextLayer["config"], className = "Conv2D", factory = "conv2d"): TextLayer => ({
  className,
  factory,
  config: { name: "it", ...config },
});

export const replaceCases: readonly ReplaceCase[] = [
  {
    name: "a standard 3×3 convolution",
    input: [32, 32, 16],
    layer: conv({ filters: 24, kernel_size: [3, 3], padding: "same", activation: "relu" }),
    offers: [
      [
        "a depthwise separable convolution",
        [9 * 16 * 24 + 24, 9 * 16 + 16 * 24 + 24],
        [32 * 32 * 9 * 16 * 24, 32 * 32 * 16 * (9 + 24)],
        1,
      ],
      [
        "a spatially separable pair, 3×1 and 1×3",
        [9 * 16 * 24 + 24, 3 * 16 * 24 + 24 + 3 * 24 * 24 + 24],
        [32 * 32 * 9 * 16 * 24, 32 * 32 * 3 * (16 * 24 + 24 * 24)],
        2,
      ],
    ],
  },
  {
    name: "a strided 5×5 convolution",
    input: [33, 31, 16],
    layer: conv({ filters: 16, kernel_size: [5, 5], strides: [2, 2] }),
    offers: [
      [
        "a depthwise separable convolution",
        [25 * 256 + 16, 25 * 16 + 256 + 16],
        [15 * 14 * 25 * 256, 15 * 14 * 16 * (25 + 16)],
        1,
      ],
      [
        "a spatially separable pair, 5×1 and 1×5",
        [25 * 256 + 16, 2 * (5 * 256 + 16)],
        [15 * 14 * 25 * 256, 15 * 31 * 5 * 256 + 15 * 14 * 5 * 256],
        2,
      ],
      [
        "two kernels of 3×3",
        [25 * 256 + 16, 2 * (9 * 256 + 16)],
        [15 * 14 * 25 * 256, 31 * 29 * 9 * 256 + 15 * 14 * 9 * 256],
        2,
      ],
    ],
  },
  {
    name: "a 7×7 convolution without stride",
    input: [20, 20, 8],
    layer: conv({ filters: 8, kernel_size: [7, 7], padding: "same" }),
    offers: [
      [
        "a depthwise separable convolution",
        [49 * 64 + 8, 49 * 8 + 64 + 8],
        [400 * 49 * 64, 400 * 8 * (49 + 8)],
        1,
      ],
      [
        "a spatially separable pair, 7×1 and 1×7",
        [49 * 64 + 8, 2 * (7 * 64 + 8)],
        [400 * 49 * 64, 400 * 14 * 64],
        2,
      ],
      [
        "a dilated 3×3 kernel that spans the same 7 positions",
        [49 * 64 + 8, 9 * 64 + 8],
        [400 * 49 * 64, 400 * 9 * 64],
        1,
      ],
      ["three kernels of 3×3", [49 * 64 + 8, 3 * (9 * 64 + 8)], [400 * 49 * 64, 400 * 27 * 64], 3],
    ],
  },
  {
    name: "a dilated convolution",
    input: [20, 20, 4],
    layer: conv({ filters: 4, kernel_size: [3, 3], dilation_rate: [2, 2] }),
    offers: [
      ["a depthwise separable convolution", [9 * 16 + 4, 9 * 4 + 16 + 4], [256 * 9 * 16, 256 * 4 * 13], 1],
      ["an undilated kernel of 5×5", [9 * 16 + 4, 25 * 16 + 4], [256 * 9 * 16, 256 * 25 * 16], 1],
    ],
  },
  {
    name: "a depthwise separable convolution",
    input: [16, 16, 10],
    layer: conv(
      { filters: 100, kernel_size: [5, 5], activation: "relu" },
      "SeparableConv2D",
      "separableConv2d",
    ),
    offers: [
      ["a depthwise and a pointwise convolution, which do the same", [1350, 1350], [180_000, 180_000], 2],
      ["a standard convolution", [1350, 25 * 1000 + 100], [180_000, 144 * 25 * 1000], 1],
    ],
  },
  {
    name: "a depthwise convolution",
    input: [13, 13, 8],
    layer: conv({ kernel_size: [3, 3], padding: "same" }, "DepthwiseConv2D", "depthwiseConv2d"),
    offers: [
      [
        "a depthwise separable convolution, which also mixes the channels",
        [80, 72 + 64 + 8],
        [169 * 72, 169 * (72 + 64)],
        1,
      ],
      ["a standard convolution", [80, 9 * 64 + 8], [169 * 72, 169 * 9 * 64], 1],
    ],
  },
  {
    name: "a transposed convolution with an uneven overlap",
    input: [8, 8, 6],
    layer: conv(
      { filters: 4, kernel_size: [3, 3], strides: [2, 2], padding: "same", activation: "relu" },
      "Conv2DTranspose",
      "conv2dTranspose",
    ),
    offers: [
      [
        "up-sampling and a convolution, which overlap evenly",
        [9 * 24 + 4, 9 * 24 + 4],
        [64 * 9 * 24, 256 * 9 * 24],
        2,
      ],
    ],
  },
  {
    name: "channels first",
    input: [6, 12, 10],
    layer: conv({
      filters: 4,
      kernel_size: [5, 5],
      padding: "same",
      data_format: "channels_first",
      use_bias: false,
    }),
    offers: [
      ["a depthwise separable convolution", [25 * 24, 25 * 6 + 24], [120 * 25 * 24, 120 * 6 * 29], 1],
      [
        "a spatially separable pair, 5×1 and 1×5",
        [25 * 24, 5 * 24 + 5 * 16],
        [120 * 25 * 24, 120 * 5 * 40],
        2,
      ],
      [
        "a dilated 3×3 kernel that spans the same 5 positions",
        [25 * 24, 9 * 24],
        [120 * 25 * 24, 120 * 9 * 24],
        1,
      ],
      ["two kernels of 3×3", [25 * 24, 9 * 24 + 9 * 16], [120 * 25 * 24, 120 * 9 * 40], 2],
    ],
  },
  {
    name: "a convolution over time, in Keras alone",
    input: [50, 8],
    layer: { className: "Conv1D", config: { name: "it", filters: 8, kernel_size: [5], padding: "same" } },
    offers: [
      ["a depthwise separable convolution", [5 * 64 + 8, 40 + 64 + 8], [50 * 5 * 64, 50 * 8 * 13], 1],
      [
        "a dilated 3 kernel that spans the same 5 positions",
        [5 * 64 + 8, 3 * 64 + 8],
        [50 * 5 * 64, 50 * 3 * 64],
        1,
      ],
    ],
  },
  {
    name: "a group for each channel, in Keras alone",
    input: [10, 10, 4],
    layer: { className: "Conv2D", config: { name: "it", filters: 8, kernel_size: [3, 3], groups: 4 } },
    offers: [["the same as a depthwise convolution", [9 * 8 + 8, 9 * 8 + 8], [64 * 72, 64 * 72], 1]],
  },
  {
    name: "a pointwise convolution",
    input: [10, 10, 4],
    layer: conv({ filters: 8, kernel_size: [1, 1] }),
    offers: [],
  },
  {
    name: "a transposed convolution whose output is not a multiple",
    input: [8, 8, 6],
    layer: conv({ filters: 4, kernel_size: [3, 3], strides: [2, 2] }, "Conv2DTranspose", "conv2dTranspose"),
    offers: [],
  },
];
