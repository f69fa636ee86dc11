/** Layers that stand before one of another kind, so that its output gets the size of the layer it replaces. */
import { dimToNumber } from "../../shape/dim.ts";
import type { NewLayer } from "../newLayer.ts";
import type { KindedOperation } from "./sevenKind.ts";

export interface HelperLayers {
  readonly layers: readonly NewLayer[];
  /** What they do, in words that go on after the kind's name: `after up-sampling by 2×2`; empty for none. */
  readonly words: readonly string[];
}

/** Zeros around the input where `more` positions are wanted, its border cut off where fewer are. */
export function borderLayers(more: readonly number[], operation: KindedOperation): HelperLayers {
  const layers: NewLayer[] = [];
  const words: string[] = [];
  const rank = more.length;
  if (more.some((size) => size < 0)) {
    const cropping = halves(more.map((size) => -size));
    layers.push(helper(`Cropping${rank}D`, { cropping }, operation));
    words.push("on the input without its border");
  }
  if (more.some((size) => size > 0)) {
    layers.push(helper(`ZeroPadding${rank}D`, { padding: halves(more) }, operation));
    words.push("on the input with a border of zeros");
  }
  return { layers, words };
}

/** For a kind that cannot stride. */
export function poolingLayers(strides: readonly number[], operation: KindedOperation): HelperLayers {
  if (strides.every((stride) => stride === 1)) return noHelpers;
  const set = { pool_size: plain(strides), strides: plain(strides), padding: "same" };
  return {
    layers: [helper(`AveragePooling${strides.length}D`, set, operation)],
    words: [`after average pooling of ${strides.join("×")}, since it has stride 1`],
  };
}

/** For a kind that makes no map larger. */
export function upSamplingLayers(strides: readonly number[], operation: KindedOperation): HelperLayers {
  if (strides.every((stride) => stride === 1)) return noHelpers;
  return {
    layers: [helper(`UpSampling${strides.length}D`, { size: plain(strides) }, operation)],
    words: [`after up-sampling by ${strides.join("×")}, since it makes no map larger`],
  };
}

export const noHelpers: HelperLayers = { layers: [], words: [] };

export function together(...parts: readonly HelperLayers[]): HelperLayers {
  return {
    layers: parts.flatMap(({ layers }) => layers),
    words: parts.flatMap(({ words }) => words),
  };
}

/** Positions that a transposed layer's output has beyond the up-sampled input, per axis. */
export function beyondUpSampling({ windows }: KindedOperation): readonly number[] {
  return windows.map(
    ({ input, output, stride }) => (dimToNumber(output) ?? 0) - (dimToNumber(input) ?? 0) * stride,
  );
}

/** A list of one number is written as a number. */
function plain(sizes: readonly number[]): number | readonly number[] {
  return sizes.length === 1 ? (sizes[0] ?? 1) : sizes;
}

/** Amounts before and after, the larger half behind; nothing where the amount is below 0. */
function halves(amounts: readonly number[]): readonly number[] | readonly (readonly number[])[] {
  const pairs = amounts.map((size) => {
    const amount = Math.max(0, size);
    return [Math.floor(amount / 2), Math.ceil(amount / 2)];
  });
  return pairs.length === 1 ? (pairs[0] ?? [0, 0]) : pairs;
}

function helper(className: string, set: NewLayer["set"], { dataFormat }: KindedOperation): NewLayer {
  // One axis has no order of channels to tell in TensorFlow.js, and Keras knows it by the same name.
  const layout: NewLayer["set"] = dataFormat === "channels_first" ? { data_format: dataFormat } : {};
  return { className, keeps: false, set: { ...set, ...layout } };
}
