/** What a run needs at its worst moment, and the refusal of one that needs too much: before there is any value. */
import { type Backend, findBackend } from "../kernels/backend.ts";
import { formatBytes, type MemoryNeed, memoryOf } from "./memory.ts";
import { type MemoryPlan, planMemory } from "./memoryPlan.ts";
import { planRun, type RunPlan, rootOf } from "./plan.ts";
import { type Refusal, refusal } from "./refusal.ts";
import type { RunRequest } from "./runModel.ts";

/** `keep`: values to be kept for later runs. */
export function needOf(plan: RunPlan, backend: Backend, keep: ReadonlySet<number>): MemoryNeed {
  const shown = shownValues(plan);
  const isCopied = (value: number) => backend.copiesOut || keep.has(value) || plan.earlier.has(value);
  return memoryOf(plan, backend, { apart: new Set([...shown, ...keep]), copied: shown.filter(isCopied) });
}

/** The slots alone that feature maps share, as in `needOf`, which asks every kernel for its memory. */
export function slotsOf(plan: RunPlan, keep: ReadonlySet<number>): MemoryPlan {
  return planMemory(plan, new Set([...shownValues(plan), ...keep]));
}

function shownValues(plan: RunPlan): number[] {
  return [...new Set([...plan.targetInputs, ...plan.targetOutputs].map((value) => rootOf(plan, value)))];
}

export function beyondLimit(
  { peakBytes, layer, parts }: MemoryNeed,
  { memoryLimitBytes, mode }: Pick<RunRequest, "memoryLimitBytes" | "mode">,
): Refusal {
  const ways =
    mode === "alone"
      ? "Use a smaller input, or a higher limit."
      : "Use a smaller input, run the layer alone, or raise the limit.";
  const reason = `At "${layer}" the run needs ${formatBytes(peakBytes)} (${parts}), and the limit is ${formatBytes(memoryLimitBytes)}. ${ways}`;
  return refusal(reason, layer);
}

/**
 * Why a run on inputs of these shapes (batch first) will not start: what the plan finds, or the memory it needs in bytes;
 * `undefined` where it will. Nothing has to be filled to ask.
 */
export function refusalAhead(
  request: Omit<RunRequest, "inputs">,
  inputShapes: readonly (readonly number[])[],
): Refusal | undefined {
  const backend = findBackend(request.backend, request.options);
  const inputs = inputShapes.map((shape) => ({ shape }));
  const planned = planRun({ ...request, inputs }, backend);
  if (planned.kind === "refused") return planned;
  const need = needOf(planned.plan, backend, new Set());
  return need.peakBytes > request.memoryLimitBytes ? beyondLimit(need, request) : undefined;
}
