/** Steps of attention beside its products: biases of the projections, the scale, and the softmax of the scores. */
import { addCounts } from "../cost/count.ts";
import { countElements } from "../cost/elementCount.ts";
import { type Dim, knownDim } from "../shape/dim.ts";
import { rankedShape } from "../shape/shape.ts";
import type { ElementaryWork } from "./layerInference.ts";

export interface AttentionSizes {
  /** Of one example: heads where there are several, steps of the query, steps of the value. */
  readonly scores: readonly Dim[];
  /** Sizes of each projection that a bias is added to. */
  readonly biased?: readonly (readonly Dim[])[];
  /** Sizes of further steps, one each: scaled queries, gated outputs, sums of query and key. */
  readonly elementwise?: readonly (readonly Dim[])[];
}

export function attentionWork({ scores, biased = [], elementwise = [] }: AttentionSizes): ElementaryWork[] {
  // The batch stands first in a shape, and is left out of the count.
  const count = (sizes: readonly (readonly Dim[])[]) =>
    addCounts(sizes.map((dims) => countElements(rankedShape([knownDim(1), ...dims]))));
  return [
    ...(biased.length > 0 ? [{ label: "bias" as const, count: count(biased) }] : []),
    ...(elementwise.length > 0 ? [{ label: "elementwise" as const, count: count(elementwise) }] : []),
    { label: "softmax", count: count([scores]) },
  ];
}
