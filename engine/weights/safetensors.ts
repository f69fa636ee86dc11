/**
 * Reads safetensors files: eight bytes with the header's length, a JSON header with type, shape and place of each array,
 * then the numbers (github.com/huggingface/safetensors, "Format"). All lengths are checked before anything is read.
 */
import { elementCount } from "../tensor/tensor.ts";
import { type NumberType, numberCodings } from "./numberCoding.ts";
import { decodeUtf8 } from "./utf8.ts";
import { codedEntry, readSizes, refusedFile, type WeightEntry, type WeightFile } from "./weightEntry.ts";

/** The limit of the format's own reader. */
const largestHeader = 100_000_000;
const mostTensors = 200_000;

const types: Readonly<Record<string, NumberType>> = {
  F64: "float64",
  F32: "float32",
  F16: "float16",
  BF16: "bfloat16",
  I64: "int64",
  I32: "int32",
  I16: "int16",
  I8: "int8",
  U64: "uint64",
  U32: "uint32",
  U16: "uint16",
  U8: "uint8",
  BOOL: "bool",
};

/** Entries in the order of their data. */
export function readSafetensors(bytes: Uint8Array): WeightFile {
  if (bytes.length < 8)
    return refusedFile(`The file has ${bytes.length} bytes; a safetensors file has at least 8.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getBigUint64(0, true);
  const available = bytes.length - 8;
  if (headerLength > BigInt(Math.min(available, largestHeader))) {
    return refusedFile(
      `The header claims ${headerLength} bytes and the file has ${available} after its first 8 (at most ${largestHeader} are read). This is not a safetensors file, or it is cut off.`,
    );
  }
  const dataStart = 8 + Number(headerLength);
  const header = parseHeader(bytes.subarray(8, dataStart));
  if (!header)
    return refusedFile("The header is not a JSON object. This is not a safetensors file, or it is damaged.");
  const names = Object.keys(header).filter((name) => name !== "__metadata__");
  if (names.length > mostTensors)
    return refusedFile(`The header lists ${names.length} arrays; at most ${mostTensors} are read.`);
  const data = bytes.subarray(dataStart);
  const placed: PlacedEntry[] = [];
  for (const name of names) {
    const result = readEntry(name, header[name], data);
    if (typeof result === "string") return refusedFile(result);
    placed.push(result);
  }
  placed.sort((a, b) => a.start - b.start || a.end - b.end);
  const overlap = overlapOf(placed);
  if (overlap !== undefined) return refusedFile(overlap);
  return { kind: "ok", entries: placed.map((place) => place.entry) };
}

interface PlacedEntry {
  /** Bytes from the start of the data. */
  readonly start: number;
  readonly end: number;
  readonly entry: WeightEntry;
}

/** The format allows no byte to belong to two arrays, and a small file could claim much memory that way. */
function overlapOf(placed: readonly PlacedEntry[]): string | undefined {
  for (const [at, { start, end, entry }] of placed.entries()) {
    const before = placed[at - 1];
    if (!before || start >= before.end || start === end) continue;
    const [name, other] = [entry.name, before.entry.name].map((each) => each.slice(0, 120));
    return `"${name}" is placed at bytes ${start} to ${end}, and "${other}" at ${before.start} to ${before.end}: no byte may belong to both. The file is damaged.`;
  }
  return undefined;
}

/** The array with its place, or why it is wrong. */
function readEntry(name: string, described: unknown, data: Uint8Array): PlacedEntry | string {
  const shown = name.slice(0, 120);
  if (!isRecord(described)) return `The header's entry "${shown}" is not an object.`;
  const { dtype, shape, data_offsets: offsets } = described;
  const type = typeof dtype === "string" && Object.hasOwn(types, dtype) ? types[dtype] : undefined;
  if (!type) {
    return `"${shown}" has the number type ${JSON.stringify(dtype)?.slice(0, 40)}; readable are ${Object.keys(types).join(", ")}.`;
  }
  const sizes = readSizes(shape);
  if (!sizes) return `"${shown}" has a shape that is not a list of sizes.`;
  const [start, end] = Array.isArray(offsets) && offsets.length === 2 ? (offsets as unknown[]) : [];
  if (!isOffset(start) || !isOffset(end) || start > end || end > data.length) {
    return `"${shown}" is placed at ${JSON.stringify(offsets)?.slice(0, 60)}, which is not inside the file's ${data.length} bytes of data. The file is cut off or damaged.`;
  }
  const needed = elementCount(sizes) * numberCodings[type].bytes;
  if (needed !== end - start) {
    return `"${shown}" needs ${needed} bytes for ${sizes.join("×") || "one number"} of ${String(dtype)}, and its place has ${end - start}.`;
  }
  return { start, end, entry: codedEntry(name, sizes, data.subarray(start, end), type) };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(decodeUtf8(bytes));
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

function isOffset(data: unknown): data is number {
  return typeof data === "number" && Number.isSafeInteger(data) && data >= 0;
}
