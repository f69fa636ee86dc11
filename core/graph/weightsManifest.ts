/** The list of stored weights that a TensorFlow.js `model.json` carries beside its topology. */
import type { SourceRange } from "./sourceRange.ts";

export interface ManifestWeight {
  /** `layer/weight`, often with more in front. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly nameRange: SourceRange;
  readonly shapeRange: SourceRange;
}
