/** A named array of a weight file, decoded only when a layer asks for it. */
import { elementCount, type Tensor } from "../tensor/tensor.ts";

export interface WeightEntry {
  /** Name as the file writes it, such as `conv1/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly read: () => Tensor;
}

/** All arrays of a file, in its order, or why it cannot be used. */
export type WeightFile =
  | { readonly kind: "ok"; readonly entries: readonly WeightEntry[] }
  | { readonly kind: "refused"; readonly reason: string };

export function refusedFile(reason: string): WeightFile {
  return { kind: "refused", reason };
}

/** How one number type lies in a file, little-endian. */
export interface NumberCoding {
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
}

/** Entry over `bytes`, which hold exactly the elements of `shape`; the caller has checked that. */
export function codedEntry(
  name: string,
  shape: readonly number[],
  bytes: Uint8Array,
  coding: NumberCoding,
): WeightEntry {
  return {
    name,
    shape,
    read: () => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const data = new Float32Array(elementCount(shape));
      for (let at = 0; at < data.length; at++) data[at] = coding.read(view, at * coding.bytes);
      return { shape, data };
    },
  };
}

/** A list of sizes whose product can be counted exactly; `undefined` for anything else. */
export function readSizes(data: unknown): number[] | undefined {
  if (!Array.isArray(data) || data.length > 32) return undefined;
  const sizes: number[] = [];
  for (const size of data as unknown[]) {
    if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) return undefined;
    sizes.push(size);
  }
  return Number.isSafeInteger(elementCount(sizes)) ? sizes : undefined;
}
