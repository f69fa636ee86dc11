/** A repair of a problem: the edits that make it, and whether a person has to look at the result. */
import type { TextEdit } from "../edits/index.ts";

export interface Fix {
  /** What it does, as an order: `Set kernelSize to 4`. */
  readonly title: string;
  /** `safe`: the model does the same after it, or works where it did not; `reviewed`: it changes what the model computes. */
  readonly kind: "safe" | "reviewed";
  /** Edits of the whole document, without overlaps; they are made together. */
  readonly edits: readonly TextEdit[];
}
