/** The forms that a model can be written in. */

import type { Dialect } from "../../core/graph/modelGraph.ts";
import type { Problem } from "../../core/graph/problem.ts";

export const writeTargets = ["keras-json", "tfjs-json", "tfjs-code"] as const;

export type WriteTarget = (typeof writeTargets)[number];

/** Where the model comes from. */
export interface WriteSource {
  /** Whose rules its file goes by. */
  readonly from: Dialect;
  /** Problems of the model as it is to be written, which say what the other program leaves out of account. */
  readonly problems: readonly Problem[];
}

/** What cannot be written in the form that is asked for; the sentence says which layer, why, and what to do. */
export class CannotWriteError extends Error {
  override readonly name = "CannotWriteError";
}
