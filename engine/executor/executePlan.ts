/** Carries out a plan step by step, in parts of a few milliseconds, between which messages are let in. */
import type { Backend } from "../kernels/backend.ts";
import { kernelFor } from "../kernels/backend.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { NamedWeight } from "../weights/layerWeights.ts";
import { describeFusing } from "./fusing/describeFusing.ts";
import { noteWeights } from "./notes.ts";
import { kernelCallOf, type PlanStep, type RunPlan, rootOf } from "./plan.ts";
import { createRunMemory, type RunMemoryRequest } from "./runMemory.ts";
import type { RunRequest, RunResult } from "./runModel.ts";
import { type RunValues, runKernel, runView, type StepContext } from "./runStep.ts";

export type Execution = RunMemoryRequest & Pick<StepContext, "request" | "cache" | "weightLimits">;

export async function executePlan(run: Execution): Promise<RunResult> {
  const { request, plan, backend } = run;
  const started = request.now();
  backend.beginRun();
  const memory = createRunMemory(run);
  try {
    const values = firstValues(run);
    let kernelStarted = started;
    const onWeights = () => {
      kernelStarted = request.now();
    };
    const context: StepContext = { ...run, values, allocate: memory.allocate, onWeights };
    const own: OwnStep = { named: [], algorithm: null, milliseconds: 0 };
    const pause = pauses(request);
    for (const [index, step] of plan.steps.entries()) {
      if (await pause.now()) return { kind: "cancelled" };
      request.onProgress?.(step.name, index, plan.steps.length);
      kernelStarted = request.now();
      const named = await runStep(context, step, pause);
      if (named === "cancelled") return { kind: "cancelled" };
      if ("reason" in named) return { kind: "refused", reason: named.reason, layer: step.name };
      const milliseconds = request.now() - kernelStarted;
      if (plan.operation && step.outputs.includes(plan.targetOutputs[0] ?? -1)) {
        own.named = named;
        own.algorithm = describeStep(plan, step, backend);
        own.milliseconds = milliseconds;
      }
      const output = values.tensors[step.outputs[0] ?? -1];
      if (output) request.onLayer?.(step.name, output, milliseconds);
      if (request.mode === "upTo") memory.keepOutputs(step, values);
    }
    memory.giveSlotsBack();
    return resultOf(run, values, own, started);
  } finally {
    memory.giveBack();
  }
}

/** Of the chosen layer. */
interface OwnStep {
  named: readonly NamedWeight[];
  algorithm: string | null;
  milliseconds: number;
}

function resultOf(run: Execution, values: RunValues, own: OwnStep, started: number): RunResult {
  const { request, plan, backend } = run;
  const origins = plan.targetOutputs.map((value) => values.origins[value]);
  const sources = new Set(origins.flatMap((origin) => [...(origin?.sources ?? [])]));
  const weightSource = sources.size === 2 ? "mixed" : ([...sources][0] ?? "none");
  const notes = new Set(origins.flatMap((origin) => [...(origin?.notes ?? [])]));
  const copy = copier(run, values);
  return {
    kind: "ok",
    backend: backend.name,
    algorithm: own.algorithm,
    inputs: plan.targetInputs.map(copy),
    outputs: plan.targetOutputs.map(copy),
    operation: plan.operation,
    weights: own.named,
    weightSource,
    fused: describeFusing(plan.steps),
    notes: [...noteWeights(weightSource, request.seed), ...notes],
    milliseconds: request.now() - started,
    layerMilliseconds: own.milliseconds,
  };
}

/** Results that are kept may be given back one day, so they go out as copies. */
function copier({ plan, backend, keep }: Execution, { tensors }: RunValues): (value: number) => Tensor {
  const copies = new Map<number, Float32Array>();
  return (value) => {
    const tensor = tensors[value];
    if (!tensor) throw new Error(`Value ${value} of the run is not there.`);
    const root = rootOf(plan, value);
    if (!keep.has(root) && !plan.earlier.has(root)) return backend.copyOut(tensor);
    const data = copies.get(root) ?? tensor.data.slice();
    copies.set(root, data);
    return { shape: tensor.shape, data };
  };
}

/** Given inputs, and results of earlier runs. */
function firstValues({ request, plan, kept }: Execution): RunValues {
  const values: RunValues = { tensors: [...request.inputs], masks: [], origins: [] };
  for (const [value, key] of plan.earlier) {
    const found = kept.get(key);
    if (!found) throw new Error(`The earlier result ${key} is gone.`);
    values.tensors[value] = found.tensor;
    values.masks[value] = found.mask;
    values.origins[value] = found.origin;
  }
  return values;
}

async function runStep(
  context: StepContext,
  step: PlanStep,
  pause: Pauses,
): Promise<readonly NamedWeight[] | { readonly reason: string } | "cancelled"> {
  if (step.kind === "view") {
    runView(context, step);
    return [];
  }
  const parts = runKernel(context, step);
  for (;;) {
    const { done, value } = parts.next();
    if (done) return value;
    if (pause.due() && (await pause.now())) {
      // Whatever the kernel holds is given back by its `finally`.
      parts.return([]);
      return "cancelled";
    }
  }
}

function describeStep(plan: RunPlan, step: PlanStep, backend: Backend): string | null {
  if (step.kind === "view") return null;
  return kernelFor(backend, step.operation).describe?.(kernelCallOf(plan, step)) ?? null;
}

interface Pauses {
  readonly due: () => boolean;
  /** Lets messages in; true where one of them was to stop. */
  readonly now: () => Promise<boolean>;
}

/** Between two pauses, in milliseconds: a person feels nothing, and pausing costs little. */
const longestWork = 8;

function pauses({ yieldNow, now, signal }: Pick<RunRequest, "yieldNow" | "now" | "signal">): Pauses {
  let last = now();
  return {
    due: () => now() - last >= longestWork,
    now: async () => {
      await yieldNow();
      last = now();
      return signal?.aborted === true;
    },
  };
}
