/** The colours of kernels: always diverging with zero in the middle, over all numbers of the layer or of one kernel. */
import { finiteRange } from "../../../engine/tensor/finiteRange.ts";
import type { KernelScale } from "../../../protocol/panelChoices.ts";
import type { KernelStage } from "../../worker/kernels/layerKernels.ts";
import { type ValueScale, valueScale } from "../valueScale.ts";

const ranges = new WeakMap<Float32Array, { readonly min: number; readonly max: number }>();

/** `plane` is the kernel that is drawn; `edits` are those of its weight. */
export function kernelScale(
  choice: KernelScale,
  stage: KernelStage,
  edits: ReadonlyMap<number, number> | undefined,
  plane: Float32Array,
): ValueScale {
  const range = choice === "kernel" ? finiteRange(plane) : stageRange(stage, edits);
  return valueScale("diverging", range.min, range.max);
}

/** Numbers that an edit has replaced still count: the colours of the other kernels stay as they are. */
function stageRange(stage: KernelStage, edits: ReadonlyMap<number, number> | undefined) {
  const own = ranges.get(stage.values) ?? finiteRange(stage.values);
  ranges.set(stage.values, own);
  let { min, max } = own;
  for (const value of edits?.values() ?? []) {
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return { min, max };
}
