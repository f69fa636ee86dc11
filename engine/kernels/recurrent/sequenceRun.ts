/** What layers along a sequence are asked for and give, so that a wrapper can run them in both directions. */
import type { SequenceWalk } from "../../../core/layers/sequenceOperations.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { KernelRequest, LayerWeights } from "../kernel.ts";

export interface SequenceRun<Operation extends SequenceWalk> {
  readonly operation: Operation;
  readonly weights: LayerWeights;
  /** Start of the weights' names: empty, `forward/` or `backward/`. */
  readonly prefix: string;
  readonly sequence: Tensor;
  /** First states; zeros where none is given. */
  readonly initial: readonly Tensor[];
  /** 1 where a step is there, `[batch, steps]`; all are without it. */
  readonly mask: Tensor | undefined;
}

export interface SequenceResult {
  /** `[batch, steps, …]` in the order of the walk, or the last output alone. */
  readonly output: Float32Array;
  /** The last states. */
  readonly states: readonly Float32Array[];
}

/** The run of a whole layer: its first input is the sequence, the others are the first states. */
export function sequenceRun<Operation extends SequenceWalk>(
  operation: Operation,
  { inputs, weights, masks }: Pick<KernelRequest, "inputs" | "weights" | "masks">,
): SequenceRun<Operation> {
  const [sequence, ...initial] = inputs;
  if (!sequence) throw new Error("The kernel was called without its sequence.");
  return { operation, weights, prefix: "", sequence, initial, mask: masks?.[0] };
}

export function writeResult(
  result: SequenceResult,
  { output, furtherOutputs = [] }: Pick<KernelRequest, "output" | "furtherOutputs">,
): void {
  output.data.set(result.output);
  for (const [number, state] of furtherOutputs.entries()) {
    const values = result.states[number];
    if (values) state.data.set(values);
  }
}

/** Whether step `step` of an example is there. */
export function isStepThere(mask: Tensor | undefined, example: number, step: number): boolean {
  if (!mask) return true;
  return mask.data[example * (mask.shape[1] ?? 0) + step] !== 0;
}
