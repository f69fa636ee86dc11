/**
 * Keras's weight initialisers, seeded, so that a layer without a weight file has the same numbers each time. Formulas of
 * keras.initializers; the random numbers are our own.
 */
import type { WeightSpec } from "../../core/layers/operation.ts";
import { finish } from "../kernels/parts.ts";
import { fillRandomInParts } from "../tensor/fill.ts";
import { elementCount, type Tensor, zeros } from "../tensor/tensor.ts";
import { fillOrthogonal } from "./orthogonal.ts";

export interface FilledWeight {
  readonly tensor: Tensor;
  /** What a person should know: the initialiser is not one that is known, and which one filled in. */
  readonly note?: string;
}

/** Fills one weight; `label` (such as `conv1/kernel`) gives it a stream of its own. */
export function initialiseWeight(spec: WeightSpec, seed: number, label: string): FilledWeight {
  return finish(initialiseInParts(spec, seed, label));
}

/** The same with a stop every few milliseconds. */
export function* initialiseInParts(
  spec: WeightSpec,
  seed: number,
  label: string,
): Generator<void, FilledWeight> {
  const tensor = zeros(spec.shape);
  const { className, config } = spec.initializer;
  const fill = fillers[canonicalName(className)];
  const numbers = (key: string, fallback: number) => {
    const value = config[key];
    return typeof value === "number" && Number.isFinite(value) ? value : fallback;
  };
  const text = (key: string, fallback: string) => {
    const value = config[key];
    return typeof value === "string" ? value.toLowerCase() : fallback;
  };
  const request: FillRequest = { tensor, numbers, text, seed, label };
  const refusal = fill ? yield* fill(request) : `the initialiser "${className.slice(0, 60)}" is not known`;
  if (refusal === undefined) return { tensor };
  yield* fillVarianceScaling(request, { scale: 1, mode: "fan_avg", distribution: "uniform" });
  return { tensor, note: `${label}: ${refusal}, so Glorot uniform filled the weight.` };
}

interface FillRequest {
  readonly tensor: Tensor;
  /** A number of the initialiser's settings. */
  readonly numbers: (key: string, fallback: number) => number;
  readonly text: (key: string, fallback: string) => string;
  readonly seed: number;
  readonly label: string;
}

/** Fills the tensor, or says why it cannot. */
type Filler = (request: FillRequest) => Generator<void, string | undefined>;

const fillers: Readonly<Record<string, Filler>> = {
  zeros: constant(() => 0),
  ones: constant(() => 1),
  constant: constant((request) => request.numbers("value", 0)),
  identity: fillIdentity,
  orthogonal: (request) =>
    fillOrthogonal(request.tensor, request.numbers("gain", 1), request.seed, request.label),
  randomuniform: function* (request) {
    const distribution = {
      kind: "uniform",
      low: request.numbers("minval", -0.05),
      high: request.numbers("maxval", 0.05),
    } as const;
    yield* fillRandomInParts(request.tensor.data, request.seed, distribution, request.label);
    return undefined;
  },
  randomnormal: normal("normal"),
  truncatednormal: normal("truncatedNormal"),
  variancescaling: function* (request) {
    yield* fillVarianceScaling(request, {
      scale: request.numbers("scale", 1),
      mode: request.text("mode", "fan_in"),
      distribution: request.text("distribution", "truncated_normal"),
    });
    return undefined;
  },
  glorotuniform: scaled(1, "fan_avg", "uniform"),
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

function* fillVarianceScaling(request: FillRequest, settings: VarianceScaling): Generator<void> {
  const { fanIn, fanOut } = fansOf(request.tensor.shape);
  const fan =
    settings.mode === "fan_in" ? fanIn : settings.mode === "fan_out" ? fanOut : (fanIn + fanOut) / 2;
  const variance = Math.max(settings.scale, 0) / Math.max(1, fan);
  const { data } = request.tensor;
  if (settings.distribution === "uniform") {
    const limit = Math.sqrt(3 * variance);
    yield* fillRandomInParts(
      data,
      request.seed,
      { kind: "uniform", low: -limit, high: limit },
      request.label,
    );
  } else if (settings.distribution === "untruncated_normal") {
    yield* fillRandomInParts(
      data,
      request.seed,
      { kind: "normal", mean: 0, deviation: Math.sqrt(variance) },
      request.label,
    );
  } else {
    const deviation = Math.sqrt(variance) / truncatedDeviation;
    yield* fillRandomInParts(
      data,
      request.seed,
      { kind: "truncatedNormal", mean: 0, deviation },
      request.label,
    );
  }
}

/** Inputs and outputs that one weight connects: the last two axes, each times the kernel's positions. */
export function fansOf(shape: readonly number[]): { readonly fanIn: number; readonly fanOut: number } {
  const last = shape.at(-1) ?? 1;
  if (shape.length < 2) return { fanIn: last, fanOut: last };
  const positions = elementCount(shape.slice(0, -2));
  return { fanIn: (shape.at(-2) ?? 1) * positions, fanOut: last * positions };
}

function scaled(scale: number, mode: string, distribution: string): Filler {
  return function* (request) {
    yield* fillVarianceScaling(request, { scale, mode, distribution });
    return undefined;
  };
}

function constant(value: (request: FillRequest) => number): Filler {
  // biome-ignore lint/correctness/useYield: a fill is quick
  return function* (request) {
    request.tensor.data.fill(value(request));
    return undefined;
  };
}

function normal(kind: "normal" | "truncatedNormal"): Filler {
  return function* (request) {
    const distribution = {
      kind,
      mean: request.numbers("mean", 0),
      deviation: request.numbers("stddev", 0.05),
    };
    yield* fillRandomInParts(request.tensor.data, request.seed, distribution, request.label);
    return undefined;
  };
}

// biome-ignore lint/correctness/useYield: a diagonal is quick
function* fillIdentity(request: FillRequest): Generator<void, string | undefined> {
  const [rows, columns] = request.tensor.shape;
  if (rows === undefined || columns === undefined || request.tensor.shape.length !== 2) {
    return "the identity initialiser fills matrices only";
  }
  const gain = request.numbers("gain", 1);
  for (let at = 0; at < Math.min(rows, columns); at++) request.tensor.data[at * columns + at] = gain;
  return undefined;
}
