/** The list of stored weights that a TensorFlow.js `model.json` carries beside its topology. */
import type { SourceRange } from "./sourceRange.ts";

export interface ManifestWeight {
  /** `layer/weight`, often with more in front. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly nameRange: SourceRange;
  readonly shapeRange: SourceRange;
}

/** Weights that lie one behind the other in the files of one group. */
export interface ManifestGroup {
  /** Paths as written, relative to the `model.json`. */
  readonly paths: readonly { readonly path: string; readonly range: SourceRange }[];
  readonly weights: readonly {
    readonly name: string;
    /** Numbers of the weight, and bytes of each as it is stored; `null` for a type whose size is not fixed. */
    readonly elements: number;
    readonly bytesPerElement: number | null;
  }[];
}

/** Bytes of files by the path that names them; `null` for one that is not there. Files that nobody looked at are absent. */
export type FileSizes = Readonly<Record<string, number | null>>;

/** Relative, without a scheme, a drive or a step upwards: what a manifest may name beside itself. */
export function staysInFolder(path: string): boolean {
  return (
    path !== "" && path.length < 1024 && !/^[/\\]|[:\0]/.test(path) && !path.split(/[/\\]/).includes("..")
  );
}
