/** What is wrong (or worth knowing) about a model, at a place, in words that say what, why and what to change. */
import type { Remedy } from "./remedy.ts";
import type { SourceRange } from "./sourceRange.ts";

export type ProblemSeverity = "error" | "warning" | "information" | "hint";

/** Every problem code; `server/rules` holds one documentation text for each. */
export type ProblemCode =
  | "window-larger-than-input"
  | "output-size-not-positive"
  | "output-padding-not-below-stride"
  | "channels-not-divisible-by-groups"
  | "filters-not-divisible-by-groups"
  | "wrong-rank"
  | "wrong-input-count"
  | "built-for-another-input"
  | "shapes-do-not-merge"
  | "reshape-size-mismatch"
  | "axis-out-of-range"
  | "size-not-known"
  | "missing-argument"
  | "invalid-argument"
  | "argument-not-computable"
  | "parameter-note"
  | "unsupported-combination"
  | "tfjs-ignores-argument"
  | "tfjs-cannot-run"
  | "tfjs-cannot-build"
  | "tfjs-shape-differs"
  | "tfjs-unknown-class"
  | "unknown-layer"
  | "missing-input-shape"
  | "missing-input-layer"
  | "graph-cycle"
  | "duplicate-layer-name"
  | "syntax-error"
  | "non-finite-number"
  | "byte-order-mark"
  | "graph-model"
  | "topology-missing"
  | "not-a-model"
  | "too-large"
  | "nested-too-deep"
  | "normalisation-axis"
  | "data-format-mismatch"
  | "bias-before-normalisation"
  | "prelu-slopes-not-shared"
  | "uneven-overlap"
  | "gridding"
  | "positions-never-read"
  | "strides-with-dilation"
  | "field-larger-than-image"
  | "dense-on-spatial-output"
  | "depthwise-memory-bound"
  | "weight-shape-mismatch"
  | "weight-missing"
  | "weight-without-layer"
  | "weight-file-missing"
  | "weight-file-size"
  | "size-not-restored"
  | "border-not-read"
  | "uneven-padding"
  | "weights-shared"
  | "bias-before-pointwise"
  | "nodes-wrapped-once"
  | "tensor-does-not-fit"
  | "program-stops"
  | "budget-exceeded"
  | "budget-not-known";

export interface Problem {
  readonly code: ProblemCode;
  readonly severity: ProblemSeverity;
  readonly message: string;
  readonly range: SourceRange;
  /** Name of the layer it belongs to, where it belongs to one. */
  readonly layer?: string;
  /** Other places that explain it, such as the layer a merge partner comes from. */
  readonly related?: readonly { readonly message: string; readonly range: SourceRange }[];
  /** What would mend it, the likeliest first. */
  readonly remedies?: readonly Remedy[];
}

/** A value, and the problems met on the way to it. */
export interface Inferred<T> {
  readonly value: T;
  readonly problems: readonly Problem[];
}
