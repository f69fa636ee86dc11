/** Runs of dilated layers that together leave a grid of positions unread. */
import { callKey } from "../graph/executionOrder.ts";
import type { Problem } from "../graph/problem.ts";
import type { Remedy } from "../graph/remedy.ts";
import { axisNames } from "../layers/spatialInput.ts";
import { type AdvisedModel, advise } from "./advisedModel.ts";
import { type Run, runsOf } from "./dilatedRuns.ts";
import { countRead } from "./readPositions.ts";

/** What reads every position. */
export const hybridAdvice =
  "Rates without a common factor that start at 1, such as 1, 2, 5 for kernels of 3, read every position; " +
  "an undilated layer of kernel 3 or more in the run helps too.";

export function gridding(model: AdvisedModel): readonly Problem[] {
  const runs = runsOf(model);
  const continued = new Set<string>();
  for (const call of model.calls) {
    const run = runs.get(call.key);
    if (!run) continue;
    for (const key of call.sources.map(callKey)) {
      if (runs.get(key)?.origin === run.origin) continued.add(key);
    }
  }
  return [...runs].flatMap(([key, run]) => (continued.has(key) ? [] : problemOf(run)));
}

/** One dilated layer alone is meant to skip positions; two or more in a row ought to fill them. */
function problemOf({ axes, dilated }: Run): readonly Problem[] {
  const first = dilated[0]?.node;
  const last = dilated.at(-1)?.node;
  const names = axisNames(axes.length);
  const holes = axes.flatMap((positions, axis) =>
    positions.mask === null
      ? []
      : [`${countRead(positions)} of the ${positions.span} positions of its ${names[axis]}`],
  );
  if (!first || !last || dilated.length < 2 || holes.length === 0) return [];
  const rates = dilated.map(({ rate }) => rate);
  const shown = rates.length > 12 ? `${rates.slice(0, 12).join(", ")} …` : rates.join(", ");
  const message =
    `The ${dilated.length} dilated layers from "${first.name}" to "${last.name}" (rates ${shown}) leave holes: an output's ` +
    `receptive field over them reads ${holes.join(" and ")}, and never the others. ${hybridAdvice}`;
  return [
    advise(last, {
      code: "gridding",
      severity: "information",
      message,
      param: "dilation_rate",
      remedies: hybridRates(dilated, axes.length),
    }),
  ];
}

/** Rates 1, 2, 5 and again, for kernels of 3 (Wang et al. 2018, hybrid dilated convolution); none for other kernels. */
function hybridRates(dilated: Run["dilated"], rank: number): readonly Remedy[] {
  const last = dilated.at(-1);
  if (!last || !dilated.every(({ kernel }) => kernel === 3)) return [];
  const rates = dilated.map((_, index) => [1, 2, 5][index % 3] ?? 1);
  const setOf = (rate: number) => ({ dilation_rate: new Array<number>(rank).fill(rate) });
  const others = dilated
    .slice(0, -1)
    .map(({ node }, index) => ({ layer: node.range, set: setOf(rates[index] ?? 1) }));
  return [{ kind: "arguments", safe: false, set: setOf(rates.at(-1) ?? 1), others }];
}
