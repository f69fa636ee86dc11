/** Types and shapes of HDF5 arrays and attributes (format specification, IV.A.2.b and d). */
import type { NumberType } from "../numberCoding.ts";
import { type Cursor, Hdf5Error, readLength, readUnsigned, skip } from "./byteSource.ts";

export type Datatype =
  | {
      readonly kind: "number";
      readonly type: NumberType;
      readonly size: number;
      readonly littleEndian: boolean;
    }
  /** Text of `size` bytes, filled up with zeros or spaces. */
  | { readonly kind: "text"; readonly size: number }
  /** Text of any length, in a heap. */
  | { readonly kind: "heapText"; readonly size: number }
  | { readonly kind: "other"; readonly what: string; readonly size: number };

const classNames = [
  "number",
  "number",
  "time",
  "text",
  "bit field",
  "opaque",
  "compound",
  "reference",
  "enumeration",
  "list of any length",
  "array",
];

export function readDatatype(cursor: Cursor): Datatype {
  const classAndVersion = readUnsigned(cursor, 1);
  const bits = readUnsigned(cursor, 1);
  skip(cursor, 2);
  const size = readUnsigned(cursor, 4);
  const kind = classAndVersion & 15;
  const littleEndian = (bits & 1) === 0;
  if (kind === 0) {
    const type = `${bits & 8 ? "int" : "uint"}${8 * size}`;
    if (isIntegerType(type)) return { kind: "number", type, size, littleEndian };
  }
  if (kind === 1) {
    const type = floatType(cursor, size);
    if (type) return { kind: "number", type, size, littleEndian };
  }
  if (kind === 3) return { kind: "text", size };
  if (kind === 9 && (bits & 15) === 1) return { kind: "heapText", size };
  return { kind: "other", what: classNames[kind] ?? `class ${kind}`, size };
}

/** Sizes of all axes; none for a single value. */
export function readDataspace(cursor: Cursor): number[] {
  const version = readUnsigned(cursor, 1);
  const rank = readUnsigned(cursor, 1);
  skip(cursor, 1);
  if (version === 1) skip(cursor, 5);
  else if (version === 2) {
    if (readUnsigned(cursor, 1) === 2) return [0];
  } else throw new Hdf5Error(`a shape has version ${version}; 1 and 2 are read`);
  if (rank > 32) throw new Hdf5Error(`an array has ${rank} axes; up to 32 are read`);
  const shape = Array.from({ length: rank }, () => readLength(cursor));
  if (!Number.isSafeInteger(shape.reduce((product, size) => product * size, 1))) {
    throw new Hdf5Error(`an array of ${shape.join("×")} numbers is larger than any memory`);
  }
  return shape;
}

function isIntegerType(
  type: string,
): type is "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" {
  return /^u?int(8|16|32|64)$/.test(type);
}

/** By size and place of the exponent; numpy's own types alone. */
function floatType(cursor: Cursor, size: number): NumberType | undefined {
  skip(cursor, 4);
  const exponentAt = readUnsigned(cursor, 1);
  const exponentBits = readUnsigned(cursor, 1);
  switch (`${size} ${exponentAt} ${exponentBits}`) {
    case "8 52 11":
      return "float64";
    case "4 23 8":
      return "float32";
    case "2 10 5":
      return "float16";
    case "2 7 8":
      return "bfloat16";
    default:
      return undefined;
  }
}
