/** Which steps of a sequence are there: made by masking layers, and carried along by the layers that Keras lets do so. */
import type { KernelOperation } from "../kernels/backend.ts";
import { isPresent } from "../kernels/masking/reference.ts";
import { type Tensor, zeros } from "../tensor/tensor.ts";

/** Shape `[batch, steps]` (or more axes): 1 for a step that is there, 0 for one that is not. `undefined`: all are. */
export type Mask = Tensor | undefined;

/** The mask of a layer's first output. */
export function maskAfter(
  operation: KernelOperation,
  inputs: readonly Tensor[],
  masks: readonly Mask[],
): Mask {
  const [first] = masks;
  switch (operation.op) {
    case "embedding":
      return operation.maskZero && inputs[0]
        ? mapTensor(inputs[0], (index) => (Math.trunc(index) === 0 ? 0 : 1))
        : undefined;
    case "masking":
      return inputs[0] && presentSteps(inputs[0], operation.value);
    case "identity":
    case "activation":
    case "softmax":
    case "prelu":
    case "dense":
    case "batchNormalization":
    case "rescaling":
    case "standardize":
    case "attention":
    case "multiHeadAttention":
      return first;
    case "exampleNormalization":
      return operation.form === "rms" ? undefined : first;
    case "recurrent":
    case "convolutionalLstm":
      return operation.returnSequences ? first : undefined;
    case "bidirectional":
      return operation.forward.returnSequences ? first : undefined;
    case "merge":
      return masks.every((mask) => mask !== undefined) ? anyOf(masks) : undefined;
    case "concatenate":
      return masks.some((mask) => mask !== undefined) ? joined(inputs, masks, operation.axis) : undefined;
    default:
      return undefined;
  }
}

function presentSteps(input: Tensor, value: number): Tensor {
  const features = input.shape.at(-1) ?? 1;
  const mask = zeros(input.shape.slice(0, -1));
  for (let step = 0; step < mask.data.length; step++) {
    mask.data[step] = isPresent(input.data, step * features, features, value) ? 1 : 0;
  }
  return mask;
}

/** Keras's merge layers: a step is there where any input has it. */
function anyOf(masks: readonly Tensor[]): Mask {
  const [first] = masks;
  if (!first || masks.some((mask) => mask.data.length !== first.data.length)) return undefined;
  return {
    shape: first.shape,
    data: first.data.map((_, at) => (masks.some((mask) => mask.data[at] !== 0) ? 1 : 0)),
  };
}

/** Joined along the features a step is there where any input has it; along the steps the masks follow one another. */
function joined(inputs: readonly Tensor[], masks: readonly Mask[], axis: number): Mask {
  const rank = inputs[0]?.shape.length ?? 0;
  const whole = inputs.map((input, index) => masks[index] ?? mapTensor(stepsOf(input), () => 1));
  if (axis === rank - 1) return anyOf(whole);
  if (axis !== 1 || whole.some((mask) => mask.shape.length !== 2)) return undefined;
  const batch = whole[0]?.shape[0] ?? 1;
  const steps = whole.map((mask) => mask.shape[1] ?? 0);
  const result = zeros([batch, steps.reduce((a, b) => a + b, 0)]);
  let put = 0;
  for (let example = 0; example < batch; example++) {
    for (const [index, mask] of whole.entries()) {
      const count = steps[index] ?? 0;
      result.data.set(mask.data.subarray(example * count, (example + 1) * count), put);
      put += count;
    }
  }
  return result;
}

function stepsOf(input: Tensor): Tensor {
  return zeros(input.shape.slice(0, -1));
}

function mapTensor(tensor: Tensor, change: (value: number) => number): Tensor {
  return { shape: tensor.shape, data: tensor.data.map(change) };
}
