/** A dense layer by an einsum equation: for each output element, the sum over all letters that the output does not name. */
import type { EinsumDenseOperation } from "../../../core/layers/elementOperations.ts";
import { elementCount, stridesOf } from "../../tensor/tensor.ts";
import { activateInPlace, refuseFusedActivation } from "../activation/activate.ts";
import { alignEnd, broadcastWalk } from "../broadcast.ts";
import { inputTensor, type Kernel, type KernelRequest, noScratch, weightTensor } from "../kernel.ts";

export const einsumDenseReference: Kernel<EinsumDenseOperation> = {
  refuse: ({ operation, inputShapes, outputShape }) => {
    const { input, output } = operation.equation;
    const shape = inputShapes[0] ?? [];
    if (shape.length !== input.length || outputShape.length !== output.length) {
      return `The equation names ${input.length} input and ${output.length} output axes, and there are ${shape.length} and ${outputShape.length}.`;
    }
    const repeated = [input, operation.equation.kernel, output].find(
      (text) => new Set(text).size < text.length,
    );
    if (repeated !== undefined)
      return `The equation names an axis of "${repeated}" twice, which is not computed.`;
    return refuseFusedActivation(operation.activation);
  },
  scratchBytes: noScratch,
  run: (request) => {
    sumProducts(request);
    activateInPlace(request.operation.activation, request.output);
  },
};

function sumProducts(request: KernelRequest<EinsumDenseOperation>): void {
  const { operation, output } = request;
  const { equation } = operation;
  const input = inputTensor(request);
  const kernel = weightTensor(request.weights, "kernel");
  const sizes = new Map<string, number>();
  const note = (labels: string, shape: readonly number[]) => {
    for (const [axis, label] of [...labels].entries()) sizes.set(label, shape[axis] ?? 1);
  };
  note(equation.kernel, kernel.shape);
  note(equation.input, input.shape);
  const summed = [...new Set(equation.input + equation.kernel)].filter(
    (label) => !equation.output.includes(label),
  );
  const steps = (labels: string, shape: readonly number[], wanted: readonly string[]) => {
    const strides = stridesOf(shape);
    return wanted.map((label) => (labels.includes(label) ? (strides[labels.indexOf(label)] ?? 0) : 0));
  };
  const outer = [...equation.output];
  const outerWalk = offsets(
    outer.map((label) => sizes.get(label) ?? 1),
    [steps(equation.input, input.shape, outer), steps(equation.kernel, kernel.shape, outer)],
  );
  const inner = [
    ...offsets(
      summed.map((label) => sizes.get(label) ?? 1),
      [steps(equation.input, input.shape, summed), steps(equation.kernel, kernel.shape, summed)],
    ),
  ];
  let put = 0;
  for (const [from, weight] of outerWalk) {
    let sum = 0;
    for (const [inputStep, kernelStep] of inner) {
      sum += (input.data[from + inputStep] as number) * (kernel.data[weight + kernelStep] as number);
    }
    output.data[put++] = sum;
  }
  if (operation.useBias) addBias(request);
}

function addBias({ weights, output }: KernelRequest<EinsumDenseOperation>): void {
  const bias = weightTensor(weights, "bias");
  broadcastWalk(output.shape, alignEnd(bias.shape, output.shape.length), (at, from) => {
    output.data[at] = (output.data[at] as number) + (bias.data[from] as number);
  });
}

/** Places of two tensors at every index of `sizes`, the last fastest. */
function* offsets(
  sizes: readonly number[],
  [left, right]: readonly [readonly number[], readonly number[]],
): Generator<readonly [number, number]> {
  const position = new Array<number>(sizes.length).fill(0);
  for (let count = elementCount(sizes); count > 0; count--) {
    let a = 0;
    let b = 0;
    for (let axis = 0; axis < sizes.length; axis++) {
      a += (position[axis] as number) * (left[axis] as number);
      b += (position[axis] as number) * (right[axis] as number);
    }
    yield [a, b];
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      position[axis] = (position[axis] as number) + 1;
      if ((position[axis] as number) < (sizes[axis] as number)) break;
      position[axis] = 0;
    }
  }
}
