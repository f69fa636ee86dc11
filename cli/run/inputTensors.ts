/** Makes the input tensors of a run: from a picture, from arrays, or seeded noise. */
import { totalmem } from "node:os";
import type { Dim } from "../../core/shape/dim.ts";
import { formatShape, type Shape } from "../../core/shape/shape.ts";
import { randomTensor } from "../../engine/tensor/fill.ts";
import { isZip } from "../../engine/tensor/isZip.ts";
import { readNpy } from "../../engine/tensor/npy.ts";
import { readNpz } from "../../engine/tensor/npz.ts";
import { formatSizes, type Tensor } from "../../engine/tensor/tensor.ts";
import { UnusableInputError } from "../exitCode.ts";
import { pictureToArray } from "./pictureArray.ts";
import { readBytes } from "./readBytes.ts";
import { readPicture } from "./readPicture.ts";

export type InputSource =
  | { readonly kind: "picture"; readonly file: string }
  | { readonly kind: "arrays"; readonly files: readonly string[] }
  | { readonly kind: "noise"; readonly seed: number };

/** An input to fill: one of the model's, or one of the layer's where it runs alone. */
export interface InputSlot {
  readonly name: string;
  /** Batch first. */
  readonly shape: Shape;
  readonly channelsFirst: boolean;
}

/** One tensor a slot; sizes that are free take those of the picture or the array. */
export function inputTensors(slots: readonly InputSlot[], source: InputSource): Tensor[] {
  switch (source.kind) {
    case "noise":
      return slots.map((slot) => noise(slot, source.seed));
    case "arrays":
      return arrays(slots, source.files);
    case "picture": {
      const [slot, ...others] = slots;
      if (slot !== undefined && others.length === 0) return [picture(slot, source.file)];
      throw new UnusableInputError(
        `a picture fills one input, and there are ${slots.length} (${slots.map(({ name }) => name).join(", ")}): ` +
          "give one --array for each, or --random.",
      );
    }
  }
}

function noise(slot: InputSlot, seed: number): Tensor {
  const sizes = exampleDims(slot).map((dim) => {
    if (dim.kind === "known") return dim.value;
    throw new UnusableInputError(
      `input '${slot.name}' has the shape ${formatShape(slot.shape)}, whose free sizes noise cannot choose: ` +
        "give --image or --array.",
    );
  });
  return randomTensor([1, ...sizes], seed, { kind: "uniform", low: 0, high: 1 }, slot.name);
}

function arrays(slots: readonly InputSlot[], files: readonly string[]): Tensor[] {
  const given = files.flatMap(arraysIn);
  const names = slots.map(({ name }) => name);
  if (given.length !== slots.length) {
    throw new UnusableInputError(
      `${slots.length} input arrays are needed (${names.join(", ")}) and ${given.length} are given; ` +
        "repeat --array in that order.",
    );
  }
  const byName = new Map(given.map((array) => [array.name, array]));
  const named = names.every((name) => byName.has(name));
  return slots.map((slot, index) => checked(slot, (named && byName.get(slot.name)) || given[index]));
}

interface GivenArray {
  /** Of an array in a `.npz`; empty for a `.npy`. */
  readonly name: string;
  /** How messages call it. */
  readonly shown: string;
  readonly tensor: Tensor;
}

function arraysIn(file: string): GivenArray[] {
  const bytes = readBytes(file, "array");
  if (isZip(bytes)) {
    const read = readNpz(bytes, totalmem() / 2);
    if (read.kind === "refused") throw new UnusableInputError(`array ${file}: ${read.reason}`);
    return read.arrays.map(({ name, tensor }) => ({ name, shown: `${file} (${name})`, tensor }));
  }
  const read = readNpy(bytes);
  if (read.kind === "refused") throw new UnusableInputError(`array ${file}: ${read.reason}`);
  return [{ name: "", shown: file, tensor: read.tensor }];
}

function checked(slot: InputSlot, array: GivenArray | undefined): Tensor {
  if (!array) throw new Error("arrays and inputs were counted before");
  const { shape } = array.tensor;
  const dims = exampleDims(slot);
  const fits =
    shape.length === dims.length + 1 &&
    dims.every((dim, axis) => dim.kind !== "known" || dim.value === shape[axis + 1]);
  if (fits) return array.tensor;
  throw new UnusableInputError(
    `array ${array.shown} is ${formatSizes(shape)}, and input '${slot.name}' takes batch×${formatShape(slot.shape)}: ` +
      "an array gives the batch first, in the model's own layout.",
  );
}

function picture(slot: InputSlot, file: string): Tensor {
  const dims = exampleDims(slot);
  const [first, second, third] = dims;
  const channels = slot.channelsFirst ? first : third;
  const count = channels?.kind === "known" ? channels.value : undefined;
  if (dims.length !== 3 || (count !== 1 && count !== 3 && count !== 4)) {
    throw new UnusableInputError(
      `input '${slot.name}' is ${formatShape(slot.shape)}, and a picture fills height×width with 1, 3 or 4 channels: ` +
        "give --array or --random.",
    );
  }
  const pixels = readPicture(file);
  const height = sizeOr(slot.channelsFirst ? second : first, pixels.height);
  const width = sizeOr(slot.channelsFirst ? third : second, pixels.width);
  const { channelsFirst } = slot;
  const data = pictureToArray(pixels, { height, width, channels: count, channelsFirst });
  return { shape: channelsFirst ? [1, count, height, width] : [1, height, width, count], data };
}

function exampleDims(slot: InputSlot): readonly Dim[] {
  if (slot.shape.kind === "ranked") return slot.shape.dims.slice(1);
  throw new UnusableInputError(`the shape of input '${slot.name}' is not known: ${slot.shape.reason}.`);
}

function sizeOr(dim: Dim | undefined, size: number): number {
  return dim?.kind === "known" ? dim.value : size;
}
