/** The list of steps to run for a chosen layer: in order, with sizes, weights and the last use of each tensor. */
import type { LayerOperation, WeightSpec } from "../../core/layers/operation.ts";
import type { Backend, KernelOperation } from "../kernels/backend.ts";
import type { KernelCall } from "../kernels/kernel.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { addStep } from "./addStep.ts";
import { checkInputs, type PlannedInput } from "./concreteShape.ts";
import { type Fusion, fuseSteps } from "./fusing/fuseSteps.ts";
import { type Refusal, refusal } from "./refusal.ts";
import type { RunRequest } from "./runModel.ts";
import { layerName } from "./scope.ts";
import { inputsOf, type Source, sourceKey } from "./sources.ts";
import { findTarget, type Target } from "./target.ts";

interface StepBase {
  /** Path of the layer, with slashes. */
  readonly name: string;
  /** Numbers of values. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Keys of the outputs under which they can be kept for a later run; absent inside a model that runs at every step. */
  readonly keys?: readonly string[];
  /** Values whose memory nothing needs after this step. */
  lastUses: readonly number[];
}

/** A call of a kernel. */
export interface KernelStep extends StepBase {
  readonly kind: "kernel";
  readonly operation: KernelOperation;
  readonly weights: readonly WeightSpec[];
  /** Weight key in the store. */
  readonly key: string;
  /** Absent for a layer by itself. */
  readonly fusion?: Fusion;
}

/** The same numbers in another shape, without a copy; `maskFrom` is the value whose mask the result has. */
export interface ViewStep extends StepBase {
  readonly kind: "view";
  readonly maskFrom: number | null;
}

export type PlanStep = KernelStep | ViewStep;

/** When a value's memory is in use, by step numbers. */
export interface ValueLife {
  /** Step that makes it; -1 for a given input or an earlier result. */
  readonly born: number;
  /** Last step that needs it or a view of it; -1 where none does. */
  readonly last: number;
  /** The value whose memory it has: its own, or that of the one it is a view of. */
  readonly root: number;
}

export interface RunPlan {
  readonly steps: readonly PlanStep[];
  /** Shape of every value; the given inputs come first. */
  readonly valueShapes: readonly (readonly number[])[];
  /** Number of given inputs. */
  readonly entries: number;
  readonly lives: readonly ValueLife[];
  /** Results of earlier runs that this one goes on from, by value number. */
  readonly earlier: ReadonlyMap<number, string>;
  readonly targetInputs: readonly number[];
  readonly targetOutputs: readonly number[];
  /** Of the chosen layer; `null` for a nested model. */
  readonly operation: LayerOperation | null;
}

/** The value whose memory a value has. */
export function rootOf({ lives }: Pick<RunPlan, "lives">, value: number): number {
  return lives[value]?.root ?? value;
}

/** The call of a step's kernel, by its sizes. */
export function kernelCallOf(
  { valueShapes }: RunPlan,
  { operation, inputs, outputs }: KernelStep,
): KernelCall<KernelOperation> {
  const shapes = (values: readonly number[]) => values.map((value) => valueShapes[value] ?? []);
  const [outputShape = [], ...furtherShapes] = shapes(outputs);
  return { operation, inputShapes: shapes(inputs), outputShape, furtherShapes };
}

interface PlanRequest extends Pick<RunRequest, "analysis" | "layerPath" | "call" | "mode" | "onLayer"> {
  readonly inputs: readonly PlannedInput[];
}

/** `earlier`: results of an earlier run of the same model on the same input, by source key, which need not run again. */
export function planRun(
  request: PlanRequest,
  backend: Backend,
  earlier: ReadonlyMap<string, { readonly tensor: Tensor }> = new Map(),
): { readonly kind: "ok"; readonly plan: RunPlan } | Refusal {
  const target = findTarget(request.analysis, request.layerPath, request.mode, request.call ?? 0);
  if (target.kind === "refused") return target;
  const entryProblem = checkInputs(request.inputs, target.entryShapes, request.mode, target.name);
  if (entryProblem !== undefined) return refusal(entryProblem, target.name);
  const builder: Builder = {
    backend,
    batch: request.inputs[0]?.shape[0] ?? 1,
    foldedBatches: new Map(),
    steps: [],
    valueShapes: request.inputs.map((tensor) => tensor.shape),
    values: new Map(request.inputs.map((_, index) => [sourceKey({ kind: "entry", index }), index])),
    earlier,
    fromEarlier: new Map(),
    fresh: new Set(target.outputs.map(sourceKey)),
  };
  const failed = addSteps(builder, [...target.inputs, ...target.outputs]);
  if (failed) return failed;
  const steps = stepsOf(builder, target, backend.fuses && !request.onLayer);
  return { kind: "ok", plan: finishPlan(builder, target, steps, request.inputs.length) };
}

