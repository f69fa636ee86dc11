/** Turns evaluated values into the plain data of a layer's config, in Keras's spelling. */

import type { ConfigData, ParamValue } from "../../../../core/graph/paramValue.ts";
import { expressionAt } from "../graph/places.ts";
import { type Evaluation, reasonOf } from "../language/evaluation.ts";
import { sizeOf } from "../language/openNumbers.ts";
import {
  type ArrayValue,
  isKind,
  isPrimitive,
  isUnknown,
  type Slot,
  type Value,
} from "../language/values.ts";

/** Deepest list or object in an argument; no layer takes deeper ones. */
const depthLimit = 20;
/** Most values in one argument. */
const sizeLimit = 10_000;

/** Most items of a list that are told apart. */
const knownLimit = 20;

type Plain = { readonly data: ConfigData } | NotPlain;

interface NotPlain {
  readonly reason: string;
  /** The reason speaks of the value itself and does not name it. */
  readonly unnamed?: true;
}

/** The argument; `undefined` where the value is `undefined`, which TensorFlow.js takes as not given. */
export function paramOf(slot: Slot, evaluation: Evaluation): ParamValue | undefined {
  if (slot.value === undefined) return undefined;
  const plain = plainOf(slot.value, { depth: 0, left: sizeLimit });
  if ("reason" in plain) {
    const reason = namedReason(plain, slot, evaluation);
    const list = isKind(slot.value, "array") && !slot.value.rest ? slot.value : undefined;
    const known = list && knownItems(list);
    const size = sizeOf(slot.value);
    return {
      kind: "notComputable",
      reason,
      range: slot.range,
      ...(known ? { known, sizes: list.items.map(({ value }) => sizeOf(value)) } : {}),
      ...(size ? { size } : {}),
    };
  }
  const elements = isKind(slot.value, "array") ? slot.value.items.map((item) => item.range) : undefined;
  return { kind: "constant", value: plain.data, range: slot.range, ...(elements ? { elements } : {}) };
}

/** `[height, 32, 3]` with a height that is not known still says the rest. */
function knownItems({ items }: ArrayValue): readonly (ConfigData | undefined)[] | undefined {
  if (items.length > knownLimit) return undefined;
  return items.map(({ value }) => {
    const plain = plainOf(value, { depth: 0, left: sizeLimit });
    return "data" in plain ? plain.data : undefined;
  });
}

/** The cells of a recurrent layer, as a model file holds them. */
export function cellParam(slot: Slot, evaluation: Evaluation): ParamValue | undefined {
  const { range } = slot;
  const plain = plainCell(slot.value, 0);
  return "reason" in plain
    ? { kind: "notComputable", reason: namedReason(plain, slot, evaluation), range }
    : { kind: "constant", value: plain.data, range };
}

function namedReason({ reason, unnamed }: NotPlain, { range }: Slot, { program }: Evaluation): string {
  return unnamed ? `${expressionAt(program, range)} cannot be an argument: ${reason}` : reason;
}

function unnamed(reason: string): NotPlain {
  return { reason, unnamed: true };
}

function plainCell(value: Value, depth: number): Plain {
  if (depth > depthLimit) return unnamed("it is nested too deep");
  if (isKind(value, "array")) {
    const cells = value.items.map((item) => plainCell(item.value, depth + 1));
    const unread = cells.find((cell) => "reason" in cell);
    return unread ?? { data: cells.map((cell) => ("data" in cell ? cell.data : null)) };
  }
  if (!isKind(value, "layer")) return plainOf(value, { depth: 0, left: sizeLimit });
  const config: Record<string, ConfigData> = Object.create(null);
  for (const [key, param] of value.config) {
    if (param.kind === "notComputable") return { reason: param.reason };
    if (param.kind === "constant") config[key] = param.value;
  }
  return { data: { class_name: value.className, config } };
}

/** Keras 3 name of a TensorFlow.js argument: `kernelSize` becomes `kernel_size`. */
export function snakeCaseOfKey(key: string): string {
  if (!/[A-Z]/.test(key)) return key;
  return key.replace(
    /([a-z0-9])([A-Z])/g,
    (_, before: string, letter: string) => `${before}_${letter.toLowerCase()}`,
  );
}

/** Texts that Keras spells otherwise: data formats, activations, initialisers. */
export function kerasSpelling(key: string, param: ParamValue): ParamValue {
  if (param.kind !== "constant" || typeof param.value !== "string") return param;
  const table = key === "data_format" || key.endsWith("activation") ? valueNames : undefined;
  const value =
    table?.get(param.value) ?? (key.endsWith("_initializer") ? initializerName(param.value) : undefined);
  return value === undefined ? param : { ...param, value };
}

const valueNames: ReadonlyMap<string, string> = new Map([
  ["channelsFirst", "channels_first"],
  ["channelsLast", "channels_last"],
  ["hardSigmoid", "hard_sigmoid"],
  ["logSoftmax", "log_softmax"],
]);

const tfjsNames: ReadonlyMap<string, string> = new Map([...valueNames].map(([tfjs, keras]) => [keras, tfjs]));

/** What `kerasSpelling` makes of a data format or an activation, back in TensorFlow.js's spelling. */
export function tfjsSpelling(name: string): string {
  return tfjsNames.get(name) ?? name;
}

function initializerName(name: string): string | undefined {
  if (!/^[a-z]/.test(name)) return undefined;
  return snakeCaseOfKey(name.replace(/^leCun/, "lecun"));
}

/** Any plain data of the program, such as a model's topology, or why it is not known. */
export function plainDataOf(value: Value): Plain {
  return plainOf(value, { depth: 0, left: sizeLimit * 10 });
}

function plainOf(value: Value, bounds: { readonly depth: number; left: number }): Plain {
  if (isUnknown(value)) return { reason: reasonOf(value) };
  if (--bounds.left < 0) return unnamed(`it has more than ${sizeLimit} values`);
  if (value === undefined) return { data: null };
  if (typeof value === "number" && !Number.isFinite(value)) return unnamed(`it is ${value}`);
  if (isPrimitive(value)) return { data: value };
  if (bounds.depth >= depthLimit) return unnamed("it is nested too deep");
  const inner = { depth: bounds.depth + 1, left: bounds.left };
  if (isKind(value, "array")) {
    if (value.rest) return { reason: reasonOf(value.rest) };
    const list: ConfigData[] = [];
    for (const item of value.items) {
      const plain = plainOf(item.value, inner);
      if ("reason" in plain) return plain;
      list.push(plain.data);
    }
    bounds.left = inner.left;
    return { data: list };
  }
  if (isKind(value, "object")) {
    if (value.rest) return { reason: reasonOf(value.rest) };
    const record: Record<string, ConfigData> = Object.create(null);
    for (const [key, slot] of value.entries) {
      const plain = plainOf(slot.value, inner);
      if ("reason" in plain) return plain;
      record[value.kerasClass ? snakeCaseOfKey(key) : key] = plain.data;
    }
    bounds.left = inner.left;
    return { data: value.kerasClass ? { class_name: value.kerasClass, config: record } : record };
  }
  return unnamed(`it is ${describe(value)}, not plain data`);
}

function describe(value: Exclude<Value, undefined | null | boolean | number | string>): string {
  switch (value.kind) {
    case "layer":
    case "model":
    case "tensor":
    case "class":
      return `a ${value.kind}`;
    default:
      return "a function";
  }
}
