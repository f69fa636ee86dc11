/** NumPy's `.npz` files: a zip of `.npy` files, one an array. */
import { unzipSync } from "fflate";
import { readNpy } from "./npy.ts";
import type { Tensor } from "./tensor.ts";

export type NpzResult =
  | { readonly kind: "ok"; readonly arrays: readonly NamedTensor[] }
  | { readonly kind: "refused"; readonly reason: string };

export interface NamedTensor {
  /** As given to `numpy.savez`; `arr_0`, `arr_1` ... without names. */
  readonly name: string;
  readonly tensor: Tensor;
}

const mostArrays = 1000;

/** Arrays in the file's order; `limitBytes` is the most that they may unpack to, together. */
export function readNpz(bytes: Uint8Array, limitBytes: number): NpzResult {
  let files: Readonly<Record<string, Uint8Array>>;
  let total = 0;
  let count = 0;
  try {
    files = unzipSync(bytes, {
      filter: ({ originalSize }) => {
        if (++count > mostArrays) throw new Error(`it holds more than ${mostArrays} files`);
        total += originalSize;
        if (total > limitBytes) throw new Error(`it unpacks to more than the limit of ${limitBytes} bytes`);
        return true;
      },
    });
  } catch (error) {
    return {
      kind: "refused",
      reason: `The zip cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    };
  }
  const arrays: NamedTensor[] = [];
  for (const [file, content] of Object.entries(files)) {
    const read = readNpy(content);
    if (read.kind === "refused") return { kind: "refused", reason: `"${file.slice(0, 80)}": ${read.reason}` };
    arrays.push({ name: file.replace(/\.npy$/, ""), tensor: read.tensor });
  }
  return { kind: "ok", arrays };
}
