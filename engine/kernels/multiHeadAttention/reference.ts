/** Multi-head attention, also with groups of heads that share keys and values, gates, and attention along some axes only. */
import type { MultiHeadAttentionOperation } from "../../../core/layers/sequenceOperations.ts";
import { elementCount, formatSizes, stridesOf, type Tensor } from "../../tensor/tensor.ts";
import { softmaxRow } from "../attention/softmaxRow.ts";
import {
  inputTensor,
  type Kernel,
  type KernelCall,
  type KernelRequest,
  type LayerWeights,
  weightTensor,
} from "../kernel.ts";
import { inParts, ranges } from "../parts.ts";
import { isStepThere } from "../recurrent/sequenceRun.ts";

export const multiHeadAttentionReference: Kernel<MultiHeadAttentionOperation> = {
  refuse,
  scratchBytes: ({ operation, inputShapes }) => {
    const [query = [], value = []] = inputShapes;
    const [queries, values] = [elementCount(query.slice(0, -1)), elementCount(value.slice(0, -1))];
    const { heads, keyValueHeads, keySize, valueSize, useGate } = operation;
    const ofQueries = queries * heads * (keySize + valueSize * (useGate ? 2 : 1));
    return 4 * (ofQueries + values * keyValueHeads * (keySize + valueSize));
  },
  ...inParts(attend),
};

function refuse({
  operation,
  inputShapes: [query = [], value = [], key = value],
}: KernelCall<MultiHeadAttentionOperation>): string | undefined {
  const attended = new Set(operation.attentionAxes);
  const fits =
    query.length === value.length &&
    value.length === key.length &&
    value
      .slice(0, -1)
      .every((size, axis) => size === key[axis] && (attended.has(axis) || size === query[axis]));
  if (!fits)
    return `The query ${formatSizes(query)}, value ${formatSizes(value)} and key ${formatSizes(key)} do not fit together.`;
  if (operation.slidingWindow !== null && query.length !== 3)
    return "A sliding window is computed for sequences alone, with one axis of steps.";
  return undefined;
}

function* attend(request: KernelRequest<MultiHeadAttentionOperation>): Generator<void> {
  const { operation, inputs, weights, output, furtherOutputs } = request;
  const query = inputTensor(request, 0);
  const value = inputTensor(request, 1);
  const { heads, keyValueHeads, keySize, valueSize, useBias } = operation;
  const project = (name: string, input: Tensor) => projection(input, weights, name, useBias);
  const queries = yield* project("query", query);
  const keys = yield* project("key", inputs[2] ?? value);
  const values = yield* project("value", value);
  const mixed = new Float32Array((queries.length / keySize) * valueSize);
  const around = positions(query.shape, operation.attentionAxes, false);
  const aroundValue = positions(value.shape, operation.attentionAxes, false);
  const querySteps = positions(query.shape, operation.attentionAxes, true);
  const valueSteps = positions(value.shape, operation.attentionAxes, true);
  const scores = new Float64Array(valueSteps.length);
  const sums = new Float64Array(valueSize);
  const scale = 1 / Math.sqrt(keySize);
  const perExample = around.length / (query.shape[0] ?? 1);
  // A function of its own, which is compiled sooner than a generator.
  const attendStep = (number: number, step: number): void => {
    const example = Math.floor(number / perExample);
    const query = (around[number] ?? 0) + (querySteps[step] ?? 0);
    const valueBase = aroundValue[number] ?? 0;
    const seen = (other: number) => isSeen(request, example, step, other);
    for (let head = 0; head < heads; head++) {
      const shared = Math.floor(head / (heads / keyValueHeads));
      const from = (query * heads + head) * keySize;
      for (let other = 0; other < valueSteps.length; other++) {
        const at = ((valueBase + (valueSteps[other] as number)) * keyValueHeads + shared) * keySize;
        let sum = 0;
        for (let i = 0; i < keySize; i++) sum += (queries[from + i] as number) * (keys[at + i] as number);
        scores[other] = sum * scale;
      }
      softmaxRow(scores, seen, 0);
      furtherOutputs?.[0]?.data.set(
        scores,
        ((number * heads + head) * querySteps.length + step) * scores.length,
      );
      sums.fill(0);
      for (let other = 0; other < valueSteps.length; other++) {
        const at = ((valueBase + (valueSteps[other] as number)) * keyValueHeads + shared) * valueSize;
        const share = scores[other] as number;
        for (let i = 0; i < valueSize; i++)
          sums[i] = (sums[i] as number) + share * (values[at + i] as number);
      }
      mixed.set(sums, (query * heads + head) * valueSize);
    }
  };
  const stepWork = heads * valueSteps.length * (keySize + valueSize);
  for (let number = 0; number < around.length; number++) {
    yield* ranges(querySteps.length, stepWork, (first, end) => {
      for (let step = first; step < end; step++) attendStep(number, step);
    });
  }
  if (operation.useGate) {
    const gate = yield* project("gate", query);
    for (let at = 0; at < mixed.length; at++)
      mixed[at] = (mixed[at] as number) / (1 + Math.exp(-(gate[at] as number)));
  }
  const width = heads * valueSize;
  const result = yield* projection(
    { shape: [mixed.length / width, width], data: mixed },
    weights,
    "attention_output",
    useBias,
  );
  output.data.set(result);
}

/** Whether a query step looks at a value step: both there, not later, near enough. */
function isSeen(
  { operation, masks = [] }: KernelRequest<MultiHeadAttentionOperation>,
  example: number,
  step: number,
  other: number,
): boolean {
  if (operation.causal && other > step) return false;
  if (operation.slidingWindow !== null && Math.abs(step - other) >= operation.slidingWindow) return false;
  return (
    isStepThere(masks[0], example, step) &&
    isStepThere(masks[1], example, other) &&
    isStepThere(masks[2], example, other)
  );
}

/** The last axis times `name/kernel`, whose other axes are the result's, and `name/bias`. */
function* projection(
  input: Tensor,
  weights: LayerWeights,
  name: string,
  useBias: boolean,
): Generator<void, Float32Array> {
  const kernel = weightTensor(weights, `${name}/kernel`);
  const bias = useBias ? weightTensor(weights, `${name}/bias`).data : undefined;
  const features = input.shape.at(-1) ?? 1;
  const columns = kernel.data.length / features;
  const rows = input.data.length / features;
  const result = new Float32Array(rows * columns);
  const sums = new Float64Array(columns);
  yield* ranges(rows, features * columns, (first, end) => {
    for (let row = first; row < end; row++) {
      if (bias) sums.set(bias);
      else sums.fill(0);
      for (let feature = 0; feature < features; feature++) {
        const value = input.data[row * features + feature] as number;
        for (let column = 0; column < columns; column++) {
          sums[column] =
            (sums[column] as number) + value * (kernel.data[feature * columns + column] as number);
        }
      }
      result.set(sums, row * columns);
    }
  });
  return result;
}

/** Numbers of the vectors of a tensor at every index of the attended axes (without the batch), or of all the others. */
function positions(shape: readonly number[], axes: readonly number[], attended: boolean): number[] {
  const sizes = shape.slice(0, -1);
  const strides = stridesOf(sizes);
  const wanted = attended ? axes : sizes.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  return wanted.reduce<number[]>(
    (starts, axis) =>
      starts.flatMap((start) =>
        Array.from({ length: sizes[axis] ?? 1 }, (_, place) => start + place * (strides[axis] ?? 1)),
      ),
    [0],
  );
}
