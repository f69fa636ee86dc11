/** Memory while a run lasts: slots that feature maps take turns in, and tensors that stay behind for the next run. */
import type { Backend } from "../kernels/backend.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { KeptResults } from "./keptResults.ts";
import type { MemoryPlan } from "./memoryPlan.ts";
import { type PlanStep, type RunPlan, rootOf } from "./plan.ts";
import type { RunValues } from "./runStep.ts";

export interface RunMemory {
  /** A tensor for a value; it holds anything. Throws a RangeError where there is no memory for it. */
  readonly allocate: (value: number) => Tensor;
  /** Hands over the step's results that are to be kept. */
  readonly keepOutputs: (step: PlanStep, values: RunValues) => void;
  /** The slots: what is left has memory of its own. */
  readonly giveSlotsBack: () => void;
  /** All but what was handed over. */
  readonly giveBack: () => void;
}

export interface RunMemoryRequest {
  readonly plan: RunPlan;
  readonly backend: Backend;
  readonly memory: MemoryPlan;
  /** Values to hand over for later runs. */
  readonly keep: ReadonlySet<number>;
  readonly kept: KeptResults;
}

export function createRunMemory({ plan, backend, memory, keep, kept }: RunMemoryRequest): RunMemory {
  const { slotOf, slots } = memory;
  const taken: (Tensor | undefined)[] = [];
  /** Tensors with memory of their own that are not handed over, by value. */
  const own = new Map<number, Tensor>();
  const giveSlotsBack = () => {
    for (const tensor of taken) if (tensor) backend.release(tensor);
    taken.length = 0;
  };
  return {
    allocate: (value) => {
      const shape = plan.valueShapes[value] ?? [];
      const slot = slotOf[value] ?? -1;
      if (slot >= 0) {
        const tensor = taken[slot] ?? backend.allocate([slots[slot] ?? 0]);
        taken[slot] = tensor;
        return backend.view(tensor, shape);
      }
      const tensor = backend.allocate(shape);
      own.set(value, tensor);
      return tensor;
    },
    keepOutputs: (step, { tensors, masks, origins }) => {
      for (const [number, value] of step.outputs.entries()) {
        const key = step.keys?.[number];
        const root = rootOf(plan, value);
        const [tensor, owner] = [tensors[value], own.get(root)];
        // Memory that is kept already, under another key, would be given back twice.
        if (key === undefined || !tensor || !owner || !keep.has(root)) continue;
        own.delete(root);
        const origin = origins[value] ?? { sources: new Set(), notes: new Set() };
        kept.add(key, { tensor, release: () => backend.release(owner), mask: masks[value], origin });
      }
    },
    giveSlotsBack,
    giveBack: () => {
      giveSlotsBack();
      for (const tensor of own.values()) backend.release(tensor);
      own.clear();
    },
  };
}
