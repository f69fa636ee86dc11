/** What a Keras 3 operation is called with: its tensors, numbers and constant arrays, in the order of its arguments. */
import type { ConfigData } from "../../graph/paramValue.ts";
import { knownDim } from "../../shape/dim.ts";
import { normaliseAxis, rankedShape, type Shape } from "../../shape/shape.ts";
import type { ConfigReader } from "../configReader.ts";
import type { LayerCallContext } from "../layerSpec.ts";

/** Name under which the reader of a file hands over the positional arguments of an operation's call. */
export const callArguments = "call_args";

export interface Operand {
  readonly shape: Shape;
  /** True for a tensor of the model, false for a number or an array that stands in the file. */
  readonly tensor: boolean;
}

/** Shapes hold the batch where the tensor has one; a number is a scalar of no axes. */
export function readOperands(reader: ConfigReader, call: LayerCallContext): Operand[] {
  const written = reader.data(callArguments);
  const tensors = call.inputs.map((shape): Operand => ({ shape, tensor: true }));
  if (!Array.isArray(written)) return tensors;
  const left = [...tensors];
  const operands: Operand[] = [];
  for (const item of written as readonly ConfigData[]) {
    for (const part of isTensorList(item) ? (item as readonly ConfigData[]) : [item]) {
      const operand = isTensor(part) ? left.shift() : constantOperand(part);
      if (operand) operands.push(operand);
    }
  }
  return [...operands, ...left];
}

/** Stands for a tensor among the arguments; `input` is its place among the inputs of the call. */
export function tensorOperand(input: number): ConfigData {
  return { class_name: "__keras_tensor__", config: { input } };
}

/** The places among the inputs of the tensors in an argument. */
export function inputsOf(data: ConfigData): number[] {
  if (Array.isArray(data)) return (data as readonly ConfigData[]).flatMap(inputsOf);
  const place = recordAt(data, "__keras_tensor__")?.input;
  return typeof place === "number" ? [place] : [];
}

export function recordAt(data: ConfigData | undefined, className: string) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return undefined;
  const record = data as { readonly [key: string]: ConfigData };
  if (record.class_name !== className) return undefined;
  const { config } = record;
  if (typeof config !== "object" || config === null || Array.isArray(config)) return undefined;
  return config as { readonly [key: string]: ConfigData };
}

function isTensor(data: ConfigData): boolean {
  return recordAt(data, "__keras_tensor__") !== undefined;
}

function isTensorList(data: ConfigData): boolean {
  return Array.isArray(data) && data.length > 0 && data.some(isTensor);
}

function constantOperand(data: ConfigData): Operand | undefined {
  if (typeof data === "number" || typeof data === "boolean") {
    return { shape: rankedShape([]), tensor: false };
  }
  const array =
    recordAt(data, "__tensor__")?.value ??
    recordAt(data, "__numpy__")?.value ??
    (isNumbers(data) ? data : undefined);
  return array === undefined
    ? undefined
    : { shape: rankedShape(arraySizes(array).map(knownDim)), tensor: false };
}

/** A list of numbers, or of such lists. */
function isNumbers(data: ConfigData): boolean {
  let at: ConfigData | undefined = data;
  while (Array.isArray(at)) at = (at as readonly ConfigData[])[0];
  return Array.isArray(data) && typeof at === "number";
}

function arraySizes(data: ConfigData): number[] {
  const sizes: number[] = [];
  let at: ConfigData | undefined = data;
  while (Array.isArray(at)) {
    sizes.push(at.length);
    at = (at as readonly ConfigData[])[0];
  }
  return sizes;
}

/** The positive axis that an argument named `axis` gives. */
export function axisOf(reader: ConfigReader, rank: number, fallback: number): number | undefined {
  const data = reader.data("axis") ?? fallback;
  return typeof data === "number" ? normaliseAxis(data, rank) : undefined;
}
