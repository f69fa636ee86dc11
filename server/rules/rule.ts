/** What ConvLens documents of a problem code: what it means, why it is so, and what to change. */
import type { ProblemCode } from "../../core/graph/problem.ts";

export interface Rule {
  readonly code: ProblemCode;
  /** A few words, without a full stop. */
  readonly title: string;
  /** What is wrong, in Markdown. */
  readonly what: string;
  /** Why that cannot work, or why it matters, in Markdown. */
  readonly why: string;
  /** What to change, in Markdown. */
  readonly fix: string;
  /** Whether repairs are offered, and whether all of them have to be looked at. */
  readonly fixKind?: "safe" | "reviewed";
  /** True for a rule that reports only where the settings ask for it. */
  readonly offByDefault?: boolean;
}
