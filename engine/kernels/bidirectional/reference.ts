/** A recurrent layer in both directions, and what is made of the two outputs. */
import type { BidirectionalOperation } from "../../../core/layers/sequenceOperations.ts";
import { convolutionalLstmScratch, refuseConvolutionalLstm } from "../convolutionalLstm/reference.ts";
import { walkConvolutionalLstm } from "../convolutionalLstm/walkConvolutionalLstm.ts";
import type { Kernel, KernelCall, KernelRequest } from "../kernel.ts";
import { inParts } from "../parts.ts";
import { recurrentScratch, refuseRecurrent } from "../recurrent/reference.ts";
import { type SequenceResult, type SequenceRun, sequenceRun } from "../recurrent/sequenceRun.ts";
import { walkRecurrent } from "../recurrent/walkRecurrent.ts";

export const bidirectionalReference: Kernel<BidirectionalOperation> = {
  refuse: ({ operation, inputShapes, outputShape }) => {
    const [sequence = [], ...initial] = inputShapes;
    const half = initial.length / 2;
    const side = (direction: Direction, states: readonly (readonly number[])[]) => {
      const call = { inputShapes: [sequence, ...states], outputShape };
      const inner = operation[direction];
      return inner.op === "recurrent"
        ? refuseRecurrent({ ...call, operation: inner })
        : refuseConvolutionalLstm({ ...call, operation: inner });
    };
    return side("forward", initial.slice(0, half)) ?? side("backward", initial.slice(half));
  },
  scratchBytes: (call) => 2 * (innerScratch(call, "forward") + innerScratch(call, "backward")),
  ...inParts(runBothWays),
};

type Direction = "forward" | "backward";

function innerScratch(call: KernelCall<BidirectionalOperation>, direction: Direction): number {
  const operation = call.operation[direction];
  return operation.op === "recurrent"
    ? recurrentScratch({ ...call, operation })
    : convolutionalLstmScratch({ ...call, operation });
}

function* runBothWays(request: KernelRequest<BidirectionalOperation>): Generator<void> {
  const { operation, output, furtherOutputs = [] } = request;
  const forward = yield* walk(request, "forward");
  const backward = yield* walk(request, "backward");
  const [batch = 1, steps = 1] = request.inputs[0]?.shape ?? [];
  const ahead = forward.output;
  const back = operation.forward.returnSequences ? reversed(backward.output, batch, steps) : backward.output;
  const others: Float32Array[] = [];
  if (operation.merge === null) {
    output.data.set(ahead);
    others.push(back);
  } else mergeInto(output.data, ahead, back, operation.merge, output.shape.at(-1) ?? 1);
  if (operation.forward.returnState) others.push(...forward.states, ...backward.states);
  for (const [number, values] of others.entries()) furtherOutputs[number]?.data.set(values);
}

function walk(
  request: KernelRequest<BidirectionalOperation>,
  direction: Direction,
): Generator<void, SequenceResult> {
  const operation = request.operation[direction];
  const run: SequenceRun<typeof operation> = sequenceRun(operation, request);
  const half = run.initial.length / 2;
  const initial = direction === "forward" ? run.initial.slice(0, half) : run.initial.slice(half);
  const own = { ...run, initial, prefix: `${direction}/` };
  return operation.op === "recurrent"
    ? walkRecurrent({ ...own, operation })
    : walkConvolutionalLstm({ ...own, operation });
}

/** The backward outputs in the order of the sequence. */
function reversed(values: Float32Array, batch: number, steps: number): Float32Array {
  const size = values.length / (batch * steps);
  const result = new Float32Array(values.length);
  for (let example = 0; example < batch; example++) {
    for (let step = 0; step < steps; step++) {
      const from = (example * steps + steps - 1 - step) * size;
      result.set(values.subarray(from, from + size), (example * steps + step) * size);
    }
  }
  return result;
}

function mergeInto(
  target: Float32Array,
  ahead: Float32Array,
  back: Float32Array,
  merge: NonNullable<BidirectionalOperation["merge"]>,
  last: number,
): void {
  if (merge === "concat") {
    const half = last / 2;
    for (let at = 0, put = 0; at < ahead.length; at += half, put += last) {
      target.set(ahead.subarray(at, at + half), put);
      target.set(back.subarray(at, at + half), put + half);
    }
    return;
  }
  for (let at = 0; at < target.length; at++) {
    const [a, b] = [ahead[at] as number, back[at] as number];
    target[at] = merge === "mul" ? a * b : merge === "ave" ? (a + b) / 2 : a + b;
  }
}
