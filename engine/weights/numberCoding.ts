/** How the number types of weight files lie in memory, and how they become float32. */

export interface NumberCoding {
  /** Bytes of one number. */
  readonly bytes: number;
  readonly read: (view: DataView, at: number, littleEndian: boolean) => number;
}

export type NumberType =
  | "float64"
  | "float32"
  | "float16"
  | "bfloat16"
  | "int64"
  | "int32"
  | "int16"
  | "int8"
  | "uint64"
  | "uint32"
  | "uint16"
  | "uint8"
  | "bool";

export const numberCodings: Readonly<Record<NumberType, NumberCoding>> = {
  float64: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
  float32: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  float16: { bytes: 2, read: (view, at, little) => halfToNumber(view.getUint16(at, little)) },
  bfloat16: { bytes: 2, read: (view, at, little) => bfloatToNumber(view.getUint16(at, little)) },
  int64: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  int32: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  int16: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  int8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  uint64: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  uint32: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  uint16: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  uint8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  bool: { bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
};

/** Machines that run this are little-endian but in museums; where one is not, numbers are read one by one. */
const littleMachine = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * All numbers of `bytes` as float32. Little-endian float32 that lies at a multiple of 4 is not copied, so the result must not
 * be written to.
 */
export function decodeNumbers(bytes: Uint8Array, type: NumberType, littleEndian = true): Float32Array {
  const coding = numberCodings[type];
  const count = Math.floor(bytes.byteLength / coding.bytes);
  if (type === "float32" && littleEndian && littleMachine) {
    if (bytes.byteOffset % 4 === 0) return new Float32Array(bytes.buffer, bytes.byteOffset, count);
    // Not by slice: a Buffer of Node.js shares its memory there.
    const copy = new Uint8Array(4 * count);
    copy.set(bytes.subarray(0, copy.length));
    return new Float32Array(copy.buffer);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Float32Array(count);
  for (let at = 0; at < count; at++) numbers[at] = coding.read(view, at * coding.bytes, littleEndian);
  return numbers;
}

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const bfloatView = new DataView(new ArrayBuffer(4));

/** bfloat16 is the upper half of a float32. */
function bfloatToNumber(bits: number): number {
  bfloatView.setUint32(0, bits << 16);
  return bfloatView.getFloat32(0);
}
