/** What the convolution layers count alike: stages of multiply-accumulates, bias and activation work. */
import { type Count, exactCount, unknownCount } from "../cost/count.ts";
import { countElements } from "../cost/elementCount.ts";
import { type Dim, formatDim } from "../shape/dim.ts";
import type { Shape } from "../shape/shape.ts";
import type { ElementaryWork, MacStage, NamedFactor } from "./layerInference.ts";
import type { Activation } from "./operation.ts";

/** MACs = product of the factors; `positions` are dims that may be free, which leaves the count unknown with the reason. */
export function macStage(
  label: string,
  positions: { readonly meaning: string; readonly dims: readonly Dim[] },
  factors: readonly NamedFactor[],
): MacStage {
  const open = positions.dims.find((dim) => dim.kind !== "known");
  if (open) {
    const reason =
      open.kind === "unknown"
        ? open.reason
        : `depends on the ${positions.meaning}, and ${formatDim(open)} is free`;
    return { label, factors, count: unknownCount(reason) };
  }
  const values = positions.dims.map((dim) => (dim.kind === "known" ? dim.value : 0));
  const all = [{ meaning: positions.meaning, values }, ...factors];
  return { label, factors: all, count: productCount(all.flatMap((factor) => factor.values)) };
}

/** Bias adds and activation evaluations, one each per output element. */
export function outputWork(output: Shape, useBias: boolean, activation: Activation): ElementaryWork[] {
  const count = countElements(output);
  const work: ElementaryWork[] = [];
  if (useBias) work.push({ label: "bias", count });
  if (activation.name !== "linear") work.push({ label: "activation", count });
  return work;
}

function productCount(values: readonly number[]): Count {
  // BigInt, since a partial product may pass 2^53 where a later factor of 0 brings it back.
  const product = values.reduce((total, value) => total * BigInt(value), 1n);
  return exactCount(Number(product));
}
