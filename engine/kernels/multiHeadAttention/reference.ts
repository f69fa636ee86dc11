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
  run: attend,
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

function attend(request: KernelRequest<MultiHeadAttentionOperation>): void {
  const { operation, inputs, weights, output, furtherOutputs } = request;
  const query = inputTensor(request, 0);
  const value = inputTensor(request, 1);
  const { heads, keyValueHeads, keySize, valueSize, useBias } = operation;
  const project = (name: string, input: Tensor) => projection(input, weights, name, useBias);
  const queries = project("query", query);
  const keys = project("key", inputs[2] ?? value);
  const values = project("value", value);
  const mixed = new Float32Array((queries.length / keySize) * valueSize);
  const around = positions(query.shape, operation.attentionAxes, false);
  const aroundValue = positions(value.shape, operation.attentionAxes, false);
  const querySteps = positions(query.shape, operation.attentionAxes, true);
  const valueSteps = positions(value.shape, operation.attentionAxes, true);
  const scores = new Float64Array(valueSteps.length);
  const scale = 1 / Math.sqrt(keySize);
  const perExample = around.length / (query.shape[0] ?? 1);
  for (const [number, base] of around.entries()) {
    const example = Math.floor(number / perExample);
    const valueBase = aroundValue[number] ?? 0;
    for (const [step, offset] of querySteps.entries()) {
      const seen = (other: number) => isSeen(request, example, step, other);
      for (let head = 0; head < heads; head++) {
        const shared = Math.floor(head / (heads / keyValueHeads));
        const from = ((base + offset) * heads + head) * keySize;
        for (const [other, otherOffset] of valueSteps.entries()) {
          const at = ((valueBase + otherOffset) * keyValueHeads + shared) * keySize;
          let sum = 0;
          for (let i = 0; i < keySize; i++) sum += (queries[from + i] as number) * (keys[at + i] as number);
          scores[other] = sum * scale;
        }
        softmaxRow(scores, seen, 0);
        furtherOutputs?.[0]?.data.set(
          scores,
          ((number * heads + head) * querySteps.length + step) * scores.length,
        );
        const put = ((base + offset) * heads + head) * valueSize;
        for (let i = 0; i < valueSize; i++) {
          let sum = 0;
          for (const [other, otherOffset] of valueSteps.entries()) {
            const at = ((valueBase + otherOffset) * keyValueHeads + shared) * valueSize;
            sum += (scores[other] as number) * (values[at + i] as number);
          }
          mixed[put + i] = sum;
        }
      }
    }
  }
  if (operation.useGate) {
    const gate = project("gate", query);
    for (let at = 0; at < mixed.length; at++)
      mixed[at] = (mixed[at] as number) / (1 + Math.exp(-(gate[at] as number)));
  }
  const width = heads * valueSize;
  const result = projection(
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
function projection(input: Tensor, weights: LayerWeights, name: string, useBias: boolean): Float32Array {
  const kernel = weightTensor(weights, `${name}/kernel`);
  const bias = useBias ? weightTensor(weights, `${name}/bias`).data : undefined;
  const features = input.shape.at(-1) ?? 1;
  const columns = kernel.data.length / features;
  const rows = input.data.length / features;
  const result = new Float32Array(rows * columns);
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    if (bias) sums.set(bias);
    else sums.fill(0);
    for (let feature = 0; feature < features; feature++) {
      const value = input.data[row * features + feature] as number;
      for (let column = 0; column < columns; column++) {
        sums[column] = (sums[column] as number) + value * (kernel.data[feature * columns + column] as number);
      }
    }
    result.set(sums, row * columns);
  }
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
