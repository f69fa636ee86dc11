/** Random calls of the operations that slide no window, small and seeded. */
import type { LayerOperation } from "../../core/layers/operation.ts";
import type { LayerWeights } from "../../engine/kernels/kernel.ts";
import { randomTensor } from "../../engine/tensor/fill.ts";
import { activations, type RandomCall, random, spatialShape, values } from "./randomCalls.ts";

/** One or more calls of each of the other operations. */
export function randomOthers(seed: number): RandomCall[] {
  const choose = random(seed);
  const dataFormat = choose.pick(["channels_last", "channels_first"] as const);
  const image = spatialShape(2, [4, 5], 3, dataFormat);
  const x = values(seed, "x", image);
  const channelAxis = dataFormat === "channels_last" ? 3 : 1;
  const statistics = (label: string) =>
    randomTensor([3], seed, { kind: "uniform", low: 0.5, high: 2 }, label);
  const one = (operation: LayerOperation, outputShape: readonly number[], weights: LayerWeights = {}) => ({
    operation,
    inputs: [x],
    weights,
    outputShape,
  });
  return [
    one(
      { op: "globalPooling", reduce: choose.pick(["max", "average"]), keepDims: false, dataFormat },
      [2, 3],
    ),
    one(
      { op: "globalPooling", reduce: choose.pick(["max", "average"]), keepDims: true, dataFormat },
      spatialShape(2, [1, 1], 3, dataFormat),
    ),
    one(
      {
        op: "pad",
        padding: [
          [1, 2],
          [0, 3],
        ],
        dataFormat,
      },
      spatialShape(2, [7, 8], 3, dataFormat),
    ),
    one(
      {
        op: "crop",
        cropping: [
          [1, 0],
          [2, 1],
        ],
        dataFormat,
      },
      spatialShape(2, [3, 2], 3, dataFormat),
    ),
    ...(["nearest", "bilinear"] as const).map((interpolation) =>
      one(
        { op: "upSampling", factors: [2, 3], interpolation, dataFormat },
        spatialShape(2, [8, 15], 3, dataFormat),
      ),
    ),
    {
      operation: {
        op: "dense",
        inputFeatures: 6,
        units: 4,
        useBias: true,
        activation: choose.pick(activations),
      },
      inputs: [values(seed, "rows", [2, 3, 6])],
      weights: { kernel: values(seed, "kernel", [6, 4]), bias: values(seed, "bias", [4]) },
      outputShape: [2, 3, 4],
    },
    one(
      { op: "batchNormalization", axis: channelAxis, features: 3, epsilon: 1e-3, center: true, scale: true },
      image,
      {
        gamma: statistics("gamma"),
        beta: statistics("beta"),
        moving_mean: statistics("mean"),
        moving_variance: statistics("variance"),
      },
    ),
    one({ op: "prelu", alphaShape: image.slice(1).map((size, axis) => (axis === 1 ? 1 : size)) }, image, {
      alpha: values(
        seed,
        "alpha",
        image.slice(1).map((size, axis) => (axis === 1 ? 1 : size)),
      ),
    }),
    ...["gelu", "softmax", "log_softmax", "sparsemax"].map((name) =>
      one({ op: "activation", activation: { name, settings: {} } }, image),
    ),
    one({ op: "softmax", axes: [1, -1] }, image),
    one({ op: "flatten", dataFormat }, [2, 60]),
    one({ op: "reshape" }, [2, 6, 10]),
    one({ op: "permute", order: [3, 1, 2] }, [2, image[3] ?? 0, image[1] ?? 0, image[2] ?? 0]),
    one({ op: "identity" }, image),
    {
      operation: {
        op: "merge",
        combine: choose.pick(["add", "multiply", "average", "maximum", "minimum", "subtract"]),
      },
      inputs: [
        x,
        values(
          seed,
          "y",
          image.map((size, axis) => (axis === 2 ? 1 : size)),
        ),
        values(seed, "z", [2, image[3] ?? 0]),
      ],
      weights: {},
      outputShape: image,
    },
    {
      operation: { op: "concatenate", axis: 2 },
      inputs: [
        x,
        values(
          seed,
          "y",
          image.map((size, axis) => (axis === 2 ? 2 : size)),
        ),
      ],
      weights: {},
      outputShape: image.map((size, axis) => (axis === 2 ? size + 2 : size)),
    },
  ];
}
