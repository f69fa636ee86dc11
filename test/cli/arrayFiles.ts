/** Writes and reads .npy and safetensors files for tests, by the formats' own descriptions and not by the engine. */
import { readFileSync, writeFileSync } from "node:fs";

/** NumPy format 1.0, float32 in C order: magic, header length, a Python dictionary, the numbers. */
export function writeFloatArray(
  file: string,
  shape: readonly number[],
  valueAt: (index: number) => number,
): void {
  const count = shape.reduce((a, b) => a * b, 1);
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
  const header = Buffer.from(`${dictionary.padEnd(117)}\n`, "latin1");
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  const data = Buffer.alloc(count * 4);
  for (let index = 0; index < count; index++) data.writeFloatLE(valueAt(index), index * 4);
  writeFileSync(file, Buffer.concat([start, header, data]));
}

export function readFloatArray(file: string): { shape: number[]; data: Float32Array } {
  const bytes = readFileSync(file);
  const headerEnd = 10 + bytes.readUInt16LE(8);
  const header = bytes.subarray(10, headerEnd).toString("latin1");
  if (!/'descr': '<f4'/.test(header) || !/'fortran_order': False/.test(header)) throw new Error(header);
  const sizes = /'shape': \(([\d, ]*)\)/.exec(header)?.[1] ?? "";
  const shape = sizes
    .split(",")
    .filter((size) => size.trim() !== "")
    .map(Number);
  const data = new Float32Array((bytes.length - headerEnd) / 4);
  for (let index = 0; index < data.length; index++) data[index] = bytes.readFloatLE(headerEnd + index * 4);
  return { shape, data };
}

export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

export function writeSafetensors(file: string, arrays: readonly NamedArray[]): void {
  writeFileSync(file, safetensorsBytes(arrays, "F32"));
}

/** Eight bytes with the header's length, a JSON header with offsets, filled to a multiple of eight, and the numbers. */
export function safetensorsBytes(arrays: readonly NamedArray[], dtype: "F32" | "F16"): Uint8Array {
  const bytes = dtype === "F32" ? 4 : 2;
  let end = 0;
  const entries = arrays.map(({ name, shape, values }) => {
    const start = end;
    end += values.length * bytes;
    return [name, { dtype, shape, data_offsets: [start, end] }];
  });
  const text = JSON.stringify(Object.fromEntries(entries));
  const header = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const file = Buffer.alloc(8 + header.length + end);
  file.writeBigUInt64LE(BigInt(header.length));
  header.copy(file, 8);
  let at = 8 + header.length;
  for (const { values } of arrays) {
    for (let index = 0; index < values.length; index++, at += bytes) {
      const value = values[index] ?? 0;
      if (dtype === "F32") file.writeFloatLE(value, at);
      else file.writeUInt16LE(halfBits(value), at);
    }
  }
  return file;
}

const single = new DataView(new ArrayBuffer(4));

/** IEEE 754 binary16, cut off, of a number that is normal there or becomes zero. */
function halfBits(value: number): number {
  single.setFloat32(0, value);
  const bits = single.getUint32(0);
  const exponent = ((bits >> 23) & 255) - 127 + 15;
  const sign = (bits >> 16) & 0x8000;
  return exponent <= 0 ? sign : sign | (exponent << 10) | ((bits >> 13) & 0x3ff);
}
