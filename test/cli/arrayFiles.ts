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
  readonly values: readonly number[];
}

/** Eight bytes with the header's length, a JSON header with offsets, the numbers. */
export function writeSafetensors(file: string, arrays: readonly NamedArray[]): void {
  let end = 0;
  const entries = arrays.map(({ name, shape, values }) => {
    const start = end;
    end += values.length * 4;
    return [name, { dtype: "F32", shape, data_offsets: [start, end] }];
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const numbers = arrays.flatMap(({ values }) => values);
  const data = Buffer.alloc(numbers.length * 4);
  for (const [index, value] of numbers.entries()) data.writeFloatLE(value, index * 4);
  writeFileSync(file, Buffer.concat([length, header, data]));
}
