/** Activation functions on four floats at a time; the formulas are those of `kernels/activation/functions.ts`. */
import type { Activation } from "../../../core/layers/operation.ts";
import { type Local, type Statement, set } from "../../emitter/expression.ts";
import type { VectorCode } from "../../emitter/vectorCode.ts";
import {
  absoluteVectors,
  addVectors,
  atLeast,
  atMost,
  chooseVectors,
  divideVectors,
  isAtMost,
  isLess,
  multiplyAdd,
  multiplyVectors,
  squareRoots,
  subtractVectors,
  type Vector,
  vectorOf,
  zeroVector,
} from "../../emitter/vectors.ts";
import { exponential, exponentialLessOne, hyperbolicTangent, sigmoid } from "./exponential.ts";

type Settings = Activation["settings"];
type VectorFunction = (code: VectorCode, x: Vector, settings: Settings) => Vector;

/** True for a function that a kernel applies while its result is still in a register; others take a step of their own. */
export function isCheap({ name }: Activation): boolean {
  return Object.hasOwn(cheap, nameOf(name));
}

/** True for a function that has a form on vectors at all. */
export function hasVectorForm({ name }: Activation): boolean {
  return Object.hasOwn(cheap, nameOf(name)) || Object.hasOwn(costly, nameOf(name));
}

/** The function of `x`, a local variable; throws for a function without a form on vectors. */
export function activateVector(code: VectorCode, x: Vector, activation: Activation): Vector {
  const name = nameOf(activation.name);
  const form = Object.hasOwn(cheap, name) ? cheap[name] : costly[name];
  if (!form) throw new Error(`The activation "${activation.name}" has no form on vectors.`);
  return form(code, x, activation.settings);
}

/** The same on a local variable itself. */
export function activateLocal(
  code: VectorCode,
  value: Local<"v128">,
  activation: Activation,
): readonly Statement[] {
  if (activation.name === "linear") return [];
  const result = activateVector(code, value, activation);
  return [...code.take(), set(value, result)];
}

const zero = zeroVector();
const one = vectorOf(1);

/** A few instructions without a division of their own kind. NaN stays NaN: it is the first argument of each comparison. */
const cheap: Readonly<Record<string, VectorFunction>> = {
  linear: (_code, x) => x,
  relu,
  relu6: (_code, x) => clamp(x, 0, 6),
  leaky_relu: (_code, x, { negative_slope = 0.2 }) =>
    chooseVectors(isLess(x, zero), multiplyVectors(x, vectorOf(negative_slope)), x),
  hard_sigmoid: (code, x, { slope = 1 / 6 }) =>
    clamp(multiplyAdd(x, vectorOf(slope), vectorOf(0.5), code.simd), 0, 1),
  hard_tanh: (_code, x) => clamp(x, -1, 1),
  hard_silu: (_code, x) =>
    multiplyVectors(multiplyVectors(x, clamp(addVectors(x, vectorOf(3)), 0, 6)), vectorOf(1 / 6)),
  threshold: (_code, x, { threshold = 0, value = 0 }) =>
    chooseVectors(isAtMost(x, vectorOf(threshold)), vectorOf(value), x),
  sparse_sigmoid: (_code, x) => clamp(multiplyVectors(addVectors(x, one), vectorOf(0.5)), 0, 1),
};

const costly: Readonly<Record<string, VectorFunction>> = {
  exponential,
  sigmoid,
  tanh: hyperbolicTangent,
  silu: (code, x) => multiplyVectors(x, sigmoid(code, x)),
  elu: (code, x, { alpha = 1 }) => negativePart(code, x, exponentialLessOne(code, x), alpha),
  selu: (code, x) =>
    multiplyVectors(negativePart(code, x, exponentialLessOne(code, x), seluAlpha), vectorOf(seluScale)),
  celu: (code, x, { alpha = 1 }) =>
    negativePart(code, x, exponentialLessOne(code, divideVectors(x, vectorOf(alpha))), alpha),
  softsign: (_code, x) => divideVectors(x, addVectors(one, absoluteVectors(x))),
  squareplus: (code, x, { b = 4 }) => {
    const root = squareRoots(multiplyAdd(x, x, vectorOf(b), code.simd));
    return multiplyVectors(addVectors(x, root), vectorOf(0.5));
  },
  // tanh(log(1 + e)) with e = e^x is (e² + 2e) / (e² + 2e + 2); from 20 on it is 1.
  mish: (code, x) => {
    const grown = code.keep(exponential(code, atMost(x, vectorOf(20))));
    const sum = code.keep(multiplyAdd(grown, grown, addVectors(grown, grown), code.simd));
    return multiplyVectors(x, divideVectors(sum, addVectors(sum, vectorOf(2))));
  },
};

const otherNames: Readonly<Record<string, string>> = { swish: "silu", hard_swish: "hard_silu" };

function nameOf(name: string): string {
  return otherNames[name] ?? name;
}

const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

function negativePart(code: VectorCode, x: Vector, grown: Vector, alpha: number): Vector {
  const below = code.keep(multiplyVectors(grown, vectorOf(alpha)));
  return chooseVectors(isLess(x, zero), below, x);
}

/** max_value above; x from the threshold on; `negative_slope · (x - threshold)` below. */
function relu(code: VectorCode, x: Vector, settings: Settings): Vector {
  const { negative_slope: slope = 0, threshold = 0, max_value: max = Number.POSITIVE_INFINITY } = settings;
  const capped = (value: Vector) => (max === Number.POSITIVE_INFINITY ? value : atMost(value, vectorOf(max)));
  if (slope === 0 && threshold === 0) return capped(atLeast(x, zero));
  const below =
    slope === 0
      ? multiplyVectors(x, zero)
      : multiplyVectors(subtractVectors(x, vectorOf(threshold)), vectorOf(slope));
  return capped(code.keep(chooseVectors(isAtMost(vectorOf(threshold), x), x, below)));
}

function clamp(x: Vector, low: number, high: number): Vector {
  return atMost(atLeast(x, vectorOf(low)), vectorOf(high));
}
