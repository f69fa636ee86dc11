/** The memory a run needs, worked out before anything is allocated. */
import { type Backend, kernelFor } from "../kernels/backend.ts";
import { elementCount } from "../tensor/tensor.ts";
import { type MemoryPlan, planMemory } from "./memoryPlan.ts";
import { type KernelStep, kernelCallOf, type RunPlan, rootOf } from "./plan.ts";

export interface MemoryNeed {
  readonly plan: MemoryPlan;
  readonly peakBytes: number;
  /** Of it, the given tensors and the feature maps. */
  readonly mapBytes: number;
  /** Of it, a layer's weights as the file or the initialisers have them. */
  readonly weightBytes: number;
  /** The layer at which most is in use. */
  readonly layer: string;
  /** What it is made of, in words. */
  readonly parts: string;
}

export interface OwnMemory {
  /** Values with memory of their own, besides those that are there already. */
  readonly apart: ReadonlySet<number>;
  /** Values that are copied out at the end, when the shared memory is given back. */
  readonly copied: readonly number[];
}

/**
 * Given tensors and earlier results, the slots that feature maps share, those with memory of their own, and the largest sum of
 * one layer's weights and its kernel's own memory; or at the end, the results once more. All float32.
 */
export function memoryOf(plan: RunPlan, backend: Backend, { apart, copied }: OwnMemory): MemoryNeed {
  const shared = planMemory(plan, apart);
  const given = givenValues(plan);
  const measure = (values: Iterable<number>) => sumOf(values, (value) => bytesOf(plan, value));
  const inputs = measure(given);
  const own = measure([...apart].filter((value) => !given.includes(value)));
  const slots = 4 * sumOf(shared.slots, (elements) => elements);
  const { layer, weights, packed, scratch } = fullestStep(plan, backend, apart);
  const copies = measure(copied);
  const measured = { mapBytes: inputs + slots + own, weightBytes: weights.once };
  const before = `inputs ${formatBytes(inputs)}`;
  if (copies > slots + weights.most + packed + scratch) {
    return {
      ...measured,
      plan: shared,
      peakBytes: inputs + own + copies,
      layer: plan.steps.at(-1)?.name ?? layer,
      parts: `${before}, feature maps ${formatBytes(own)}, their copies for display ${formatBytes(copies)}`,
    };
  }
  const twice = packed > 0 ? ` and ${formatBytes(packed)} in the kernel's order` : "";
  const working = scratch > 0 ? `, working memory ${formatBytes(scratch)}` : "";
  return {
    ...measured,
    plan: shared,
    peakBytes: inputs + slots + own + weights.most + packed + scratch,
    layer,
    parts: `${before}, feature maps ${formatBytes(slots + own)}, weights ${formatBytes(weights.most)}${twice}${working}`,
  };
}

/** Inputs and results of earlier runs, which are there already. */
function givenValues({ entries, earlier }: RunPlan): number[] {
  return [...Array.from({ length: entries }, (_, value) => value), ...earlier.keys()];
}

interface StepBytes {
  /** Of the layers that the step computes, as the file or the initialisers have them; and with what is made of them to be packed. */
  readonly weights: { readonly once: number; readonly most: number };
  readonly packed: number;
  readonly scratch: number;
}

const none: StepBytes = { weights: { once: 0, most: 0 }, packed: 0, scratch: 0 };

/** The layer where most is in use, and the most that one layer's weights and its kernel take, not always at the same layer. */
function fullestStep(
  plan: RunPlan,
  backend: Backend,
  apart: ReadonlySet<number>,
): StepBytes & { readonly layer: string } {
  let live = 0;
  let fullest = { layer: plan.steps[0]?.name ?? "input", bytes: -1 };
  let largest = none;
  for (const step of plan.steps) {
    const need = step.kind === "kernel" ? kernelBytes(plan, step, backend) : none;
    for (const value of step.outputs) if (rootOf(plan, value) === value) live += bytesOf(plan, value);
    const bytes = live + totalBytes(need);
    if (bytes > fullest.bytes) fullest = { layer: step.name, bytes };
    if (totalBytes(need) > totalBytes(largest)) largest = need;
    for (const value of step.lastUses) if (!apart.has(value)) live -= bytesOf(plan, value);
  }
  return { layer: fullest.layer, ...largest };
}

function totalBytes({ weights, packed, scratch }: StepBytes): number {
  return weights.most + packed + scratch;
}

function kernelBytes(plan: RunPlan, step: KernelStep, backend: Backend): StepBytes {
  const call = kernelCallOf(plan, step);
  const kernel = kernelFor(backend, step.operation);
  const once = sumOf(step.weights, ({ shape }) => 4 * elementCount(shape));
  // Most kernels have the weights, with a normalisation in them, made anew before they are packed.
  const scaled = step.fusion?.kinds.includes("normalization") && !kernel.scalesWhilePacking?.(call);
  return {
    weights: { once, most: scaled ? 2 * once : once },
    packed: kernel.packedBytes?.(call) ?? 0,
    scratch: kernel.scratchBytes(call) + copiedBytes(plan, step, backend),
  };
}

/** Generated kernels read their own memory, channels last: other tensors are copied for the time of the layer. */
function copiedBytes(plan: RunPlan, { operation, inputs, outputs }: KernelStep, backend: Backend): number {
  if (!backend.memory || !kernelFor(backend, operation).describe) return 0;
  const first = "dataFormat" in operation && operation.dataFormat === "channels_first";
  const copied = first ? [...inputs, ...outputs] : inputs.filter((value) => value < plan.entries);
  return sumOf(copied, (value) => bytesOf(plan, value));
}

export function bytesOf(plan: RunPlan, value: number): number {
  return 4 * elementCount(plan.valueShapes[value] ?? []);
}

function sumOf<Item>(items: Iterable<Item>, measure: (item: Item) => number): number {
  let sum = 0;
  for (const item of items) sum += measure(item);
  return sum;
}

/** `1.5 GB`, decimal units. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toPrecision(3)} ${units[unit]}`;
}
