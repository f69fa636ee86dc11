/** A node of a TensorFlow graph as tf.keras 2.0 to 2.3 wrote it: its operation, its inputs by place, and its attributes. */
import type { ConfigData } from "../../graph/paramValue.ts";
import { tensorOperand } from "../operations/operands.ts";
import { tensorflowFunction } from "./functions.ts";

/** A function of TensorFlow with its operands, and what it is given by name. */
export interface WrittenFunction {
  readonly name: string;
  /** Tensors as markers, and constants. */
  readonly operands: readonly ConfigData[];
  readonly named: Readonly<Record<string, ConfigData>>;
}

type Fields = { readonly [key: string]: ConfigData };

/** `constants` holds the inputs that are no tensors, by their place; `tensors` counts the others. */
export function readNode(
  node: ConfigData | undefined,
  constants: ConfigData | undefined,
  tensors: number,
): WrittenFunction | undefined {
  const fields = recordOf(node);
  const name = fields?.op;
  if (!fields || typeof name !== "string") return undefined;
  const fixed = recordOf(constants) ?? {};
  const named: Record<string, ConfigData> = Object.create(null);
  for (const [key, value] of Object.entries(recordOf(fields.attr) ?? {})) {
    const plain = attributeValue(value);
    if (plain !== undefined) named[key] = plain;
  }
  return placed(name, inputsOf(fields.input, fixed, tensors), named);
}

function inputsOf(written: ConfigData | undefined, fixed: Fields, tensors: number): ConfigData[] {
  const names = Array.isArray(written) ? (written as readonly ConfigData[]) : [];
  // An input that starts so says that another node runs before; it brings no tensor.
  const given = names.filter((name) => !(typeof name === "string" && name.startsWith("^"))).length;
  const count = Math.min(Math.max(given, tensors + Object.keys(fixed).length), mostInputs);
  let next = 0;
  return Array.from({ length: count }, (_, place) => fixed[String(place)] ?? tensorOperand(next++));
}

/** More than any file has, and few enough to count through. */
const mostInputs = 10_000;

/** Tells the operands from the inputs that are arguments. */
function placed(
  name: string,
  inputs: readonly ConfigData[],
  named: Readonly<Record<string, ConfigData>>,
): WrittenFunction {
  const argumentNames = parameterNames(name);
  if (/^Concat/.test(name)) {
    return { name, operands: inputs.slice(0, -1), named: { ...named, axis: inputs.at(-1) ?? null } };
  }
  if (name === "Split") {
    const [axis = null, value = null] = inputs;
    return {
      name,
      operands: [value],
      named: { ...named, axis, num_or_size_splits: named.num_split ?? null },
    };
  }
  const operands = argumentNames.length === 0 ? inputs : inputs.slice(0, -argumentNames.length);
  const rest = inputs.slice(operands.length);
  const byName = Object.fromEntries(argumentNames.map((key, index) => [key, rest[index] ?? null]));
  return { name, operands, named: { ...named, ...byName } };
}

function parameterNames(name: string): readonly string[] {
  if (name === "Reshape") return ["shape"];
  if (name === "StridedSlice") return ["begin", "end", "strides"];
  if (name === "SplitV") return ["num_or_size_splits", "axis"];
  return tensorflowFunction(name)?.parameters ?? [];
}

/** `{"b": true}`, `{"i": "2"}`, `{"list": {"i": ["1", "2"]}}`, or a text in base64 of which a few are known. */
function attributeValue(data: ConfigData): ConfigData | undefined {
  const value = recordOf(data);
  if (!value) return undefined;
  if (typeof value.b === "boolean") return value.b;
  if (value.i !== undefined) return Number(typeof value.i === "string" ? value.i : Number.NaN);
  if (typeof value.f === "number") return value.f;
  if (typeof value.s === "string") return knownTexts.get(value.s);
  const list = recordOf(value.list)?.i;
  if (!Array.isArray(list)) return undefined;
  return (list as readonly ConfigData[]).map((item) => (typeof item === "string" ? Number(item) : item));
}

const knownTexts: ReadonlyMap<string, string> = new Map([
  ["TkhXQw==", "NHWC"],
  ["TkNIVw==", "NCHW"],
  ["VkFMSUQ=", "valid"],
  ["U0FNRQ==", "same"],
]);

function recordOf(data: ConfigData | undefined): Fields | undefined {
  return typeof data === "object" && data !== null && !Array.isArray(data) ? (data as Fields) : undefined;
}
