/**
 * The one signature of all kernels. `refuse` looks at shapes and settings only, so that a whole run can be checked before
 * any of it starts; `run` relies on that check, writes every element of `output`, and changes nothing else.
 */
import type { LayerOperation } from "../../core/layers/operation.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A call by its sizes; batch first, all known. */
export interface KernelCall<Operation extends LayerOperation = LayerOperation> {
  readonly operation: Operation;
  readonly inputShapes: readonly (readonly number[])[];
  readonly outputShape: readonly number[];
  /** Shapes of the outputs behind the first (states); absent for none. */
  readonly furtherShapes?: readonly (readonly number[])[];
}

/** Weights by Keras's name: `kernel`, `depthwise_kernel`, `pointwise_kernel`, `bias`, `gamma`, `moving_mean` ... */
export type LayerWeights = Readonly<Record<string, Tensor>>;

export interface KernelRequest<Operation extends LayerOperation = LayerOperation> {
  readonly operation: Operation;
  readonly inputs: readonly Tensor[];
  readonly weights: LayerWeights;
  /** Allocated by the caller; may hold anything before. */
  readonly output: Tensor;
  /** Outputs behind the first (states), likewise; absent for none. */
  readonly furtherOutputs?: readonly Tensor[];
  /**
   * Which steps of an input are there, 1, or absent, 0: shape `[batch, steps]`. Absent, or `undefined` for an input, where
   * all are.
   */
  readonly masks?: readonly (Tensor | undefined)[];
}

export interface Kernel<Operation extends LayerOperation = LayerOperation> {
  /** Why this call cannot run, as a sentence; `undefined` when it can. */
  readonly refuse: (call: KernelCall<Operation>) => string | undefined;
  /** Why these numbers cannot be worked on, as a sentence, for kernels whose inputs must be indices. */
  readonly refuseValues?: (
    request: Pick<KernelRequest<Operation>, "operation" | "inputs">,
  ) => string | undefined;
  /** Bytes that `run` allocates besides its output. */
  readonly scratchBytes: (call: KernelCall<Operation>) => number;
  /** Bytes of the weights in the kernel's own order, which may stay for the next run; absent for none. */
  readonly packedBytes?: (call: KernelCall<Operation>) => number;
  /** True where a factor of each output channel goes into the weights while they are packed, without a scaled copy of all. */
  readonly scalesWhilePacking?: (call: KernelCall<Operation>) => boolean;
  readonly run: (request: KernelRequest<Operation>) => void;
  /** The same work in parts of a few milliseconds each, for kernels that can take long; nobody else may touch the tensors meanwhile. */
  readonly parts?: (request: KernelRequest<Operation>) => Iterable<void>;
  /** The algorithm and its tiles, for a person; absent for a kernel that does what the definition says. */
  readonly describe?: (call: KernelCall<Operation>) => string;
  /** Why generated code that computed wrong values on this machine does not compute this call, as sentences. */
  readonly failedCheck?: (call: KernelCall<Operation>) => string | undefined;
}

/** Most kernels need no memory of their own. */
export const noScratch = (): number => 0;

/** A weight that the layer's inference promised; throws when a caller left it out, which is a defect of the caller. */
export function weightTensor(weights: LayerWeights, name: string): Tensor {
  const tensor = Object.hasOwn(weights, name) ? weights[name] : undefined;
  if (!tensor) throw new Error(`The kernel was called without its weight "${name}".`);
  return tensor;
}

export function weightData(weights: LayerWeights, name: string): Float32Array {
  return weightTensor(weights, name).data;
}

/** The bias, or `undefined` for a layer without one. */
export function biasData(weights: LayerWeights, useBias: boolean): Float32Array | undefined {
  return useBias ? weightData(weights, "bias") : undefined;
}

/** Input number `at`; throws when a caller left it out. */
export function inputTensor(request: { readonly inputs: readonly Tensor[] }, at = 0): Tensor {
  const tensor = request.inputs[at];
  if (!tensor) throw new Error(`The kernel was called without its input ${at}.`);
  return tensor;
}
