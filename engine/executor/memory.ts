/** The memory a run needs at its fullest moment, worked out before anything is allocated. */
import { type Backend, kernelFor } from "../kernels/backend.ts";
import { elementCount } from "../tensor/tensor.ts";
import type { KernelStep, RunPlan } from "./plan.ts";

export interface RunMemory {
  readonly peakBytes: number;
  /** The layer where it happens. */
  readonly layer: string;
  /** What it is made of, in words. */
  readonly parts: string;
}

/** Tensors that are still needed, the layer's output, its weights and its kernel's own memory; float32. */
export function memoryOf(plan: RunPlan, backend: Backend): RunMemory {
  const bytes = plan.valueShapes.map((shape) => 4 * elementCount(shape));
  let live = plan.entries.reduce((sum, value) => sum + (bytes[value] ?? 0), 0);
  let peak: RunMemory = { peakBytes: live, layer: plan.steps[0]?.name ?? "input", parts: "the inputs" };
  for (const step of plan.steps) {
    const output = step.outputs.reduce((sum, value) => sum + (bytes[value] ?? 0), 0);
    const { weights, scratch } = step.kind === "kernel" ? kernelBytes(plan, step, backend) : none;
    const total = live + output + weights + scratch;
    if (total > peak.peakBytes) {
      const own = scratch > 0 ? `, working memory ${formatBytes(scratch)}` : "";
      const parts = `tensors kept ${formatBytes(live)}, output ${formatBytes(output)}, weights ${formatBytes(weights)}${own}`;
      peak = { peakBytes: total, layer: step.name, parts };
    }
    live += output - step.lastUses.reduce((sum, value) => sum + (bytes[value] ?? 0), 0);
  }
  return peak;
}

const none = { weights: 0, scratch: 0 };

function kernelBytes({ valueShapes }: RunPlan, step: KernelStep, backend: Backend) {
  const shapes = (values: readonly number[]) => values.map((value) => valueShapes[value] ?? []);
  const [outputShape = [], ...furtherShapes] = shapes(step.outputs);
  const { operation } = step;
  const call = { operation, inputShapes: shapes(step.inputs), outputShape, furtherShapes };
  return {
    weights: step.weights.reduce((sum, weight) => sum + 4 * elementCount(weight.shape), 0),
    scratch: kernelFor(backend, operation).scratchBytes(call),
  };
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
