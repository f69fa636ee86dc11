/**
 * How vectors of four output channels take their input channels in a depthwise convolution, where output channel `c · multiplier + m`
 * reads input channel `c`; and the weights in that order.
 */
import { lanes } from "../emitter/vectors.ts";

export interface VectorSource {
  /** Input channel that the vector is read from, counted from the turn's first. */
  readonly channel: number;
  /** Which of the four floats read there goes to each output channel. */
  readonly pattern: readonly number[];
  /** Output channels that are there, 1 to 4. */
  readonly outputs: number;
}

export interface ChannelVectors {
  /** Vectors of one turn, after which input and output are in step again. */
  readonly period: readonly VectorSource[];
  readonly turns: number;
  /** Whole vectors that one input channel feeds; 1 unless the multiplier is four or a multiple of it. */
  readonly repeats: number;
  /** Vectors behind the last whole turn. */
  readonly rest: readonly VectorSource[];
}

export function channelVectors(channels: number, multiplier: number): ChannelVectors {
  if (multiplier % lanes === 0) {
    const splat = { channel: 0, pattern: [0, 0, 0, 0], outputs: lanes };
    return { period: [splat], turns: channels, repeats: multiplier / lanes, rest: [] };
  }
  const vectorsOfTurn = multiplier % 2 === 0 ? multiplier / 2 : multiplier;
  const outputs = channels * multiplier;
  const turns = Math.floor(outputs / (vectorsOfTurn * lanes));
  const left = outputs - turns * vectorsOfTurn * lanes;
  return {
    period: Array.from({ length: vectorsOfTurn }, (_, vector) => sourceOf(vector, multiplier, lanes)),
    turns,
    repeats: 1,
    rest: Array.from({ length: Math.ceil(left / lanes) }, (_, vector) =>
      sourceOf(vector, multiplier, Math.min(lanes, left - vector * lanes)),
    ),
  };
}

function sourceOf(vector: number, multiplier: number, outputs: number): VectorSource {
  const channelAt = (lane: number) => Math.floor((vector * lanes + lane) / multiplier);
  const channel = channelAt(0);
  return { channel, pattern: [0, 1, 2, 3].map((lane) => channelAt(lane) - channel), outputs };
}

/** Floats of the packed weights. */
export function depthwiseLength(outputs: number, taps: number): number {
  return Math.ceil(outputs / lanes) * lanes * taps;
}

/** From Keras's `[taps, channels × multiplier]` to the taps of one vector of output channels after another; zeros fill the last one up. */
export function packDepthwise(kernel: Float32Array, outputs: number, target: Float32Array): void {
  const taps = kernel.length / outputs;
  let at = 0;
  for (let first = 0; first < outputs; first += lanes) {
    for (let tap = 0; tap < taps; tap++) {
      for (let output = first; output < first + lanes; output++) {
        target[at++] = output < outputs ? (kernel[tap * outputs + output] ?? 0) : 0;
      }
    }
  }
}
