/** Runs of layers one behind the other at one resolution, with what an output reads of the tensor that the run starts from. */
import { callKey } from "../graph/executionOrder.ts";
import type { LayerNode } from "../graph/modelGraph.ts";
import type { AdvisedCall, AdvisedModel } from "./advisedModel.ts";
import { keepsPlaces } from "./channelLayout.ts";
import { slidingWindows } from "./positionsNeverRead.ts";
import { onePosition, type ReadPositions, readByEither, readThrough, type Taps } from "./readPositions.ts";

/**
 * Layers one behind the other at one resolution, over residual connections too; undilated ones belong to it, since they
 * fill holes.
 */
export interface Run {
  /** Key of the call whose output the run starts from. */
  readonly origin: string;
  /** What one output reads of that tensor, an entry a spatial axis. */
  readonly axes: readonly ReadPositions[];
  /** How it comes to read that. */
  readonly path: RunPath;
  readonly dilated: readonly { readonly node: LayerNode; readonly rate: number; readonly kernel: number }[];
  /** True behind a stride, where another run starts. */
  readonly ended: boolean;
}

/** The way from the run's start to an output: windows one after the other, and branches that are joined. */
export type RunPath =
  | { readonly kind: "start" }
  /** One entry a spatial axis. */
  | {
      readonly kind: "windows";
      readonly before: RunPath;
      readonly taps: readonly Taps[];
      readonly layer: string;
    }
  | { readonly kind: "joined"; readonly branches: readonly RunPath[] };

/** By `callKey`. */
export type Runs = ReadonlyMap<string, Run>;

/** The run that each call ends, where it belongs to one. */
export function runsOf(model: AdvisedModel): Runs {
  const runs = new Map<string, Run>();
  for (const call of model.calls) {
    const run = runAfter(call, model, runs);
    if (run) runs.set(call.key, run);
  }
  return runs;
}

const start: RunPath = { kind: "start" };

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
  // Padding depends on the size only where a stride ends the run, and then its start does not matter.
  const taps = windows.map((window) => ({ ...window, padBefore: window.padBefore ?? 0 }));
  const axes: ReadPositions[] = [];
  for (const [axis, tapsOfAxis] of taps.entries()) {
    const positions = before.axes[axis];
    const next = positions && readThrough(positions, tapsOfAxis);
    if (!next) return undefined;
    axes.push(next);
  }
  const rate = Math.max(...windows.map(({ kernel, dilation }) => (kernel > 1 ? dilation : 1)));
  return {
    origin: before.origin,
    axes,
    path: { kind: "windows", before: before.path, taps, layer: node.name },
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
  if (axes.length !== a.axes.length) return undefined;
  const dilated = b.dilated.length > a.dilated.length ? b.dilated : a.dilated;
  return { ...a, axes, dilated, path: { kind: "joined", branches: [a.path, b.path] } };
}

/** The run that a tensor belongs to, or a new one that starts from it. */
function startingRun(key: string, rank: number, runs: Runs): Run {
  const run = runs.get(key);
  if (run && !run.ended && run.axes.length === rank) return run;
  return {
    origin: key,
    axes: Array.from({ length: rank }, () => onePosition),
    path: start,
    dilated: [],
    ended: false,
  };
}