export interface Builder {
  readonly backend: Backend;
  readonly batch: number;
  /** Batch times steps inside a model that runs at every step, by the id of its scope. */
  readonly foldedBatches: Map<string, number>;
  readonly steps: PlanStep[];
  readonly valueShapes: (readonly number[])[];
  /** Value number by source key, once it is planned. */
  readonly values: Map<string, number>;
  readonly earlier: ReadonlyMap<string, { readonly tensor: Tensor }>;
  /** Keys of those that are used, by value number. */
  readonly fromEarlier: Map<number, string>;
  /** Keys of what is computed in any case: the chosen layer itself. */
  readonly fresh: ReadonlySet<string>;
}

/** Depth first on a stack of our own, so that a chain of many thousand layers does not end the stack. */
function addSteps(builder: Builder, wanted: readonly Source[]): Refusal | undefined {
  const open: { readonly source: Source; entered: boolean }[] = wanted
    .map((source) => ({ source, entered: false }))
    .reverse();
  const pending = new Set<string>();
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const { source } = top;
    const key = sourceKey(source);
    if (builder.values.has(key) || source.kind === "entry" || takeEarlier(builder, key)) {
      open.pop();
      continue;
    }
    if (source.kind === "refused") return source;
    const inputs = inputsOf(source);
    if (top.entered) {
      const failed = addStep(builder, source, inputs);
      if (failed) return failed;
      pending.delete(key);
      open.pop();
      continue;
    }
    if (pending.has(key)) {
      const name = layerName(source.scope, source.layer);
      return refusal(`The layers form a cycle at "${name}", so none of them can run first.`, name);
    }
    pending.add(key);
    top.entered = true;
    for (const input of [...inputs].reverse()) open.push({ source: input, entered: false });
  }
  return undefined;
}

function takeEarlier(builder: Builder, key: string): boolean {
  const found = builder.fresh.has(key) ? undefined : builder.earlier.get(key);
  if (!found) return false;
  const value = builder.valueShapes.push(found.tensor.shape) - 1;
  builder.values.set(key, value);
  builder.fromEarlier.set(value, key);
  return true;
}

function stepsOf(builder: Builder, target: Target, fuses: boolean): readonly PlanStep[] {
  if (!fuses) return builder.steps;
  const asked = [...target.inputs, ...target.outputs].map((source) => numberOfValue(builder, source));
  return fuseSteps(builder.steps, new Set(asked), builder.valueShapes);
}

function numberOfValue({ values }: Builder, source: Source): number {
  return values.get(sourceKey(source)) ?? 0;
}

function finishPlan(builder: Builder, target: Target, steps: readonly PlanStep[], entries: number): RunPlan {
  const targetInputs = target.inputs.map((source) => numberOfValue(builder, source));
  const targetOutputs = target.outputs.map((source) => numberOfValue(builder, source));
  const { valueShapes } = builder;
  const lives = livesOf(steps, valueShapes.length);
  for (const [number, step] of steps.entries()) {
    const touched = [...new Set([...step.inputs, ...step.outputs])];
    step.lastUses = touched
      .map((value) => rootOf({ lives }, value))
      .filter((root, at, all) => lives[root]?.last === number && all.indexOf(root) === at);
  }
  return {
    steps,
    valueShapes,
    entries,
    lives,
    earlier: builder.fromEarlier,
    targetInputs,
    targetOutputs,
    operation: target.operation,
  };
}

function livesOf(steps: readonly PlanStep[], values: number): ValueLife[] {
  const lives = Array.from({ length: values }, (_, value) => ({ born: -1, last: -1, root: value }));
  for (const [number, step] of steps.entries()) {
    for (const output of step.outputs) {
      const root = step.kind === "view" ? (lives[step.inputs[0] ?? 0]?.root ?? output) : output;
      lives[output] = { born: number, last: number, root };
    }
    for (const value of [...step.inputs, ...step.outputs]) {
      const root = lives[rootOf({ lives }, value)];
      if (root) root.last = number;
    }
  }
  return lives;
}
