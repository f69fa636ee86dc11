/** What the convolution layers count alike: stages of multiply-accumulates, bias and activation work. */
import { productCount } from "../cost/count.ts";
import { countElements } from "../cost/elementCount.ts";
import { type Dim, formatDim, whyNotKnown } from "../shape/dim.ts";
import type { Shape } from "../shape/shape.ts";
import type { ElementaryWork, MacStage } from "./layerInference.ts";
import type { Activation } from "./operation.ts";

/** MACs = product of the factors; `positions` are dims that may be free, which leaves the count a formula with the reason. */
export function macStage(
  label: string,
  positions: { readonly meaning: string; readonly dims: readonly Dim[] },
  factors: readonly { readonly meaning: string; readonly values: readonly number[] }[],
): MacStage {
  const { meaning, dims } = positions;
  const open = dims.find((dim) => dim.kind === "unknown") ?? dims.find((dim) => dim.kind === "symbol");
  const reason =
    (open && whyNotKnown(open)) ??
    `depends on the ${meaning}, and ${open ? formatDim(open) : "none"} is free`;
  const count = productCount(
    dims,
    factors.flatMap((factor) => factor.values),
    reason,
  );
  if (open) return { label, factors, count };
  const values = dims.map((dim) => (dim.kind === "known" ? dim.value : 0));
  return { label, factors: [{ meaning, values }, ...factors], count };
}

/** Bias adds and activation evaluations, one each per output element. */
export function outputWork(output: Shape, useBias: boolean, activation: Activation): ElementaryWork[] {
  const count = countElements(output);
  const work: ElementaryWork[] = [];
  if (useBias) work.push({ label: "bias", count });
  if (activation.name !== "linear") work.push({ label: "activation", count });
  return work;
}
