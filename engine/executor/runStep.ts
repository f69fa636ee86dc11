/** Runs one step of a plan, in parts between which messages are let in. */
import { type Backend, kernelFor } from "../kernels/backend.ts";
import { callOf } from "../kernels/generated/preparedOnce.ts";
import { runInParts } from "../kernels/parts.ts";
import { LazyTensor } from "../tensor/lazyTensor.ts";
import { formatSizes, type Tensor } from "../tensor/tensor.ts";
import type { NamedWeight, ResolvedWeights } from "../weights/layerWeights.ts";
import { stepWeights } from "./fusing/weightSource.ts";
import type { ValueOrigin } from "./keptResults.ts";
import { type Mask, maskAfter } from "./masks.ts";
import { noteBackendDifference } from "./notes.ts";
import type { KernelStep, RunPlan, ViewStep } from "./plan.ts";
import type { RunRequest } from "./runModel.ts";
import type { WeightCache } from "./weightCache.ts";

/** What a run has in hand, by value number. */
export interface RunValues {
  /** While they are needed. */
  readonly tensors: (Tensor | undefined)[];
  /** To the end: they are small, and views look back at them. */
  readonly masks: Mask[];
  readonly origins: (ValueOrigin | undefined)[];
}

export interface WeightLimits {
  readonly made: number;
  readonly packed: number;
}

export interface StepContext {
  readonly request: RunRequest;
  readonly plan: RunPlan;
  readonly backend: Backend;
  readonly cache: WeightCache;
  readonly values: RunValues;
  /** Bytes of weights that stay for the next run: those that initialisers made with the packed ones, and packed ones alone. */
  readonly weightLimits: WeightLimits;
  /** The weights of a layer are there: what follows is the work of its kernel. */
  readonly onWeights: () => void;
  /** Memory for a value, which may hold anything. */
  readonly allocate: (value: number) => Tensor;
}

export function runView({ plan, backend, values }: StepContext, step: ViewStep): void {
  const { tensors, masks, origins } = values;
  const [output = 0] = step.outputs;
  const [from = 0] = step.inputs;
  tensors[output] = backend.view(tensors[from] as Tensor, plan.valueShapes[output] ?? []);
  masks[output] = step.maskFrom === null ? undefined : masks[step.maskFrom];
  origins[output] = origins[from];
}

export interface StepRefusal {
  readonly reason: string;
}

/**
 * Gives the layer's weights, or why the numbers or the machine do not allow it. Every stop of the generator is a moment to
 * give up.
 */
export function* runKernel(
  context: StepContext,
  step: KernelStep,
): Generator<void, readonly NamedWeight[] | StepRefusal> {
  const { plan, backend, values } = context;
  const { operation } = step;
  const kernel = kernelFor(backend, operation);
  const inputs = step.inputs.map((value) => values.tensors[value] as Tensor);
  const wrong = kernel.refuseValues?.({ operation, inputs });
  if (wrong !== undefined) return { reason: `"${step.name}" cannot run: ${wrong}` };
  const resolved = weightsOf(context, step);
  try {
    yield* loadUnpacked(backend, resolved);
    context.onWeights();
    const [output, ...furtherOutputs] = step.outputs.map(context.allocate);
    if (!output) throw new Error(`"${step.name}" was planned without an output.`);
    for (const [number, value] of step.outputs.entries())
      values.tensors[value] = [output, ...furtherOutputs][number];
    const masks = step.inputs.map((value) => values.masks[value]);
    const call = { operation, inputs, weights: resolved.weights, output, furtherOutputs, masks };
    yield* runInParts(kernel, call);
    const failed = kernel.failedCheck?.(callOf({ operation, inputs, output }));
    const origin = originOf(step, values, resolved, failed === undefined ? [] : [failed]);
    for (const value of step.outputs) values.origins[value] = origin;
    values.masks[step.outputs[0] ?? 0] = maskAfter(operation, inputs, masks);
    return resolved.named;
  } catch (error) {
    // Only memory can fail here: sizes, weights and settings were checked before.
    if (!(error instanceof RangeError)) throw error;
    const shape = plan.valueShapes[step.outputs[0] ?? 0] ?? [];
    const output = `the output ${formatSizes(shape)} of "${step.name}"`;
    return { reason: `There is no memory for ${output} (${error.message}). Use a smaller input.` };
  } finally {
    leaveWeights(context, resolved);
  }
}

function weightsOf({ request, cache }: StepContext, step: KernelStep): ResolvedWeights {
  return stepWeights(step, ({ weights, key }) => cache.layer(weights, key, request));
}

/** Makes the values that the kernel reads, with stops. */
function* loadUnpacked(backend: Backend, { weights, named }: ResolvedWeights): Generator<void> {
  if (Object.values(weights).every(backend.isPacked)) return;
  for (const { tensor } of named) if (tensor instanceof LazyTensor) yield* tensor.load();
}

/** What is packed is not needed a second time as it was, and nothing where no run follows. */
function leaveWeights(
  { backend, cache, weightLimits: { made, packed } }: StepContext,
  { weights, named }: ResolvedWeights,
): void {
  const tensors = Object.values(weights);
  if (packed === 0) for (const tensor of tensors) backend.dropPacked(tensor);
  else backend.shrinkPacked(packed);
  if (tensors.every(backend.isPacked))
    for (const { tensor } of named) if (tensor instanceof LazyTensor) tensor.forget();
  cache.shrink(made - backend.packedBytes());
}

function originOf(
  step: KernelStep,
  { origins }: RunValues,
  { named, notes }: ResolvedWeights,
  failedChecks: readonly string[],
): ValueOrigin {
  const before = step.inputs.flatMap((value) => origins[value] ?? []);
  return {
    sources: new Set([
      ...before.flatMap(({ sources }) => [...sources]),
      ...named.map(({ source }) => source),
    ]),
    notes: new Set([
      ...before.flatMap((origin) => [...origin.notes]),
      ...notes,
      ...noteBackendDifference(step),
      ...failedChecks,
    ]),
  };
}
