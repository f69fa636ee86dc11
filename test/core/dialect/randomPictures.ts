/** Random convolutions, poolings and other layers on pictures. */
import { activations, list, type Maker, picture, sizes, sometimes, withMore } from "./layerChoices.ts";

export const pictureMakers: Readonly<Record<string, Maker>> = {
  Conv1D: withMore(convolution(1, true, ["valid", "same", "causal"]), (choose) =>
    sometimes(choose, "groups", choose.pick([1, 2, 3]), 4),
  ),
  Conv2D: withMore(convolution(2, true, ["valid", "same"]), (choose) =>
    sometimes(choose, "groups", choose.pick([1, 2, 3]), 4),
  ),
  Conv3D: withMore(convolution(3, true, ["valid", "same"]), (choose) =>
    sometimes(choose, "groups", choose.pick([1, 2]), 4),
  ),
  Conv2DTranspose: withMore(convolution(2, true, ["valid", "same"]), (choose) =>
    sometimes(choose, "output_padding", list(choose, 2, 0, 1), 3),
  ),
  Conv3DTranspose: withMore(convolution(3, true, ["valid", "same"]), (choose) =>
    sometimes(choose, "output_padding", list(choose, 3, 0, 1), 3),
  ),
  SeparableConv2D: withMore(convolution(2, true, ["valid", "same"]), (choose) => ({
    ...sometimes(choose, "depth_multiplier", choose.integer(1, 3)),
    ...sometimes(choose, "kernel_initializer", "glorot_uniform", 8),
    ...sometimes(choose, "kernel_regularizer", null, 8),
  })),
  DepthwiseConv2D: withMore(convolution(2, false, ["valid", "same"]), (choose) =>
    sometimes(choose, "depth_multiplier", choose.integer(1, 3)),
  ),
  MaxPooling1D: pooling(1),
  AveragePooling1D: pooling(1),
  MaxPooling2D: pooling(2),
  AveragePooling2D: pooling(2),
  MaxPooling3D: pooling(3),
  AveragePooling3D: pooling(3),
  GlobalAveragePooling1D: globalPooling(1),
  GlobalMaxPooling1D: globalPooling(1),
  GlobalAveragePooling2D: globalPooling(2),
  GlobalMaxPooling2D: globalPooling(2),
  ZeroPadding2D: (choose) => {
    const { shape, dataFormat } = picture(choose, 2, true);
    return {
      inputs: [shape],
      config: {
        ...sometimes(
          choose,
          "padding",
          choose.pick([
            1,
            [1, 2],
            [
              [0, 1],
              [2, 0],
            ],
            [1, [0, 1]],
            [[0, 1], 1],
          ]),
          1,
        ),
        ...(dataFormat === "channels_first" ? { data_format: dataFormat } : {}),
      },
    };
  },
  Cropping2D: (choose) => {
    const { shape, dataFormat } = picture(choose, 2, true);
    return {
      inputs: [shape],
      config: {
        ...(choose.rarely(8)
          ? {}
          : {
              cropping: choose.pick([
                1,
                [1, 0],
                [
                  [0, 1],
                  [1, 0],
                ],
                6,
                [1, [0, 1]],
              ]),
            }),
        ...(dataFormat === "channels_first" ? { data_format: dataFormat } : {}),
      },
    };
  },
  UpSampling2D: (choose) => {
    const { shape, dataFormat } = picture(choose, 2, true);
    return {
      inputs: [shape],
      config: {
        ...sometimes(choose, "size", sizes(choose, 2, 1, 3)),
        ...sometimes(choose, "interpolation", choose.pick(["nearest", "bilinear", "bicubic"])),
        ...(dataFormat === "channels_first" ? { data_format: dataFormat } : {}),
      },
    };
  },
  ConvLSTM2D: (choose) => {
    const { shape, dataFormat } = picture(choose, 2, true);
    const [batch, ...rest] = shape;
    return {
      inputs: [[batch ?? null, choose.integer(1, 3), ...rest]],
      config: {
        filters: choose.integer(1, 3),
        kernel_size: choose.rarely(10) ? 13 : sizes(choose, 2, 1, 3),
        ...sometimes(choose, "strides", sizes(choose, 2, 1, 2), 3),
        ...sometimes(choose, "padding", choose.pick(["valid", "same"])),
        ...sometimes(choose, "dilation_rate", sizes(choose, 2, 1, 2), 4),
        ...sometimes(choose, "return_sequences", true),
        ...sometimes(choose, "return_state", true, 3),
        ...sometimes(choose, "use_bias", false, 3),
        ...(dataFormat === "channels_first" ? { data_format: dataFormat } : {}),
      },
    };
  },
  Resizing: (choose) => ({
    inputs: [picture(choose, 2, false).shape],
    config: {
      height: choose.integer(1, 9),
      width: choose.integer(1, 9),
      ...sometimes(choose, "interpolation", choose.pick(["bilinear", "nearest", "bicubic"])),
    },
  }),
  CenterCrop: (choose) => ({
    inputs: [picture(choose, 2, false).shape],
    config: { height: choose.integer(1, 9), width: choose.integer(1, 9) },
    behindPooling: true,
  }),
};

function convolution(rank: number, filters: boolean, paddings: readonly string[]): Maker {
  return (choose) => {
    const { shape, dataFormat } = picture(choose, rank, true);
    const large = choose.rarely(10);
    return {
      inputs: [shape],
      config: {
        ...(filters ? { filters: choose.integer(1, 3) * 2 } : {}),
        kernel_size: large ? 13 : sizes(choose, rank, 1, 3),
        ...sometimes(choose, "strides", sizes(choose, rank, 1, 2)),
        ...sometimes(choose, "padding", choose.pick(paddings)),
        ...sometimes(choose, "dilation_rate", sizes(choose, rank, 1, 2), 3),
        ...sometimes(choose, "activation", choose.pick(activations)),
        ...sometimes(choose, "use_bias", choose.rarely(2)),
        ...(dataFormat === "channels_first" ? { data_format: dataFormat } : {}),
      },
    };
  };
}

function pooling(rank: number): Maker {
  return (choose) => {
    const { shape, dataFormat } = picture(choose, rank, true);
    return {
      inputs: [shape],
      config: {
        ...sometimes(choose, "pool_size", choose.rarely(8) ? 14 : sizes(choose, rank, 1, 3)),
        ...sometimes(choose, "strides", sizes(choose, rank, 1, 3)),
        ...sometimes(choose, "padding", choose.pick(["valid", "same"])),
        ...(dataFormat === "channels_first" ? { data_format: dataFormat } : {}),
      },
    };
  };
}

function globalPooling(rank: number): Maker {
  return (choose) => {
    const { shape, dataFormat } = picture(choose, rank, true);
    return {
      inputs: [shape],
      config: {
        ...sometimes(choose, "keepdims", choose.rarely(2)),
        ...(dataFormat === "channels_first" ? { data_format: dataFormat } : {}),
      },
    };
  };
}
