/** The input sizes that a model can take: the smallest, and those for which all of its branches fit together. */
import type { ModelAnalysis } from "../graph/modelAnalysis.ts";
import type { Dim } from "../shape/dim.ts";
import { formatSizeSet, hasSize, nearestSizes, type SizeSet, sizesThat } from "../shape/sizeSet.ts";
import { conditionsOn, sizeConditions } from "./sizeConditions.ts";
import { freedInput, type SpatialAxis, spatialAxes } from "./spatialAxes.ts";

/** What one spatial axis of the first input can be. */
export interface AxisSizes extends SpatialAxis {
  readonly sizes: SizeSet;
  /** `multiples of 32`. */
  readonly text: string;
  /** The nearest fitting sizes below and above the file's own, where that does not fit. */
  readonly nearest: readonly number[];
}

export interface InputSizes {
  readonly axes: readonly AxisSizes[];
  /** Smallest size of each spatial axis; `null` where no size fits. */
  readonly smallest: readonly number[] | null;
  /** True where branches meet that fit only for some sizes. */
  readonly selective: boolean;
}

/** Analyses the same model with other sizes of its first input. */
export type AnalyseAgain = (options: {
  readonly inputDims?: readonly Dim[];
  readonly inputShape?: readonly (number | null)[];
}) => ModelAnalysis;

/** Larger models are not analysed again for this: a hover must not wait for it. */
const mostLayers = 3000;

/**
 * Sizes of the spatial axes of the first input for which no layer has an error. `undefined` where there are no such axes, or
 * where they cannot be told: an unknown layer, an error that has other causes, or sizes that only hold together.
 */
export function findInputSizes(analysis: ModelAnalysis, analyse: AnalyseAgain): InputSizes | undefined {
  const axes = spatialAxes(analysis);
  if (axes.length === 0 || analysis.graph.layers.length > mostLayers) return undefined;
  const dims = freedInput(analysis, axes);
  const free = analyse({ inputDims: dims });
  if (!isComplete(free)) return undefined;
  const conditions = sizeConditions(free);
  const found = axes.map((axis) => {
    const sizes = sizesThat(conditionsOn(axis.symbol, conditions));
    const fits = axis.size === null || hasSize(sizes, axis.size);
    return {
      ...axis,
      sizes,
      text: formatSizeSet(sizes),
      nearest: fits || axis.size === null ? [] : nearestSizes(sizes, axis.size),
    };
  });
  const smallest = found.map(({ sizes }) => smallestOf(sizes));
  const selective = found.some(({ sizes }) => sizes.kind !== "all");
  if (!smallest.every((size) => size !== undefined)) return { axes: found, smallest: null, selective };
  const holds = (sizes: readonly number[]) => {
    const bySize = new Map(found.map((axis, index) => [axis.position, sizes[index] ?? 1]));
    const inputShape = dims.map((_, position) => bySize.get(position) ?? null);
    return analyse({ inputShape }).problems.every(({ severity }) => severity !== "error");
  };
  // Conditions that a formula hides (a Reshape, a layer behind Flatten) show with numbers.
  if (!holds(smallest) || !holds(found.map(nextSize))) return undefined;
  return { axes: found, smallest, selective };
}

/** `height: multiples of 32; width: multiples of 32` as `multiples of 32` where both are the same. */
export function formatInputSizes({ axes }: InputSizes): string {
  const [first, ...others] = axes;
  if (first && others.every((axis) => axis.text === first.text)) {
    return others.length === 0 ? first.text : `${axes.map((axis) => axis.name).join(" and ")}: ${first.text}`;
  }
  return axes.map((axis) => `${axis.name}: ${axis.text}`).join("; ");
}

/** Weights that need the size (Dense behind Flatten) are an error of the free size alone; everything else hides conditions. */
function isComplete(free: ModelAnalysis): boolean {
  const causes = free.problems.filter(({ severity }) => severity === "error");
  if (causes.some(({ code }) => code !== "size-not-known")) return false;
  return (
    causes.length > 0 ||
    free.layers.every((layer) => layer.calls.every(({ outputs }) => outputs.every(isRanked)))
  );
}

function isRanked(shape: ModelAnalysis["outputs"][number]["shape"]): boolean {
  return shape.kind === "ranked" && shape.dims.every((dim) => dim.kind !== "unknown");
}

function smallestOf(sizes: SizeSet): number | undefined {
  if (sizes.kind === "none") return undefined;
  return sizes.kind === "some" ? sizes.sizes[0] : sizes.from;
}

/** A fitting size beside the smallest, where there is one. */
function nextSize({ sizes }: AxisSizes): number {
  const smallest = smallestOf(sizes) ?? 1;
  return nearestSizes(sizes, smallest).find((size) => size > smallest) ?? smallest;
}
