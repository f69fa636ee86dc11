/** Elements of a shape for one example, as a count. */
import { formatDim, whyNotKnown } from "../shape/dim.ts";
import { elementsPerExample, type Shape } from "../shape/shape.ts";
import { type Count, exactCount, formulaCount, unknownCount } from "./count.ts";

/** Product of all dimensions but the batch; a formula, with the reason, while a size is free. */
export function countElements(shape: Shape): Count {
  if (shape.kind === "unranked") return unknownCount(shape.reason);
  const elements = elementsPerExample(shape);
  switch (elements.kind) {
    case "known":
      return exactCount(elements.value);
    case "symbol":
      return formulaCount(
        elements.expression,
        whyNotKnown(elements) ??
          `depends on a size that the model leaves free (${formatDim(elements)} elements)`,
      );
    case "unknown":
      return unknownCount(elements.reason);
  }
}
