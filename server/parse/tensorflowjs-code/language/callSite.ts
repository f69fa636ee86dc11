/** Where a call stands: natives report problems there, and layers take their place from it. */
import type ts from "typescript";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import type { Scope } from "./scope.ts";

export interface CallSite {
  readonly node: ts.Node;
  readonly scope: Scope;
  /** The whole call. */
  readonly range: SourceRange;
  /** The name that is called: `conv2d` of `tf.layers.conv2d({})`. */
  readonly nameRange: SourceRange;
}
