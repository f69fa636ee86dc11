/** A kernel taken apart, by least squares, into those of the separable kinds. */
import type { DenseKernel } from "./denseKernel.ts";
import { lowRank } from "./lowRank.ts";

export interface FactoredKernel {
  /** Of each layer in turn, in Keras's order. */
  readonly kernels: readonly Float32Array[];
  /** Share of the sum of squares of the weights that is kept, 0 .. 1. */
  readonly kept: number;
}

/** Rows of the smaller side of a matrix; larger ones would hold up the panel for more than about a second and a half. */
export const largestFit = 576;

/**
 * One layer an axis with `middle` channels between: `[rows, 1, inputs, middle]`, then `[1, columns, middle, outputs]`. Of two
 * axes the result is the best there is; of three the first axis is split off, then the second. `null` where it would take too long.
 */
export function factorSpatially(kernel: DenseKernel, middle: number): FactoredKernel | null {
  const { sizes, inputs, outputs, values } = kernel;
  const [rows = 1, ...others] = sizes;
  const columns = others.reduce((a, b) => a * b, 1);
  if (others.length === 0) return { kernels: [Float32Array.from(values)], kept: 1 };
  const matrix = { rows: rows * inputs, columns: columns * outputs, values: new Float64Array(values.length) };
  if (Math.min(matrix.rows, matrix.columns) > largestFit) return null;
  // [rows, columns, inputs, outputs] becomes [(rows, inputs), (columns, outputs)].
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let input = 0; input < inputs; input++) {
        const from = ((row * columns + column) * inputs + input) * outputs;
        const to = (row * inputs + input) * matrix.columns + column * outputs;
        matrix.values.set(values.subarray(from, from + outputs), to);
      }
    }
  }
  const { left, right, kept, energy } = lowRank(matrix, middle);
  // [middle, (columns, outputs)] becomes [columns, middle, outputs].
  const rest = new Float64Array(columns * middle * outputs);
  for (let k = 0; k < middle; k++) {
    for (let column = 0; column < columns; column++) {
      const from = k * matrix.columns + column * outputs;
      rest.set(right.subarray(from, from + outputs), (column * middle + k) * outputs);
    }
  }
  const behind = factorSpatially({ sizes: others, inputs: middle, outputs, values: rest }, middle);
  if (!behind) return null;
  const share = energy > 0 ? kept / energy : 1;
  return { kernels: [Float32Array.from(left), ...behind.kernels], kept: share * behind.kept };
}

/** A depthwise kernel `[...sizes, inputs, multiplier]` and a pointwise one `[1.., inputs·multiplier, outputs]`: the best there are. */
export function factorByDepth(kernel: DenseKernel, multiplier: number): FactoredKernel {
  const { sizes, inputs, outputs, values } = kernel;
  const places = sizes.reduce((a, b) => a * b, 1);
  const first = new Float32Array(places * inputs * multiplier);
  const second = new Float32Array(inputs * multiplier * outputs);
  let [kept, energy] = [0, 0];
  const matrix = { rows: places, columns: outputs, values: new Float64Array(places * outputs) };
  for (let input = 0; input < inputs; input++) {
    for (let place = 0; place < places; place++) {
      const from = (place * inputs + input) * outputs;
      matrix.values.set(values.subarray(from, from + outputs), place * outputs);
    }
    const parts = lowRank(matrix, multiplier);
    kept += parts.kept;
    energy += parts.energy;
    for (let place = 0; place < places; place++) {
      for (let m = 0; m < multiplier; m++) {
        first[(place * inputs + input) * multiplier + m] = parts.left[place * multiplier + m] as number;
      }
    }
    second.set(parts.right, input * multiplier * outputs);
  }
  return { kernels: [first, second], kept: energy > 0 ? kept / energy : 1 };
}

/** `[...sizes, inputs, multiplier]`: of each output's weights those of its own channel, which is the nearest that keeps channels apart. */
export function factorApart(kernel: DenseKernel, multiplier: number): FactoredKernel {
  const { sizes, inputs, outputs, values } = kernel;
  const places = sizes.reduce((a, b) => a * b, 1);
  const own = new Float32Array(places * inputs * multiplier);
  let [kept, energy] = [0, 0];
  for (let place = 0; place < places; place++) {
    for (let input = 0; input < inputs; input++) {
      for (let output = 0; output < outputs; output++) {
        const value = values[(place * inputs + input) * outputs + output] as number;
        energy += value * value;
        if (Math.floor(output / multiplier) !== input) continue;
        own[place * outputs + output] = value;
        kept += value * value;
      }
    }
  }
  return { kernels: [own], kept: energy > 0 ? kept / energy : 1 };
}
