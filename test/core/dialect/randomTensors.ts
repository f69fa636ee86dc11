/** Random layers on any tensors: activations, reshaping, normalisation, merging and recurrent layers. */
import { activations, anyShape, type Choices, elementwise, type Maker, sometimes } from "./layerChoices.ts";

export const tensorMakers: Readonly<Record<string, Maker>> = {
  Dense: (choose) => ({
    inputs: [anyShape(choose)],
    config: {
      units: choose.integer(1, 5),
      ...sometimes(choose, "use_bias", false),
      ...sometimes(choose, "activation", choose.pick(activations)),
    },
  }),
  Flatten: (choose) => ({
    inputs: [anyShape(choose)],
    config: sometimes(choose, "data_format", choose.pick(["channels_last", "channels_first"])),
  }),
  Reshape: (choose) => {
    const fixed = choose.rarely(6);
    return {
      inputs: [[fixed ? 2 : null, ...choose.pick([[4, 6], [24], [2, 3, 4], [null, 6], [2, null, 4]])]],
      config: {
        target_shape: choose.pick([[-1], [24], [4, 6], [-1, 2], [3, -1], [5, 5], [6, null], [7, -1]]),
      },
    };
  },
  Permute: (choose) => ({
    inputs: [[null, 3, choose.pick([4, null]), 2]],
    config: {
      dims: choose.pick([
        [1, 2, 3],
        [3, 1, 2],
        [2, 1, 3],
        [2, 1],
        [1, 1, 2],
      ]),
    },
  }),
  RepeatVector: (choose) => ({ inputs: [anyShape(choose, 2, 3)], config: { n: choose.integer(1, 5) } }),
  Masking: elementwise(() => ({ mask_value: 0 })),
  Embedding: (choose) => ({
    inputs: [
      choose.pick([
        [null, 4],
        [null, null],
        [null, 2, 3],
      ]),
    ],
    config: {
      input_dim: choose.integer(2, 9),
      output_dim: choose.integer(1, 5),
      ...sometimes(choose, "mask_zero", true),
      ...sometimes(choose, "input_length", choose.pick([4, 5]), 3),
    },
  }),
  Activation: elementwise((choose) => ({ activation: choose.pick(activations) })),
  ReLU: elementwise((choose) => ({
    ...sometimes(choose, "max_value", 6),
    ...sometimes(choose, "negative_slope", choose.pick([0, 0.2])),
    ...sometimes(choose, "threshold", choose.pick([0, 1])),
  })),
  LeakyReLU: elementwise((choose) => sometimes(choose, choose.pick(["alpha", "negative_slope"]), 0.2)),
  ELU: elementwise((choose) => sometimes(choose, "alpha", choose.pick([1, 0.5]))),
  ThresholdedReLU: elementwise((choose) => sometimes(choose, "theta", 0.5)),
  Softmax: elementwise((choose) => sometimes(choose, "axis", choose.pick([-1, 1, [1, 2]]))),
  PReLU: elementwise((choose) => sometimes(choose, "shared_axes", choose.pick([[1], [1, 2], 1]))),
  Dropout: elementwise(rate),
  SpatialDropout1D: (choose) => ({ inputs: [anyShape(choose, 3, 3)], config: rate(choose) }),
  GaussianDropout: elementwise(rate),
  AlphaDropout: elementwise(rate),
  GaussianNoise: elementwise(() => ({ stddev: 0.1 })),
  BatchNormalization: elementwise((choose) => ({
    ...sometimes(choose, "axis", choose.pick([-1, 1, 2, 3])),
    ...sometimes(choose, "scale", false),
    ...sometimes(choose, "center", false),
  })),
  LayerNormalization: elementwise((choose) => ({
    ...sometimes(choose, "axis", choose.pick([-1, [-1], [1, 2], 1])),
    ...sometimes(choose, "scale", false),
    ...sometimes(choose, "center", false),
    ...sometimes(choose, "rms_scaling", choose.rarely(2), 6),
  })),
  Add: merge(1),
  Multiply: merge(2),
  Average: merge(2),
  Maximum: merge(2),
  Minimum: merge(2),
  Concatenate: (choose) => {
    const made = merge(1)(choose);
    return { ...made, config: sometimes(choose, "axis", choose.pick([-1, 1, 2, -2])) };
  },
  Dot: (choose) => ({
    inputs: choose.pick([
      [
        [null, 4],
        [null, 4],
      ],
      [
        [null, 3, 4],
        [null, 5, 4],
      ],
      [
        [null, 3, 4],
        [null, 4],
      ],
      [
        [null, 4, 3],
        [null, 4, 5],
      ],
      [
        [null, 2, 3, 4],
        [null, 2, 3, 4],
      ],
      [
        [null, null, 4],
        [null, 3, 4],
      ],
      [
        [null, 3, 4],
        [null, 4, 3],
      ],
    ]),
    config: {
      axes: choose.pick([-1, 1, [2, 2], [1, 1], [2, 1]]),
      ...sometimes(choose, "normalize", true),
    },
  }),
  SimpleRNN: recurrent(),
  LSTM: recurrent((choose) => sometimes(choose, "unit_forget_bias", false)),
  GRU: recurrent((choose) => ({ reset_after: choose.rarely(4) })),
  Rescaling: elementwise(() => ({ scale: 0.5, offset: 0.1 })),
};

function merge(low: number): Maker {
  return (choose) => {
    const shape = anyShape(choose, 2, 4);
    const count = choose.integer(low, 3);
    const inputs = Array.from({ length: count }, (_, index) => {
      if (index === 0) return shape;
      const changed = shape.map((size, axis) =>
        axis > 0 && choose.rarely(6) ? choose.pick([1, 4, null]) : size,
      );
      return choose.rarely(6) && changed.length > 2 ? [null, ...changed.slice(2)] : changed;
    });
    return { inputs, config: {} };
  };
}

function rate(choose: Choices) {
  return { rate: choose.integer(1, 9) / 10 };
}

function recurrent(more: (choose: Choices) => Record<string, unknown> = () => ({})): Maker {
  return (choose) => ({
    inputs: [
      [choose.rarely(8) ? 2 : null, choose.rarely(4) ? null : choose.integer(2, 5), choose.integer(1, 4)],
    ],
    config: {
      units: choose.integer(1, 5),
      ...sometimes(choose, "use_bias", choose.rarely(2)),
      ...sometimes(choose, "return_sequences", choose.rarely(2)),
      ...sometimes(choose, "return_state", choose.rarely(2)),
      ...sometimes(choose, "go_backwards", true, 4),
      ...sometimes(choose, "stateful", true, 8),
      ...sometimes(choose, "activation", choose.pick(activations), 3),
      ...more(choose),
    },
  });
}
