/** Random calls of layers that work value by value: merges, normalisations and activations, at sizes that fill no vector. */
import type { Activation, LayerOperation, MergeFunction } from "../../../core/layers/operation.ts";
import type { LayerWeights } from "../../../engine/kernels/kernel.ts";
import { type Choices, type RandomCall, random, values } from "../randomCalls.ts";

type Operation<Op extends LayerOperation["op"]> = Extract<LayerOperation, { readonly op: Op }>;

const merges: readonly MergeFunction[] = ["add", "multiply", "average", "maximum", "minimum", "subtract"];

/** All that have a form on vectors, some with numbers, and two that have none. */
const activations: readonly Activation[] = [
  ...["relu", "relu6", "leaky_relu", "hard_sigmoid", "hard_tanh", "hard_silu", "threshold", "sparse_sigmoid"],
  ...["exponential", "sigmoid", "tanh", "silu", "elu", "selu", "celu", "softsign", "squareplus", "mish"],
  ...["softmax", "gelu"],
].map((name) => ({ name, settings: {} }));

function shapeOf(choose: Choices): number[] {
  const rank = choose.integer(1, 4);
  return [
    choose.integer(1, 3),
    ...Array.from({ length: rank }, () => choose.pick([1, 2, 3, 4, 5, 7, 8, 13])),
  ];
}

function behind(choose: Choices): { readonly activation?: Activation } {
  return choose.pick([true, false]) ? { activation: choose.pick(activations) } : {};
}

/** Alike; one input a value a channel, for each example or for all; or repeated in some other way. */
export function wideMerge(seed: number): RandomCall<Operation<"merge">> {
  const choose = random(seed);
  const outputShape = shapeOf(choose);
  const combine = choose.pick(merges);
  const repeated = choose.pick(["none", "none", "pixels", "pixels", "any"] as const);
  const others = outputShape.slice(1, -1);
  const small = [
    choose.pick([1, outputShape[0] ?? 1]),
    ...others.map((size) => (repeated === "any" ? choose.pick([1, size]) : 1)),
    repeated === "any" ? choose.pick([1, outputShape.at(-1) ?? 1]) : (outputShape.at(-1) ?? 1),
  ];
  const count = combine === "subtract" || repeated !== "none" ? 2 : choose.integer(2, 4);
  const shapes = Array.from({ length: count }, () => outputShape);
  if (repeated !== "none") shapes[choose.integer(0, 1)] = small;
  return {
    operation: { op: "merge", combine, ...behind(choose) },
    inputs: shapes.map((shape, index) => values(seed, `x${index}`, shape)),
    weights: {},
    outputShape,
  };
}

export function wideNormalization(seed: number): RandomCall<Operation<"batchNormalization">> {
  const choose = random(seed);
  const outputShape = shapeOf(choose);
  const axis = choose.pick([outputShape.length - 1, choose.integer(1, outputShape.length - 1)]);
  const features = outputShape[axis] ?? 1;
  const [center, scale] = [choose.pick([true, false]), choose.pick([true, false])];
  const variance = values(seed, "variance", [features]);
  for (const [at, value] of variance.data.entries()) variance.data[at] = value * value;
  const weights: LayerWeights = {
    moving_mean: values(seed, "mean", [features]),
    moving_variance: variance,
    ...(center ? { beta: values(seed, "beta", [features]) } : {}),
    ...(scale ? { gamma: values(seed, "gamma", [features]) } : {}),
  };
  return {
    operation: { op: "batchNormalization", axis, features, epsilon: 1e-3, center, scale, ...behind(choose) },
    inputs: [values(seed, "x", outputShape)],
    weights,
    outputShape,
  };
}

export function wideActivation(seed: number): RandomCall<Operation<"activation">> {
  const choose = random(seed);
  const outputShape = shapeOf(choose);
  return {
    operation: { op: "activation", activation: choose.pick(activations) },
    inputs: [values(seed, "x", outputShape)],
    weights: {},
    outputShape,
  };
}
