/**
 * Keras's weight initialisers, seeded, so that a layer without a weight file has the same numbers each time. Formulas of
 * keras.initializers; the random numbers are our own.
 */
import type { WeightSpec } from "../../core/layers/operation.ts";
import { noStops } from "../kernels/parts.ts";
import { type Distribution, fillRandomInParts } from "../tensor/fill.ts";
import { LazyTensor } from "../tensor/lazyTensor.ts";
import { elementCount, type Tensor, zeros } from "../tensor/tensor.ts";
import { fillOrthogonal, refuseOrthogonal } from "./orthogonal.ts";

export interface InitialisedWeight {
  readonly tensor: LazyTensor;
  /** What a person should know: the initialiser is not one that is known, and which one fills in. */
  readonly note?: string;
}

/** A weight that is filled when it is read; `label` (such as `conv1/kernel`) gives it a stream of its own. */
export function initialiseWeight(spec: WeightSpec, seed: number, label: string): InitialisedWeight {
  const { shape, initializer } = spec;
  const known = fillers[canonicalName(initializer.className)];
  const obstacle = known
    ? known.refuse?.(shape)
    : `the initialiser "${initializer.className.slice(0, 60)}" is not known`;
  const { fill } = known && obstacle === undefined ? known : glorotUniform;
  const tensor = new LazyTensor(shape, function* () {
    const filled = zeros(shape);
    yield* fill(requestOf(filled, spec, seed, label));
    return filled.data;
  });
  return obstacle === undefined
    ? { tensor }
    : { tensor, note: `${label}: ${obstacle}, so Glorot uniform filled the weight.` };
}

interface FillRequest {
  readonly tensor: Tensor;
  /** A number of the initialiser's settings. */
  readonly numbers: (key: string, fallback: number) => number;
  readonly text: (key: string, fallback: string) => string;
  readonly seed: number;
  readonly label: string;
}

function requestOf(
  tensor: Tensor,
  { initializer: { config } }: WeightSpec,
  seed: number,
  label: string,
): FillRequest {
  const numbers = (key: string, fallback: number) => {
    const value = config[key];
    return typeof value === "number" && Number.isFinite(value) ? value : fallback;
  };
  const text = (key: string, fallback: string) => {
    const value = config[key];
    return typeof value === "string" ? value.toLowerCase() : fallback;
  };
  return { tensor, numbers, text, seed, label };
}

interface Filler {
  /** Why a weight of this shape cannot be filled. */
  readonly refuse?: (shape: readonly number[]) => string | undefined;
  /** Fills the tensor of zeros, with a stop every few milliseconds. */
  readonly fill: (request: FillRequest) => Iterable<void>;
}

const glorotUniform = scaled(1, "fan_avg", "uniform");

const fillers: Readonly<Record<string, Filler>> = {
  zeros: constant(() => 0),
  ones: constant(() => 1),
  constant: constant((request) => request.numbers("value", 0)),
  identity: { refuse: refuseIdentity, fill: fillIdentity },
  orthogonal: {
    refuse: refuseOrthogonal,
    fill: ({ tensor, numbers, seed, label }) => fillOrthogonal(tensor, numbers("gain", 1), seed, label),
  },
  randomuniform: {
    fill: ({ tensor, numbers, seed, label }) => {
      const [low, high] = [numbers("minval", -0.05), numbers("maxval", 0.05)];
      return fillRandomInParts(tensor.data, seed, { kind: "uniform", low, high }, label);
    },
  },
  randomnormal: normal("normal"),
  truncatednormal: normal("truncatedNormal"),
  variancescaling: {
    fill: (request) =>
      fillVarianceScaling(request, {
        scale: request.numbers("scale", 1),
        mode: request.text("mode", "fan_in"),
        distribution: request.text("distribution", "truncated_normal"),
      }),
  },
  glorotuniform: glorotUniform,
  glorotnormal: scaled(1, "fan_avg", "truncated_normal"),
  heuniform: scaled(2, "fan_in", "uniform"),
  henormal: scaled(2, "fan_in", "truncated_normal"),
  lecununiform: scaled(1, "fan_in", "uniform"),
  lecunnormal: scaled(1, "fan_in", "truncated_normal"),
};

/** Short and old names. */
const aliases: Readonly<Record<string, string>> = {
  zero: "zeros",
  one: "ones",
  uniform: "randomuniform",
  normal: "randomnormal",
  orthogonalinitializer: "orthogonal",
  identityinitializer: "identity",
};

/** `GlorotUniformV2`, `glorot_uniform` and `GlorotUniform` are one. */
function canonicalName(className: string): string {
  const plain = className.toLowerCase().replaceAll("_", "").replace(/v\d$/, "");
  const name = Object.hasOwn(aliases, plain) ? (aliases[plain] ?? plain) : plain;
  return Object.hasOwn(fillers, name) ? name : "";
}

interface VarianceScaling {
  readonly scale: number;
  readonly mode: string;
  readonly distribution: string;
}

/** A normal cut off at two deviations has this standard deviation; Keras divides by it. */
const truncatedDeviation = 0.8796256610342398;

function fillVarianceScaling(request: FillRequest, settings: VarianceScaling): Iterable<void> {
  const { tensor, seed, label } = request;
  const { fanIn, fanOut } = fansOf(tensor.shape);
  const fan =
    settings.mode === "fan_in" ? fanIn : settings.mode === "fan_out" ? fanOut : (fanIn + fanOut) / 2;
  const variance = Math.max(settings.scale, 0) / Math.max(1, fan);
  return fillRandomInParts(tensor.data, seed, scaledDistribution(variance, settings.distribution), label);
}

function scaledDistribution(variance: number, distribution: string): Distribution {
  if (distribution === "uniform") {
    const limit = Math.sqrt(3 * variance);
    return { kind: "uniform", low: -limit, high: limit };
  }
  const deviation = Math.sqrt(variance);
  return distribution === "untruncated_normal"
    ? { kind: "normal", mean: 0, deviation }
    : { kind: "truncatedNormal", mean: 0, deviation: deviation / truncatedDeviation };
}

/** Inputs and outputs that one weight connects: the last two axes, each times the kernel's positions. */
export function fansOf(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const last = shape.at(-1) ?? 1;
  if (shape.length < 2) return { fanIn: last, fanOut: last };
  const positions = elementCount(shape.slice(0, -2));
  return { fanIn: (shape.at(-2) ?? 1) * positions, fanOut: last * positions };
}

function scaled(scale: number, mode: string, distribution: string): Filler {
  return { fill: (request) => fillVarianceScaling(request, { scale, mode, distribution }) };
}

function constant(value: (request: FillRequest) => number): Filler {
  return {
    fill: (request) => {
      request.tensor.data.fill(value(request));
      return noStops;
    },
  };
}

function normal(kind: "normal" | "truncatedNormal"): Filler {
  return {
    fill: ({ tensor, numbers, seed, label }) => {
      const [mean, deviation] = [numbers("mean", 0), numbers("stddev", 0.05)];
      return fillRandomInParts(tensor.data, seed, { kind, mean, deviation }, label);
    },
  };
}

function refuseIdentity(shape: readonly number[]): string | undefined {
  return shape.length === 2 ? undefined : "the identity initialiser fills matrices only";
}

function fillIdentity({ tensor, numbers }: FillRequest): Iterable<void> {
  const [rows = 0, columns = 0] = tensor.shape;
  const gain = numbers("gain", 1);
  for (let at = 0; at < Math.min(rows, columns); at++) tensor.data[at * columns + at] = gain;
  return noStops;
}
