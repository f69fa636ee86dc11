/** One step of a recurrent cell on one example, in float64; formulas and gate order of Keras. */
import type { Activation } from "../../../core/layers/operation.ts";
import type { RecurrentCell } from "../../../core/layers/sequenceOperations.ts";
import { scalarActivation } from "../activation/functions.ts";
import { vectorActivation } from "../activation/vectorFunctions.ts";
import { type LayerWeights, weightData } from "../kernel.ts";

/** Takes a step: reads `input`, replaces `states` (the output is the first of them). */
export type CellStep = (input: ArrayLike<number>, states: readonly Float64Array[]) => void;

/** Tensors carried on by each kind of cell. */
export function stateCount(cell: RecurrentCell): number {
  return cell.kind === "lstm" ? 2 : 1;
}

/** The step with its weights at hand; `prefix` stands before the cell's own. */
export function cellStep(cell: RecurrentCell, weights: LayerWeights, prefix: string): CellStep {
  const name = (weight: string) => `${prefix}${cell.prefix}${weight}`;
  const { units } = cell;
  const columns = units * gates[cell.kind];
  const kernel = weightData(weights, name("kernel"));
  const recurrentKernel = weightData(weights, name("recurrent_kernel"));
  const bias = cell.bias === "none" ? undefined : weightData(weights, name("bias"));
  const stateBias = cell.bias === "double" ? bias?.subarray(columns) : undefined;
  const fromInput = new Float64Array(columns);
  const fromState = new Float64Array(columns);
  const activate = activationOf(cell.activation);
  const activateGates = activationOf(cell.recurrentActivation);
  const products: Products = {
    units,
    recurrentKernel,
    fromInput,
    fromState,
    multiplyInput: (input) => {
      start(fromInput, bias);
      accumulate(fromInput, input, kernel, columns);
    },
    multiplyState: (state) => {
      start(fromState, stateBias);
      accumulate(fromState, state, recurrentKernel, columns);
    },
    activate,
    activateGates,
  };
  switch (cell.kind) {
    case "simple":
      return simpleStep(products);
    case "lstm":
      return lstmStep(products);
    case "gru":
      return cell.resetAfter ? gruStep(products) : gruResetFirstStep(products);
  }
}

const gates = { simple: 1, lstm: 4, gru: 3 } as const;

interface Products {
  readonly units: number;
  readonly recurrentKernel: Float32Array;
  /** Input times kernel, and state times recurrent kernel, each with its bias. */
  readonly fromInput: Float64Array;
  readonly fromState: Float64Array;
  readonly multiplyInput: (input: ArrayLike<number>) => void;
  readonly multiplyState: (state: Float64Array) => void;
  readonly activate: VectorActivation;
  readonly activateGates: VectorActivation;
}

function simpleStep({ fromInput, fromState, multiplyInput, multiplyState, activate }: Products): CellStep {
  return (input, [state = new Float64Array()]) => {
    multiplyInput(input);
    multiplyState(state);
    for (let unit = 0; unit < state.length; unit++) {
      state[unit] = (fromInput[unit] as number) + (fromState[unit] as number);
    }
    activate(state);
  };
}

function lstmStep(products: Products): CellStep {
  const { units, fromInput, fromState } = products;
  const gate = (number: number) => fromInput.subarray(number * units, (number + 1) * units);
  const [enter, keep, candidate, show] = [gate(0), gate(1), gate(2), gate(3)];
  const shown = new Float64Array(units);
  return (input, [output = new Float64Array(), memory = new Float64Array()]) => {
    products.multiplyInput(input);
    products.multiplyState(output);
    for (let at = 0; at < fromInput.length; at++) {
      fromInput[at] = (fromInput[at] as number) + (fromState[at] as number);
    }
    for (const values of [enter, keep, show]) products.activateGates(values);
    products.activate(candidate);
    for (let unit = 0; unit < units; unit++) {
      memory[unit] =
        (keep[unit] as number) * (memory[unit] as number) +
        (enter[unit] as number) * (candidate[unit] as number);
    }
    shown.set(memory);
    products.activate(shown);
    for (let unit = 0; unit < units; unit++) output[unit] = (show[unit] as number) * (shown[unit] as number);
  };
}

/** The reset gate acts on the state's product: what Keras calls `reset_after`. */
function gruStep(products: Products): CellStep {
  const { units, fromInput, fromState } = products;
  const [update, reset, candidate] = gruGates(products);
  return (input, [state = new Float64Array()]) => {
    products.multiplyInput(input);
    products.multiplyState(state);
    for (let at = 0; at < 2 * units; at++) {
      fromInput[at] = (fromInput[at] as number) + (fromState[at] as number);
    }
    products.activateGates(update);
    products.activateGates(reset);
    for (let unit = 0; unit < units; unit++) {
      candidate[unit] =
        (candidate[unit] as number) + (reset[unit] as number) * (fromState[2 * units + unit] as number);
    }
    products.activate(candidate);
    blend(state, update, candidate);
  };
}

function gruResetFirstStep(products: Products): CellStep {
  const { units, fromInput, fromState, recurrentKernel } = products;
  const [update, reset, candidate] = gruGates(products);
  return (input, [state = new Float64Array()]) => {
    products.multiplyInput(input);
    products.multiplyState(state);
    for (let at = 0; at < 2 * units; at++) {
      fromInput[at] = (fromInput[at] as number) + (fromState[at] as number);
    }
    products.activateGates(update);
    products.activateGates(reset);
    for (let from = 0; from < units; from++) {
      const kept = (reset[from] as number) * (state[from] as number);
      for (let unit = 0; unit < units; unit++) {
        const weight = recurrentKernel[from * 3 * units + 2 * units + unit] as number;
        candidate[unit] = (candidate[unit] as number) + kept * weight;
      }
    }
    products.activate(candidate);
    blend(state, update, candidate);
  };
}

function gruGates({ units, fromInput }: Products): readonly [Float64Array, Float64Array, Float64Array] {
  const gate = (number: number) => fromInput.subarray(number * units, (number + 1) * units);
  return [gate(0), gate(1), gate(2)];
}

function blend(state: Float64Array, update: Float64Array, candidate: Float64Array): void {
  for (let unit = 0; unit < state.length; unit++) {
    const share = update[unit] as number;
    state[unit] = share * (state[unit] as number) + (1 - share) * (candidate[unit] as number);
  }
}

function start(sums: Float64Array, bias: Float32Array | undefined): void {
  if (bias) sums.set(bias.subarray(0, sums.length));
  else sums.fill(0);
}

/** Adds a vector times a matrix of `columns` columns. */
function accumulate(
  sums: Float64Array,
  vector: ArrayLike<number>,
  matrix: Float32Array,
  columns: number,
): void {
  for (let row = 0; row < vector.length; row++) {
    const value = vector[row] as number;
    const at = row * columns;
    for (let column = 0; column < columns; column++) {
      sums[column] = (sums[column] as number) + value * (matrix[at + column] as number);
    }
  }
}

export type VectorActivation = (values: Float64Array) => void;

/** Applies a function to a vector in place; `refuseActivation` has said that it can be run. */
export function activationOf(activation: Activation): VectorActivation {
  const scalar = scalarActivation(activation);
  if (scalar) {
    return (values) => {
      for (let at = 0; at < values.length; at++) values[at] = scalar(values[at] as number);
    };
  }
  const vector = vectorActivation(activation.name);
  return (values) => {
    const rounded = Float32Array.from(values);
    vector?.(rounded, 0, rounded.length, rounded, 0);
    values.set(rounded);
  };
}
