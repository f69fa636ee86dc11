/** A named array of a weight file, decoded only when it is asked for. */
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { decodeNumbers, type NumberType } from "./numberCoding.ts";

export interface WeightEntry {
  /** Name as the file writes it, such as `conv1/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** The layer that the file keeps it under, and its number among that layer's arrays, where the file tells. */
  readonly owner?: { readonly layer: string; readonly index: number; readonly of: number };
  /** Where its numbers come from; absent for a file's own. */
  readonly source?: "file" | "initialiser";
  /** Bytes of the file that the numbers are made of at each `read`; absent where they are the file's bytes themselves. */
  readonly codedBytes?: number;
  /** Not to be written to: it may share the file's memory. */
  readonly read: () => Tensor;
}

/** All arrays of a file, in its order, or why it cannot be used. */
export type WeightFile =
  | { readonly kind: "ok"; readonly entries: readonly WeightEntry[] }
  | { readonly kind: "refused"; readonly reason: string };

export function refusedFile(reason: string): WeightFile {
  return { kind: "refused", reason };
}

/** Entry over `bytes`, which hold exactly the elements of `shape`; the caller has checked that. */
export function codedEntry(
  name: string,
  shape: readonly number[],
  bytes: Uint8Array,
  type: NumberType,
): WeightEntry {
  return {
    name,
    shape,
    ...(type === "float32" && bytes.byteOffset % 4 === 0 ? {} : { codedBytes: bytes.length }),
    read: () => ({ shape, data: decodeNumbers(bytes, type) }),
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
