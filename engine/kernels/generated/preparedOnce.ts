/** Keeps what a kernel makes ready for an operation: its sizes, tiles and compiled code. */
import type { LayerOperation } from "../../../core/layers/operation.ts";
import type { KernelCall, KernelRequest } from "../kernel.ts";

/** An operation is for one input size, the batch apart, so that what is prepared for it is good for all its calls. */
export function preparedOnce<Operation extends LayerOperation, Prepared extends object>(
  prepare: (call: KernelCall<Operation>) => Prepared,
): (call: KernelCall<Operation>) => Prepared {
  const known = new WeakMap<Operation, Prepared>();
  return (call) => {
    const before = known.get(call.operation);
    if (before) return before;
    const prepared = prepare(call);
    known.set(call.operation, prepared);
    return prepared;
  };
}

/** The sizes of a request. */
export function callOf<Operation extends LayerOperation>({
  operation,
  inputs,
  output,
}: Pick<KernelRequest<Operation>, "operation" | "inputs" | "output">): KernelCall<Operation> {
  return { operation, inputShapes: inputs.map(({ shape }) => shape), outputShape: output.shape };
}
