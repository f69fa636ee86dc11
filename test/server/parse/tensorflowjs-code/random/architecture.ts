/** Random models that TensorFlow.js accepts, as data: the same layers can then be written as programs in many styles. */
import type { RandomNumbers } from "../../../../support/randomModels.ts";
import {
  type Architecture,
  type Argument,
  type Arguments,
  type LayerPiece,
  type Piece,
  seriesValue,
} from "./pieces.ts";

/** Sizes of one example on the way, without the batch: three for an image, two for a sequence, one for a vector. */
interface State {
  readonly random: RandomNumbers;
  sizes: number[];
}

export function randomArchitecture(random: RandomNumbers): Architecture {
  const kind = random(0, 9);
  const inputShape =
    kind < 6
      ? [random(9, 33), random(9, 33), random(1, 4)]
      : kind < 8
        ? [random(6, 20), random(1, 6)]
        : [random(2, 30)];
  const state: State = { random, sizes: inputShape };
  const pieces: Piece[] = [];
  for (let left = random(1, 5); left > 0; left--) pieces.push(randomPiece(state));
  if (state.sizes.length > 1 && random(0, 4) > 0) pieces.push(toVector(state));
  if (random(0, 3) > 0) pieces.push(denseLayer(state, { activation: "softmax" }));
  return { inputShape, pieces };
}

function randomPiece(state: State): Piece {
  const { random, sizes } = state;
  const image = sizes.length === 3;
  const big = image && Math.min(...sizes.slice(0, 2)) >= 8;
  switch (random(0, 9)) {
    case 0:
    case 1:
      return repeated(state);
    case 2:
      return residual(state);
    case 3:
      return branches(state);
    case 4:
      return big ? skips(state) : randomLayer(state);
    case 5:
      return nested(state);
    case 6:
      return { kind: "twice", layer: sameSize(state, sizes.at(-1) ?? 1) };
    default:
      return randomLayer(state);
  }
}

function layer(factory: string, args: Arguments = {}, inner?: LayerPiece): LayerPiece {
  return { kind: "layer", factory, args, ...(inner ? { inner } : {}) };
}

function pick<T>(random: RandomNumbers, list: readonly [T, ...T[]]): T {
  return list[random(0, list.length - 1)] ?? list[0];
}

function randomLayer(state: State): LayerPiece {
  const { random, sizes } = state;
  if (random(0, 3) === 0) return shapeless(state);
  if (sizes.length === 3) return imageLayer(state);
  return sizes.length === 2 ? sequenceLayer(state) : denseLayer(state);
}

/** A layer that leaves the sizes as they are. */
function shapeless({ random }: State): LayerPiece {
  return pick(random, [
    layer("batchNormalization", random(0, 1) === 0 ? {} : { scale: false, epsilon: 0.01 }),
    layer("dropout", { rate: 0.25 }),
    layer("activation", { activation: pick(random, ["relu", "tanh", "swish", "elu"]) }),
    layer("reLU", random(0, 1) === 0 ? {} : { maxValue: 6 }),
    layer("leakyReLU", { alpha: 0.2 }),
    layer("layerNormalization", {}),
    layer("gaussianNoise", { stddev: 0.5 }),
  ]);
}

interface Window {
  readonly args: Arguments;
  readonly sizes: readonly number[];
}

/** Kernel, strides and padding that fit, and the spatial sizes behind them. */
function randomWindow({ random, sizes }: State, key: string, least = 1): Window {
  const spatial = sizes.slice(0, -1);
  const same = random(0, 1) === 0;
  const kernel = spatial.map((size) => Math.min(random(least, 4), size));
  const square = kernel.every((size) => size === kernel[0]);
  const strides = Math.min(random(1, 2), ...kernel);
  const behind = spatial.map((size, axis) =>
    same ? Math.ceil(size / strides) : Math.floor((size - (kernel[axis] ?? 1)) / strides) + 1,
  );
  const args: Record<string, Argument> = { [key]: square ? (kernel[0] ?? 1) : kernel };
  if (strides > 1 || key === "poolSize") args.strides = strides;
  if (same || random(0, 2) === 0) args.padding = same ? "same" : "valid";
  return { args, sizes: behind };
}

function imageLayer(state: State): LayerPiece {
  const { random, sizes } = state;
  const [height = 1, width = 1, channels = 1] = sizes;
  const filters = random(1, 12);
  switch (random(0, 8)) {
    case 0: {
      const { args, sizes: behind } = randomWindow(state, "kernelSize");
      const depthMultiplier = random(1, 2);
      state.sizes = [...behind, channels * depthMultiplier];
      return layer("depthwiseConv2d", { ...args, depthMultiplier });
    }
    case 1: {
      const { args, sizes: behind } = randomWindow(state, "kernelSize");
      state.sizes = [...behind, filters];
      return layer("separableConv2d", { filters, ...args });
    }
    case 2: {
      const { args, sizes: behind } = randomWindow(state, "poolSize", 2);
      state.sizes = [...behind, channels];
      return layer(pick(random, ["maxPooling2d", "averagePooling2d", "maxPool2d"]), args);
    }
    case 3:
      if (height * width > 400) return shapeless(state);
      state.sizes = [height * 2, width * 2, channels];
      return layer("upSampling2d", { size: [2, 2] });
    case 4: {
      const [top, left] = [random(0, 2), random(0, 2)];
      state.sizes = [height + top + 1, width + left, channels];
      return layer("zeroPadding2d", {
        padding: [
          [top, 1],
          [left, 0],
        ],
      });
    }
    case 5:
      if (height * width > 400) return shapeless(state);
      state.sizes = [height * 2, width * 2, filters];
      return layer("conv2dTranspose", { filters, kernelSize: 3, strides: 2, padding: "same" });
    default: {
      const { args, sizes: behind } = randomWindow(state, "kernelSize");
      state.sizes = [...behind, filters];
      return layer("conv2d", { filters, ...args, ...(random(0, 2) === 0 ? { useBias: false } : {}) });
    }
  }
}

