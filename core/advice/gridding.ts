/** Runs of dilated layers that together leave a grid of positions unread. */
import { callKey } from "../graph/executionOrder.ts";
import type { LayerNode } from "../graph/modelGraph.ts";
import type { Problem } from "../graph/problem.ts";
import type { Remedy } from "../graph/remedy.ts";
import { axisNames } from "../layers/spatialInput.ts";
import { type AdvisedCall, type AdvisedModel, advise } from "./advisedModel.ts";
import { keepsPlaces } from "./channelLayout.ts";
import { slidingWindows } from "./positionsNeverRead.ts";
import { countRead, onePosition, type ReadPositions, readByEither, readThrough } from "./readPositions.ts";

/**
 * Layers one behind the other at one resolution, over residual connections too; undilated ones belong to it, since they
 * fill holes.
 */
interface Run {
  /** Key of the call whose output the run starts from. */
  readonly origin: string;
  /** What one output reads of that tensor, an entry a spatial axis. */
  readonly axes: readonly ReadPositions[];
  readonly dilated: readonly { readonly node: LayerNode; readonly rate: number; readonly kernel: number }[];
  /** True behind a stride, where another run starts. */
  readonly ended: boolean;
}

type Runs = ReadonlyMap<string, Run>;

export function gridding(model: AdvisedModel): readonly Problem[] {
  const runs = new Map<string, Run>();
  const continued = new Set<string>();
  for (const call of model.calls) {
    const run = runAfter(call, model, runs);
    if (!run) continue;
    runs.set(call.key, run);
    for (const key of call.sources.map(callKey)) {
      if (runs.get(key)?.origin === run.origin) continued.add(key);
    }
  }
  return [...runs].flatMap(([key, run]) => (continued.has(key) ? [] : problemOf(run)));
}

function runAfter(call: AdvisedCall, model: AdvisedModel, runs: Runs): Run | undefined {
  const { operation } = call;
  const keys = call.sources.map(callKey);
  const [first] = keys;
  if (first === undefined) return undefined;
  if (slidingWindows(operation).length > 0) return runThroughWindows(call, first, runs);
  const before = runs.get(first);
  if (keepsPlaces(operation)) return before?.ended ? undefined : before;
  const channels = model.layouts.get(call.key)?.axis;
  const joins = operation.op === "merge" || (operation.op === "concatenate" && operation.axis === channels);
  return joins ? joinedRun(keys, runs) : undefined;
}

function runThroughWindows({ operation, node }: AdvisedCall, source: string, runs: Runs): Run | undefined {
  const windows = slidingWindows(operation);
  const before = startingRun(source, windows.length, runs);
  const axes: ReadPositions[] = [];
  for (const [axis, window] of windows.entries()) {
    const positions = before.axes[axis];
    // Padding depends on the size only where a stride ends the run, and then its start does not matter.
    const next = positions && readThrough(positions, { ...window, padBefore: window.padBefore ?? 0 });
    if (!next) return undefined;
    axes.push(next);
  }
  const rate = Math.max(...windows.map(({ kernel, dilation }) => (kernel > 1 ? dilation : 1)));
  return {
    origin: before.origin,
    axes,
    dilated: rate > 1 ? [...before.dilated, { node, rate, kernel: kernelOf(windows) }] : before.dilated,
    ended: windows.some(({ stride }) => stride > 1),
  };
}

/** The kernel where it is the same on every axis, else 0. */
function kernelOf(windows: readonly { readonly kernel: number }[]): number {
  const [first] = windows;
  return windows.every(({ kernel }) => kernel === first?.kernel) ? (first?.kernel ?? 0) : 0;
}

/** A residual connection or several branches; those that start from different tensors have no positions in common. */
function joinedRun(keys: readonly string[], runs: Runs): Run | undefined {
  const rank = Math.max(...keys.map((key) => runs.get(key)?.axes.length ?? 0));
  const [first, ...others] = keys.map((key) => startingRun(key, rank, runs));
  if (!first || rank === 0) return undefined;
  return others.reduce<Run | undefined>((joined, run) => joined && join(joined, run), first);
}

function join(a: Run, b: Run): Run | undefined {
  if (a.origin !== b.origin || a.axes.length !== b.axes.length) return undefined;
  const axes = a.axes.flatMap((positions, axis) => {
    const other = b.axes[axis];
    const either = other && readByEither(positions, other);
    return either ? [either] : [];
  });
  const dilated = b.dilated.length > a.dilated.length ? b.dilated : a.dilated;
  return axes.length === a.axes.length ? { ...a, axes, dilated } : undefined;
}

/** The run that a tensor belongs to, or a new one that starts from it. */
function startingRun(key: string, rank: number, runs: Runs): Run {
  const run = runs.get(key);
  if (run && !run.ended && run.axes.length === rank) return run;
  return {
    origin: key,
    axes: Array.from({ length: rank }, () => onePosition),
    dilated: [],
    ended: false,
  };
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
    `receptive field over them reads ${holes.join(" and ")}, and never the others. Rates without a common factor that start ` +
    `at 1, such as 1, 2, 5 for kernels of 3, read every position; an undilated layer of kernel 3 or more in the run helps too.`;
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
