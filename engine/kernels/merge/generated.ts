/** Element-wise merging by generated code: tensors of one shape, or some of them one value a channel or one value an example. */
import type { Activation, MergeFunction, MergeOperation } from "../../../core/layers/operation.ts";
import type { Local } from "../../emitter/expression.ts";
import type { VectorCode } from "../../emitter/vectorCode.ts";
import {
  addVectors,
  maximumVectors,
  minimumVectors,
  multiplyVectors,
  subtractVectors,
  type Vector,
  vectorOf,
} from "../../emitter/vectors.ts";
import { activateVector, hasVectorForm } from "../../generators/activation/activateVector.ts";
import { elementwise, rowwise } from "../../generators/elementwise/elementwise.ts";
import { elementCount, sameShape, type Tensor } from "../../tensor/tensor.ts";
import { simdWords } from "../../wasm/simdSupport.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { activateInParts } from "../activation/activate.ts";
import { alignRank } from "../broadcast.ts";
import { floatRanges } from "../generated/followUp.ts";
import { onViews, viewOf } from "../generated/onViews.ts";
import { CallMemory } from "../generated/operands.ts";
import type { Kernel, KernelCall, KernelRequest } from "../kernel.ts";
import { inParts, movedValues, ranges, runInParts } from "../parts.ts";
import { mergeReference } from "./reference.ts";

export function mergeGenerated(runtime: WasmRuntime): Kernel<MergeOperation> {
  const plain = onViews(mergeReference);
  return {
    refuse: plain.refuse,
    scratchBytes: (call) => (formOf(call) === "plain" ? plain.scratchBytes(call) : 0),
    ...inParts((request) => {
      const { inputs, output } = request;
      const call = { ...request, inputShapes: inputs.map(({ shape }) => shape), outputShape: output.shape };
      const form = request.masks?.some((mask) => mask) ? "plain" : formOf(call);
      return form === "plain" ? runInParts(plain, request) : merge(runtime, request, form);
    }),
    describe: (call) => (formOf(call) === "plain" ? "plain loops" : `vectors, ${simdWords[runtime.simd]}`),
  };
}

/** How the inputs lie to one another: all alike; or the second, perhaps the first, repeated over the pixels or the batch. */
type Form = "alike" | "plain" | Repeated;

interface Repeated {
  /** Number of the whole input, and of the one that is repeated. */
  readonly whole: number;
  readonly small: number;
  /** Examples that have values of their own; a row of the small input goes with so many rows of the whole one. */
  readonly examples: number;
  readonly rows: number;
  readonly columns: number;
}

/** Inputs whose loop would have more addresses than registers are merged plainly. */
const mostInputs = 8;

function formOf({ inputShapes, outputShape }: Omit<KernelCall<MergeOperation>, "operation">): Form {
  if (inputShapes.length > mostInputs) return "plain";
  if (inputShapes.every((shape) => sameShape(shape, outputShape))) return "alike";
  if (inputShapes.length !== 2) return "plain";
  const whole = inputShapes.findIndex((shape) => sameShape(shape, outputShape));
  if (whole < 0) return "plain";
  const small = 1 - whole;
  const aligned = alignRank(inputShapes[small] ?? [], outputShape.length);
  const columns = outputShape.at(-1) ?? 1;
  const between = aligned.slice(1, -1);
  if (aligned.length < 2 || aligned.at(-1) !== columns || between.some((size) => size !== 1)) return "plain";
  const batch = outputShape[0] ?? 1;
  const rows = outputShape.slice(1, -1).reduce((a, b) => a * b, 1);
  return aligned[0] === batch
    ? { whole, small, examples: batch, rows, columns }
    : { whole, small, examples: 1, rows: batch * rows, columns };
}

function* merge(
  runtime: WasmRuntime,
  request: KernelRequest<MergeOperation>,
  form: Exclude<Form, "plain">,
): Generator<void> {
  const { operation, inputs, output } = request;
  const inner =
    operation.activation && hasVectorForm(operation.activation) ? operation.activation : undefined;
  const memory = new CallMemory(runtime.heap);
  try {
    const addresses: number[] = [];
    for (const input of inputs) addresses.push(yield* memory.input(input, "channels_last"));
    const result = memory.output(output, "channels_last");
    if (form === "alike")
      yield* mergeAlike(runtime, { operation, inner, addresses, output: result.address }, output);
    else yield* mergeRepeated(runtime, { operation, inner, addresses, output: result.address }, form);
    yield* result.finish();
  } finally {
    memory.release();
  }
  if (operation.activation && !inner) yield* activateInParts(operation.activation, viewOf(output));
}

interface MergeCall {
  readonly operation: MergeOperation;
  /** The activation that goes into the loop. */
  readonly inner: Activation | undefined;
  readonly addresses: readonly number[];
  readonly output: number;
}

function* mergeAlike(
  runtime: WasmRuntime,
  { operation, inner, addresses, output }: MergeCall,
  { shape }: Tensor,
): Generator<void> {
  const count = addresses.length;
  const key = `merge ${count} ${JSON.stringify([operation.combine, inner])}`;
  const kernel = runtime.kernel(key, () =>
    elementwise(runtime.simd, count, (code, values) => combined(code, operation.combine, values, inner)),
  );
  yield* floatRanges(elementCount(shape), count, (first, end) => {
    const from = addresses.map((address) => address + first * 4);
    kernel(output + first * 4, output + end * 4, ...from);
  });
}

function* mergeRepeated(
  runtime: WasmRuntime,
  { operation, inner, addresses, output }: MergeCall,
  { whole, small, examples, rows, columns }: Repeated,
): Generator<void> {
  const key = `merge rows ${small} ${JSON.stringify([operation.combine, inner])}`;
  const kernel = runtime.kernel(key, () =>
    rowwise(runtime.simd, 1, "column", (code, [row, repeated]) => {
      if (!row || !repeated) throw new Error("The code of a merge has no inputs.");
      const values = small === 1 ? [row, repeated] : [repeated, row];
      return combined(code, operation.combine, values, inner);
    }),
  );
  const [from = 0, parameters = 0] = [addresses[whole], addresses[small]];
  for (let example = 0; example < examples; example++) {
    const start = example * rows * columns * 4;
    const work = (first: number, end: number): void => {
      const at = start + first * columns * 4;
      kernel(output + at, from + at, columns, end - first, parameters + example * columns * 4);
    };
    yield* ranges(rows, columns, work, movedValues);
  }
}

function combined(
  code: VectorCode,
  combine: MergeFunction,
  values: readonly Local<"v128">[],
  activation: Activation | undefined,
): Vector {
  const [first, ...others] = values;
  if (!first) throw new Error("The code of a merge has no inputs.");
  let total: Vector = first;
  for (const value of others) total = pairs[combine](total, value);
  if (combine === "average") total = multiplyVectors(total, vectorOf(1 / values.length));
  return activation ? activateVector(code, code.keep(total), activation) : total;
}

const pairs: Readonly<Record<MergeFunction, (a: Vector, b: Vector) => Vector>> = {
  add: addVectors,
  average: addVectors,
  multiply: multiplyVectors,
  subtract: subtractVectors,
  maximum: maximumVectors,
  minimum: minimumVectors,
};