function sequenceLayer(state: State): LayerPiece {
  const { random, sizes } = state;
  const [steps = 1, channels = 1] = sizes;
  const units = random(1, 9);
  switch (random(0, 4)) {
    case 0: {
      const { args, sizes: behind } = randomWindow(state, "poolSize", 2);
      state.sizes = [...behind, channels];
      return layer("maxPooling1d", args);
    }
    case 1:
      state.sizes = [steps, units];
      return layer(pick(random, ["lstm", "gru", "simpleRNN"]), { units, returnSequences: true });
    case 2:
      state.sizes = [steps, 2 * units];
      return layer("bidirectional", { mergeMode: "concat" }, layer("gru", { units, returnSequences: true }));
    case 3:
      state.sizes = [steps, units];
      return layer("timeDistributed", {}, layer("dense", { units }));
    default: {
      const { args, sizes: behind } = randomWindow(state, "kernelSize");
      state.sizes = [...behind, units];
      return layer("conv1d", { filters: units, ...args });
    }
  }
}

function denseLayer(state: State, more: Arguments = {}): LayerPiece {
  const units = state.random(1, 20);
  state.sizes = [...state.sizes.slice(0, -1), units];
  return layer("dense", { units, ...more });
}

function toVector(state: State): LayerPiece {
  const { random, sizes } = state;
  if (random(0, 1) === 0) {
    state.sizes = [sizes.reduce((product, size) => product * size, 1)];
    return layer("flatten");
  }
  const axes = sizes.length === 3 ? "2d" : "1d";
  state.sizes = sizes.slice(-1);
  return layer(pick(random, [`globalAveragePooling${axes}`, `globalMaxPooling${axes}`]));
}

/** Rounds of the same layers, each wider than the one before. */
function repeated(state: State): Piece {
  const { random, sizes } = state;
  const count = random(2, 4);
  const series = { base: random(1, 6), step: random(1, 5), doubles: random(0, 1) === 0 };
  const body: LayerPiece[] = [
    sizes.length === 1
      ? layer("dense", {})
      : layer(sizes.length === 3 ? "conv2d" : "conv1d", { kernelSize: random(1, 3), padding: "same" }),
  ];
  for (let more = random(0, 2); more > 0; more--) body.push(shapeless(state));
  const key = sizes.length === 1 ? "units" : "filters";
  state.sizes = [...sizes.slice(0, -1), seriesValue(series, count - 1)];
  return { kind: "repeat", count, key, series, body };
}

function residual(state: State): Piece {
  const { random, sizes } = state;
  const width = sizes.at(-1) ?? 1;
  const body: LayerPiece[] = [sameSize(state, random(1, 8)), shapeless(state), sameSize(state, width)];
  return { kind: "residual", body, merge: pick(random, ["add", "multiply", "average", "maximum"]) };
}

/** Keeps all sizes but the last. */
function sameSize({ random, sizes }: State, width: number): LayerPiece {
  if (sizes.length === 1) return layer("dense", { units: width });
  const factory = sizes.length === 3 ? "conv2d" : "conv1d";
  return layer(factory, { filters: width, kernelSize: random(1, 3), padding: "same" });
}

function branches(state: State): Piece {
  const { random } = state;
  let width = 0;
  const bodies = Array.from({ length: random(2, 3) }, () => {
    const own = random(1, 6);
    width += own;
    return random(0, 1) === 0
      ? [sameSize(state, own)]
      : [sameSize(state, random(1, 5)), sameSize(state, own)];
  });
  state.sizes = [...state.sizes.slice(0, -1), width];
  return { kind: "branches", bodies };
}

function skips(state: State): Piece {
  const { random } = state;
  const widths = [random(2, 6), random(4, 9)].slice(0, random(1, 2));
  const [height = 8, width = 8] = state.sizes;
  const unit = 2 ** widths.length;
  const cut = [height % unit, width % unit] as const;
  state.sizes = [height - cut[0], width - cut[1], widths[0] ?? 1];
  return { kind: "skips", widths, cut };
}

function nested(state: State): Piece {
  const inputShape = [...state.sizes];
  const body = [randomLayer(state), randomLayer(state)];
  return { kind: "nested", inputShape, body };
}
