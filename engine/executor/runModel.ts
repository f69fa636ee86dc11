/** Runs a model up to a layer, or the layer alone: checks and counts everything first, then layer by layer, freeing what is done. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { LayerOperation } from "../../core/layers/operation.ts";
import { type Backend, type BackendName, findBackend, kernelFor } from "../kernels/backend.ts";
import type { GeneratedOptions } from "../kernels/generatedKernels.ts";
import { formatSizes, type Tensor } from "../tensor/tensor.ts";
import { layerWeights, type NamedWeight, type ResolvedWeights } from "../weights/layerWeights.ts";
import type { WeightStore } from "../weights/weightStore.ts";
import { describeFusing } from "./fusing/describeFusing.ts";
import { stepWeights } from "./fusing/weightSource.ts";
import { type Mask, maskAfter } from "./masks.ts";
import { formatBytes, memoryOf } from "./memory.ts";
import { noteBackendDifference, noteWeights } from "./notes.ts";
import { type KernelStep, type PlanStep, planRun, type RunPlan, type ViewStep } from "./plan.ts";
import type { Refusal } from "./refusal.ts";
import { type RunTensors, runTensors } from "./runTensors.ts";

export interface RunRequest {
  /** Analysed with the sizes of `inputs`, so that no size but the batch is free. */
  readonly analysis: ModelAnalysis;
  /** Names from the outer model's layer inwards. */
  readonly layerPath: readonly string[];
  /** Which use of a shared layer, from 0. */
  readonly call?: number;
  readonly mode: "alone" | "upTo";
  /** Batch first: the model's inputs in its order, or the layer's where it runs alone. */
  readonly inputs: readonly Tensor[];
  readonly weights: WeightStore;
  /** Seed of the initialisers. */
  readonly seed: number;
  readonly backend: BackendName;
  /** Which algorithms the backend may choose from; absent for its own choice. */
  readonly options?: GeneratedOptions;
  readonly memoryLimitBytes: number;
  /** Called before layer number `index` (from 0) of `of`. */
  readonly onProgress?: (layerName: string, index: number, of: number) => void;
  readonly signal?: { readonly aborted: boolean };
  /** Lets other work run between layers, such as the message that cancels. */
  readonly yieldNow: () => Promise<void>;
  /** Milliseconds of any steady clock. */
  readonly now: () => number;
}

export type RunResult = RunSuccess | Refusal | { readonly kind: "cancelled" };

export interface RunSuccess {
  readonly kind: "ok";
  readonly backend: BackendName;
  /** How the chosen layer was computed, in words; `null` where the plain kernel did it. */
  readonly algorithm: string | null;
  /** What the chosen layer was given, and made. */
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** What it computes; `null` for a nested model. */
  readonly operation: LayerOperation | null;
  /** Its own weights. */
  readonly weights: readonly NamedWeight[];
  /** Where the weights of all layers that ran come from. */
  readonly weightSource: "file" | "initialiser" | "mixed" | "none";
  /** Which layers on the way ran together, in a sentence; `null` where none did. */
  readonly fused: string | null;
  readonly notes: readonly string[];
  /** Of the whole run, and of the chosen layer's kernel. */
  readonly milliseconds: number;
  readonly layerMilliseconds: number;
}

/** Never throws for what a model file can hold. */
export async function runModel(request: RunRequest): Promise<RunResult> {
  const backend = findBackend(request.backend, request.options);
  const planned = planRun(request, backend);
  if (planned.kind === "refused") return planned;
  const { plan } = planned;
  const memory = memoryOf(plan, backend);
  if (memory.peakBytes > request.memoryLimitBytes) {
    return {
      kind: "refused",
      layer: memory.layer,
      reason: `At "${memory.layer}" the run needs ${formatBytes(memory.peakBytes)} (${memory.parts}), and the limit is ${formatBytes(request.memoryLimitBytes)}. Use a smaller input, or run the layer alone.`,
    };
  }
  return execute(request, plan, backend);
}

async function execute(request: RunRequest, plan: RunPlan, backend: Backend): Promise<RunResult> {
  const values: RunValues = { tensors: runTensors(plan, request.inputs, backend), masks: [] };
  try {
    return await executeSteps(request, plan, values, backend);
  } finally {
    values.tensors.dropAll();
  }
}

