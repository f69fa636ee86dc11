/** What every part of the reader needs: places, problems, and whose rules hold. */
import type { Dialect } from "../../../core/graph/modelGraph.ts";
import type { Problem } from "../../../core/graph/problem.ts";
import type { SourceRange } from "../../../core/graph/sourceRange.ts";
import type { LineEnds } from "./lineEnds.ts";

export interface ReadContext {
  readonly dialect: Dialect;
  /** Keras version that wrote the file, where that is known. */
  readonly kerasVersion?: 1 | 2 | 3;
  /** Place in the document of a place in the JSON text; they differ for JSON inside a JSON string. */
  readonly rangeOf: (place: SourceRange) => SourceRange;
  readonly lines: LineEnds;
  /** Problems met so far; readers add to it. */
  readonly problems: Problem[];
  /** True where the JSON is broken, so that what is missing is not worth a second message. */
  readonly damaged: boolean;
}
