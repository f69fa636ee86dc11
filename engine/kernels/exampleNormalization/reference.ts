/** Normalisation by the statistics of each example: layer, group, root-mean-square and unit-length forms. */
import type { ExampleNormalizationOperation } from "../../../core/layers/elementOperations.ts";
import { elementCount, formatSizes } from "../../tensor/tensor.ts";
import { broadcastWalk } from "../broadcast.ts";
import { inputTensor, type Kernel, type KernelRequest, weightData } from "../kernel.ts";

export const exampleNormalizationReference: Kernel<ExampleNormalizationOperation> = {
  refuse: ({ operation, outputShape }) => {
    const axis = operation.axes.find((each) => each >= outputShape.length);
    if (axis !== undefined) return `Axis ${axis} does not exist in the input ${formatSizes(outputShape)}.`;
    const channels = outputShape[operation.axes[0] ?? 0] ?? 0;
    return channels % operation.groups === 0
      ? undefined
      : `The ${channels} channels cannot be split into ${operation.groups} groups.`;
  },
  scratchBytes: ({ operation, outputShape }) => 16 * elementCount(layoutOf(operation, outputShape).sets),
  run: normalise,
};

/** The tensor's shape, with the channels split into groups, and the shapes that are repeated over it. */
interface Layout {
  readonly shape: readonly number[];
  /** One element for each set of values that share statistics. */
  readonly sets: readonly number[];
  /** One element for each weight. */
  readonly weights: readonly number[];
}

function layoutOf({ form, axes, groups }: ExampleNormalizationOperation, shape: readonly number[]): Layout {
  const normalised = new Set(axes);
  if (form !== "group") {
    return {
      shape,
      sets: shape.map((size, axis) => (normalised.has(axis) ? 1 : size)),
      weights: shape.map((size, axis) => (normalised.has(axis) ? size : 1)),
    };
  }
  const [channelAxis = shape.length - 1] = axes;
  const members = (shape[channelAxis] ?? 1) / groups;
  const split = (other: (size: number, axis: number) => number, pair: readonly [number, number]) =>
    shape.flatMap((size, axis) => (axis === channelAxis ? pair : [other(size, axis)]));
  return {
    shape: split((size) => size, [groups, members]),
    sets: split((size, axis) => (axis === 0 ? size : 1), [groups, 1]),
    weights: split(() => 1, [groups, members]),
  };
}

function normalise(request: KernelRequest<ExampleNormalizationOperation>): void {
  const { operation, output } = request;
  const { data, shape: inputShape } = inputTensor(request);
  const { shape, sets, weights } = layoutOf(operation, inputShape);
  const { means, factors } = statistics(operation, data, shape, sets);
  broadcastWalk(shape, sets, (at, set) => {
    output.data[at] = ((data[at] as number) - (means[set] as number)) * (factors[set] as number);
  });
  const scale = operation.scale === null ? undefined : weightData(request.weights, operation.scale);
  const beta = operation.center ? weightData(request.weights, "beta") : undefined;
  if (!scale && !beta) return;
  broadcastWalk(shape, weights, (at, weight) => {
    output.data[at] = (output.data[at] as number) * (scale?.[weight] ?? 1) + (beta?.[weight] ?? 0);
  });
}

/** What is subtracted from the values of each set, and what they are then multiplied by. */
function statistics(
  { form, epsilon }: ExampleNormalizationOperation,
  data: Float32Array,
  shape: readonly number[],
  sets: readonly number[],
): { readonly means: Float64Array; readonly factors: Float64Array } {
  const means = new Float64Array(elementCount(sets));
  const factors = new Float64Array(means.length);
  const count = data.length / means.length;
  const centred = form === "layer" || form === "group" || form === "variance";
  if (centred) {
    broadcastWalk(shape, sets, (at, set) => {
      means[set] = (means[set] as number) + (data[at] as number) / count;
    });
  }
  broadcastWalk(shape, sets, (at, set) => {
    const difference = (data[at] as number) - (means[set] as number);
    factors[set] = (factors[set] as number) + difference * difference;
  });
  for (let set = 0; set < factors.length; set++) {
    const squares = factors[set] as number;
    // Keras holds the inverse length at 1 / epsilon; a vector of zeros stays one.
    factors[set] =
      form === "unit"
        ? Math.min(1 / Math.sqrt(squares), 1 / epsilon)
        : 1 / Math.sqrt(squares / count + epsilon);
  }
  // Keras's `rms_scaling` divides by the deviation and does not subtract the mean.
  if (form === "variance") means.fill(0);
  return { means, factors };
}
