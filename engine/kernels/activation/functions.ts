/** Activation functions by their Keras names, one value at a time; formulas of keras.activations, version 3. */
import type { Activation } from "../../../core/layers/operation.ts";
import { erf } from "./erf.ts";

type ScalarFunction = (x: number) => number;
type Settings = Activation["settings"];

const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

const sigmoid: ScalarFunction = (x) => 1 / (1 + Math.exp(-x));
/** log(1 + e^x) without overflow. */
const softplus: ScalarFunction = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const relu6: ScalarFunction = (x) => clamp(x, 0, 6);

/** Builders, because some functions take numbers. */
const functions: Readonly<Record<string, (settings: Settings) => ScalarFunction>> = {
  linear: () => (x) => x,
  relu: reluOf,
  relu6: () => relu6,
  leaky_relu:
    ({ negative_slope = 0.2 }) =>
    (x) =>
      x < 0 ? negative_slope * x : x,
  elu:
    ({ alpha = 1 }) =>
    (x) =>
      x < 0 ? alpha * Math.expm1(x) : x,
  selu: () => (x) => seluScale * (x < 0 ? seluAlpha * Math.expm1(x) : x),
  celu:
    ({ alpha = 1 }) =>
    (x) =>
      x < 0 ? alpha * Math.expm1(x / alpha) : x,
  gelu: ({ approximate = 0 }) =>
    approximate === 0
      ? (x) => 0.5 * x * (1 + erf(x / Math.SQRT2))
      : (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
  sigmoid: () => sigmoid,
  // Keras 3's slope is 1/6; Keras 1, 2 and TensorFlow.js use 0.2.
  hard_sigmoid:
    ({ slope = 1 / 6 }) =>
    (x) =>
      clamp(slope * x + 0.5, 0, 1),
  log_sigmoid: () => (x) => -softplus(-x),
  tanh: () => Math.tanh,
  hard_tanh: () => (x) => clamp(x, -1, 1),
  tanh_shrink: () => (x) => x - Math.tanh(x),
  softplus: () => softplus,
  softsign: () => (x) => x / (1 + Math.abs(x)),
  silu: () => (x) => x * sigmoid(x),
  hard_silu: () => (x) => (x * relu6(x + 3)) / 6,
  mish: () => (x) => x * Math.tanh(softplus(x)),
  exponential: () => Math.exp,
  squareplus:
    ({ b = 4 }) =>
    (x) =>
      (x + Math.sqrt(x * x + b)) / 2,
  hard_shrink:
    ({ threshold = 0.5 }) =>
    (x) =>
      Math.abs(x) > threshold ? x : x * 0,
  soft_shrink:
    ({ threshold = 0.5 }) =>
    (x) =>
      x > threshold ? x - threshold : x < -threshold ? x + threshold : x * 0,
  threshold:
    ({ threshold = 0, value = 0 }) =>
    (x) =>
      x <= threshold ? value : x,
  sparse_plus: () => (x) => (x <= -1 ? 0 : x >= 1 ? x : ((x + 1) * (x + 1)) / 4),
  sparse_sigmoid: () => (x) => clamp((x + 1) / 2, 0, 1),
};

const otherNames: Readonly<Record<string, string>> = { swish: "silu", hard_swish: "hard_silu" };

/** The function of one value; `undefined` for one that works on a whole axis, or is not known. */
export function scalarActivation(activation: Activation): ScalarFunction | undefined {
  const name = otherNames[activation.name] ?? activation.name;
  return Object.hasOwn(functions, name) ? functions[name]?.(activation.settings) : undefined;
}

/** max_value above; x from the threshold on; `negative_slope · (x - threshold)` below. */
function reluOf(settings: Settings): ScalarFunction {
  const { negative_slope: slope = 0, threshold = 0, max_value: max = Number.POSITIVE_INFINITY } = settings;
  if (slope === 0 && threshold === 0 && max === Number.POSITIVE_INFINITY) return (x) => Math.max(x, 0);
  return (x) => {
    const value = x >= threshold ? x : slope === 0 ? x * 0 : slope * (x - threshold);
    return Math.min(value, max);
  };
}

/** NaN stays NaN. */
function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}
