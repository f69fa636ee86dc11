/** Turns analysed shapes into numbers, once the batch is known, and checks given tensors against them. */
import { dimToNumber, formatDim } from "../../core/shape/dim.ts";
import { formatShape, type Shape } from "../../core/shape/shape.ts";
import { elementCount, formatSizes, type Tensor } from "../tensor/tensor.ts";

/** Sizes with the batch put in, or why one is not a number (reads on from "because"). */
export function concreteShape(shape: Shape, batch: number): number[] | string {
  if (shape.kind === "unranked") return shape.reason;
  const sizes: number[] = [];
  for (const [axis, dim] of shape.dims.entries()) {
    const size = axis === 0 ? batch : dimToNumber(dim);
    if (size === null) {
      return dim.kind === "unknown"
        ? dim.reason
        : `its shape ${formatShape(shape)} leaves ${formatDim(dim)} free; give the size of the model's input`;
    }
    sizes.push(size);
  }
  return sizes;
}

/** An input that a run is planned for: the numbers may still be missing. */
export type PlannedInput = Pick<Tensor, "shape"> & Partial<Pick<Tensor, "data">>;

/** Why the given tensors are not those that are wanted; `undefined` where they fit. */
export function checkInputs(
  given: readonly PlannedInput[],
  wanted: readonly Shape[],
  mode: "alone" | "upTo",
  layer: string,
): string | undefined {
  const owner = mode === "alone" ? `"${layer}" takes` : "The model takes";
  if (given.length !== wanted.length) return `${owner} ${count(wanted.length)}, and ${given.length} given.`;
  const batch = given[0]?.shape[0] ?? 1;
  for (const [index, shape] of wanted.entries()) {
    const tensor = given[index];
    const sizes = concreteShape(shape, batch);
    if (typeof sizes === "string") return `The shape of input ${index + 1} is not known: ${sizes}.`;
    const sizesGiven = tensor?.shape ?? [];
    if (tensor?.data && tensor.data.length !== elementCount(sizesGiven)) {
      return `Input ${index + 1} has ${tensor.data.length} numbers, which its shape ${formatSizes(sizesGiven)} does not hold.`;
    }
    if (formatSizes(sizesGiven) !== formatSizes(sizes)) {
      return `Input ${index + 1} is ${formatSizes(sizesGiven)}, and ${formatSizes(sizes)} is wanted (batch first).`;
    }
  }
  return undefined;
}

function count(inputs: number): string {
  return inputs === 1 ? "1 input" : `${inputs} inputs`;
}
