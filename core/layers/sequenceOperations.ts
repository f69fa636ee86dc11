/** Operations of layers along a sequence: recurrent ones, attention, and wrappers, with every setting resolved. */
import type { WindowGeometry } from "../geometry/windowGeometry.ts";
import type { Activation, DataFormat, LayerOperation } from "./operation.ts";

/**
 * One step of a recurrent layer. Weights `kernel` `[inputFeatures, gates · units]`, `recurrent_kernel` `[units, gates · units]`
 * and `bias`, each behind `prefix`. Gates in Keras's order: LSTM input, forget, candidate, output; GRU update, reset, candidate.
 */
export interface RecurrentCell {
  readonly kind: "simple" | "lstm" | "gru";
  readonly units: number;
  readonly inputFeatures: number;
  readonly activation: Activation;
  /** Of the gates; the simple cell has none. */
  readonly recurrentActivation: Activation;
  /** `double`: shape `[2, gates · units]`, or as many numbers in one row, for the input and for the state. */
  readonly bias: "none" | "single" | "double";
  /** GRU: whether the reset gate acts on the state's product with its kernel, or on the state before it. */
  readonly resetAfter: boolean;
  /** Start of the weights' names: empty, or `cell_0/`. */
  readonly prefix: string;
}

/** How a layer walks along its sequence. */
export interface SequenceWalk {
  readonly goBackwards: boolean;
  readonly returnSequences: boolean;
  /** The last states are further outputs. */
  readonly returnState: boolean;
  /** Whether absent steps give zeros in place of the output before. */
  readonly zeroMasked: boolean;
}

/** Inputs: the sequence `[batch, steps, features]`, then, where given, the first states. */
export interface RecurrentOperation extends SequenceWalk {
  readonly op: "recurrent";
  /** Each works on the output of the one before; more than one for a stack. */
  readonly cells: readonly RecurrentCell[];
}

/** A cell called as a layer: the input of one step, then its states. */
export interface RecurrentStepOperation {
  readonly op: "recurrentStep";
  readonly cells: readonly RecurrentCell[];
}

/** LSTM of pictures: gates are convolutions of the input (windows) and of the state (same size, stride 1). */
export interface ConvolutionalLstmOperation extends SequenceWalk {
  readonly op: "convolutionalLstm";
  readonly windows: readonly WindowGeometry[];
  readonly stateWindows: readonly WindowGeometry[];
  readonly inputChannels: number;
  readonly filters: number;
  readonly dataFormat: DataFormat;
  readonly useBias: boolean;
  readonly activation: Activation;
  readonly recurrentActivation: Activation;
}

/** The same layer forwards and backwards with weights of their own, `forward/kernel`, `backward/kernel` ...; `null` gives both outputs. */
export interface BidirectionalOperation {
  readonly op: "bidirectional";
  readonly forward: RecurrentOperation | ConvolutionalLstmOperation;
  readonly backward: RecurrentOperation | ConvolutionalLstmOperation;
  readonly merge: "concat" | "sum" | "ave" | "mul" | null;
}

/** One layer at every step; `inner` is `null` for a model, whose layers run one by one. */
export interface TimeDistributedOperation {
  readonly op: "timeDistributed";
  readonly inner: LayerOperation | null;
}

/** Inputs query `[batch, …, Tq, features]`, value and, where given, key. */
export interface AttentionOperation {
  readonly op: "attention";
  /** `dot`: `scale · q·k`; `concat`: `concat_score_weight · Σ tanh(scale · (q + k))`; `additive`: `Σ scale · tanh(q + k)`. */
  readonly score: "dot" | "concat" | "additive";
  readonly useScale: boolean;
  /** Whether a step sees no later ones. */
  readonly causal: boolean;
}

/** Projections `query`, `key`, `value`, `gate` with kernels `[features, heads, size]`, and `attention_output` `[heads, valueSize, …]`. */
export interface MultiHeadAttentionOperation {
  readonly op: "multiHeadAttention";
  readonly heads: number;
  /** Heads of keys and values; each serves `heads / keyValueHeads` query heads in a row. */
  readonly keyValueHeads: number;
  readonly keySize: number;
  readonly valueSize: number;
  readonly useBias: boolean;
  /** Whether the heads' outputs are multiplied by the sigmoid of the query's projection `gate`. */
  readonly useGate: boolean;
  /** Axes of query and value, from 1, along which steps attend to one another; the others are taken one by one. */
  readonly attentionAxes: readonly number[];
  readonly causal: boolean;
  /** Steps attend only to steps nearer than this; `null` for all. */
  readonly slidingWindow: number | null;
}

export type SequenceOperation =
  | RecurrentOperation
  | RecurrentStepOperation
  | ConvolutionalLstmOperation
  | BidirectionalOperation
  | TimeDistributedOperation
  | AttentionOperation
  | MultiHeadAttentionOperation;