async function executeSteps(
  request: RunRequest,
  plan: RunPlan,
  values: RunValues,
  backend: Backend,
): Promise<RunResult> {
  const started = request.now();
  const notes: string[] = [];
  const sources = new Set<NamedWeight["source"]>();
  let own: readonly NamedWeight[] = [];
  let layerMilliseconds = 0;
  let algorithm: string | null = null;
  for (const [index, step] of plan.steps.entries()) {
    await request.yieldNow();
    if (request.signal?.aborted) return { kind: "cancelled" };
    request.onProgress?.(step.name, index, plan.steps.length);
    const stepStarted = request.now();
    const done = runStep(request, plan, step, values, backend);
    if (typeof done === "string") return { kind: "refused", reason: done, layer: step.name };
    for (const weight of done.named) sources.add(weight.source);
    notes.push(...done.notes, ...noteBackendDifference(step));
    if (plan.operation && step.outputs.includes(plan.targetOutputs[0] ?? -1)) {
      own = done.named;
      algorithm = describeStep(plan, step, backend);
      layerMilliseconds = request.now() - stepStarted;
    }
    for (const value of step.lastUses) values.tensors.drop(value);
  }
  const weightSource = sources.size === 2 ? "mixed" : ([...sources][0] ?? "none");
  return {
    kind: "ok",
    backend: backend.name,
    algorithm,
    inputs: plan.targetInputs.map(values.tensors.keep),
    outputs: plan.targetOutputs.map(values.tensors.keep),
    operation: plan.operation,
    weights: own,
    weightSource,
    fused: describeFusing(plan.steps),
    notes: [...noteWeights(weightSource, request.seed), ...new Set(notes)],
    milliseconds: request.now() - started,
    layerMilliseconds,
  };
}

/** By value number: tensors while they are needed; masks, which are small, to the end, since views look back at them. */
interface RunValues {
  readonly tensors: RunTensors;
  readonly masks: Mask[];
}

type StepDone = Pick<ResolvedWeights, "named" | "notes">;

function runStep(
  request: RunRequest,
  plan: RunPlan,
  step: PlanStep,
  values: RunValues,
  backend: Backend,
): StepDone | string {
  return step.kind === "view" ? runView(step, values) : runKernel(request, plan, step, values, backend);
}

function runView(step: ViewStep, { tensors, masks }: RunValues): StepDone {
  const [output = 0] = step.outputs;
  tensors.view(output, step.inputs[0] ?? 0);
  masks[output] = step.maskFrom === null ? undefined : masks[step.maskFrom];
  return { named: [], notes: [] };
}

/** Runs one layer; a text says why the numbers or the machine do not allow it. */
function runKernel(
  request: RunRequest,
  plan: RunPlan,
  step: KernelStep,
  { tensors, masks }: RunValues,
  backend: Backend,
): StepDone | string {
  const { operation } = step;
  const kernel = kernelFor(backend, operation);
  const inputs = step.inputs.map(tensors.at);
  const wrong = kernel.refuseValues?.({ operation, inputs });
  if (wrong !== undefined) return `"${step.name}" cannot run: ${wrong}`;
  try {
    const resolved = stepWeights(step, ({ weights, key }) =>
      layerWeights(weights, key, request.weights, request.seed),
    );
    const [output, ...furtherOutputs] = step.outputs.map(tensors.allocate);
    if (!output) throw new Error(`"${step.name}" was planned without an output.`);
    const given = step.inputs.map((value) => masks[value]);
    kernel.run({ operation, inputs, weights: resolved.weights, output, furtherOutputs, masks: given });
    const [first = 0] = step.outputs;
    masks[first] = maskAfter(operation, inputs, given);
    return resolved;
  } catch (error) {
    // Only memory can fail here: sizes, weights and settings were checked before.
    if (!(error instanceof RangeError)) throw error;
    const shape = plan.valueShapes[step.outputs[0] ?? 0] ?? [];
    return `There is no memory for the output ${formatSizes(shape)} of "${step.name}" (${error.message}). Use a smaller input.`;
  }
}

function describeStep({ valueShapes }: RunPlan, step: PlanStep, backend: Backend): string | null {
  if (step.kind === "view") return null;
  const { operation } = step;
  const shapes = (values: readonly number[]) => values.map((value) => valueShapes[value] ?? []);
  const [outputShape = [], ...furtherShapes] = shapes(step.outputs);
  const call = { operation, inputShapes: shapes(step.inputs), outputShape, furtherShapes };
  return kernelFor(backend, operation).describe?.(call) ?? null;
}
