/** Adds the step that computes a source to a plan, or says why it cannot run. */
import type { LayerInference } from "../../core/layers/layerInference.ts";
import type { LayerOperation } from "../../core/layers/operation.ts";
import { kernelFor } from "../kernels/backend.ts";
import { weightKey } from "../weights/weightStore.ts";
import { concreteShape } from "./concreteShape.ts";
import type { Builder } from "./plan.ts";
import { reasonAt } from "./reasonAt.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { childScope, layerName, type Scope } from "./scope.ts";
import { type CallSource, type FoldSource, type Source, sourceKey } from "./sources.ts";

type StepSource = Exclude<Source, { readonly kind: "entry" | "refused" }>;

/** `inputs` are planned already, or refused. */
export function addStep(
  builder: Builder,
  source: StepSource,
  inputs: readonly Source[],
): Refusal | undefined {
  const name = layerName(source.scope, source.layer);
  const values = inputValues(builder, inputs, name);
  if (!Array.isArray(values)) return values;
  const inference = source.scope.analysis.layers[source.layer]?.calls[source.call]?.inference ?? undefined;
  switch (source.kind) {
    case "fold":
      return addFold(builder, source, values, name);
    case "unfold":
      return addUnfold(builder, source, values, name);
    case "inner":
      return addInner(builder, source, values, inference, name);
    case "call":
      return addCall(builder, source, values, inference, name);
  }
}

function inputValues(builder: Builder, inputs: readonly Source[], name: string): number[] | Refusal {
  const values: number[] = [];
  for (const input of inputs) {
    const value = builder.values.get(sourceKey(input));
    if (value === undefined) {
      const reason =
        input.kind === "refused" ? input.reason : `"${name}" takes a tensor that the model does not give.`;
      return refusal(reason, name);
    }
    values.push(value);
  }
  return values;
}

function addCall(
  builder: Builder,
  source: CallSource,
  values: readonly number[],
  inference: LayerInference | undefined,
  name: string,
): Refusal | undefined {
  const { scope, layer, call } = source;
  const { operation } = inference ?? {};
  if (!inference || !operation || !inference.weights) {
    return refusal(`"${name}" cannot run: ${reasonAt(scope, layer, call)}`, name);
  }
  const shapes: number[][] = [];
  for (const output of inference.outputs) {
    const shape = concreteShape(output, batchIn(builder, scope));
    if (typeof shape === "string") return refusal(`"${name}" cannot run: ${shape}.`, name);
    shapes.push(shape);
  }
  const keys = shapes.map((_, tensor) => sourceKey({ ...source, tensor }));
  return addKernel(builder, source, { operation, weights: inference.weights, values, shapes, keys, name });
}

/** The layer inside of one that runs at every step; its output is what the outer one declares, folded. */
function addInner(
  builder: Builder,
  source: Extract<Source, { readonly kind: "inner" }>,
  values: readonly number[],
  inference: LayerInference | undefined,
  name: string,
): Refusal | undefined {
  const { operation, outputs = [], weights } = inference ?? {};
  const [output] = outputs;
  const shape = output ? concreteShape(output, batchIn(builder, source.scope)) : "it has no output";
  if (operation?.op !== "timeDistributed" || !operation.inner || !weights) {
    return refusal(`"${name}" cannot run: ${reasonAt(source.scope, source.layer, source.call)}`, name);
  }
  if (typeof shape === "string") return refusal(`"${name}" cannot run: ${shape}.`, name);
  const keys = [sourceKey(source)];
  const inner = operation.inner;
  return addKernel(builder, source, {
    operation: inner,
    weights,
    values,
    shapes: [folded(shape)],
    keys,
    name,
  });
}

interface NewKernel {
  readonly operation: LayerOperation;
  readonly weights: NonNullable<LayerInference["weights"]>;
  readonly values: readonly number[];
  readonly shapes: readonly (readonly number[])[];
  readonly keys: readonly string[];
  readonly name: string;
}

function addKernel(
  builder: Builder,
  { kind, scope, layer }: StepSource,
  step: NewKernel,
): Refusal | undefined {
  const { operation, weights, values, name } = step;
  if (operation.op === "timeDistributed") {
    return refusal(`"${name}" cannot run: a layer that runs at every step stands inside another one.`, name);
  }
  const [outputShape = [], ...furtherShapes] = step.shapes;
  const inputShapes = values.map((value) => builder.valueShapes[value] ?? []);
  const call = { operation, inputShapes, outputShape, furtherShapes };
  const reason = kernelFor(builder.backend, operation).refuse(call);
  if (reason !== undefined) return refusal(`"${name}" cannot run: ${reason}`, name);
  const outputs = step.shapes.map((shape, number) => newValue(builder, shape, step.keys[number] ?? ""));
  const node = scope.analysis.graph.layers[layer];
  const key = node ? weightKey([...scope.path, node.name], node) : name;
  builder.steps.push({
    kind: "kernel",
    name,
    operation,
    weights,
    key,
    inputs: values,
    outputs,
    ...(kind === "call" && !isFolded(scope) ? { keys: step.keys } : {}),
    lastUses: [],
  });
  return undefined;
}

/** Inside a model that runs at every step: such values make no sense without the steps around them. */
function isFolded(scope: Scope): boolean {
  for (let at: Scope | undefined = scope; at; at = at.parent?.scope) if (at.folded) return true;
  return false;
}

function addFold(builder: Builder, source: FoldSource, values: readonly number[], name: string): undefined {
  const shape = folded(builder.valueShapes[values[0] ?? 0] ?? []);
  const child = childScope(source.scope, source.layer, source.call);
  if (child) builder.foldedBatches.set(child.id, shape[0] ?? 1);
  const outputs = [newValue(builder, shape, sourceKey(source))];
  builder.steps.push({ kind: "view", name, inputs: values, outputs, maskFrom: null, lastUses: [] });
}

function addUnfold(
  builder: Builder,
  source: FoldSource,
  values: readonly number[],
  name: string,
): Refusal | undefined {
  const { scope, layer, call } = source;
  const declared = scope.analysis.layers[layer]?.calls[call]?.outputs[0];
  const shape = declared ? concreteShape(declared, batchIn(builder, scope)) : "it has no output";
  if (typeof shape === "string") return refusal(`"${name}" cannot run: ${shape}.`, name);
  const [value = 0] = values;
  const found = builder.valueShapes[value] ?? [];
  if (folded(shape).join() !== found.join()) {
    return refusal(
      `"${name}" cannot run: the layer inside gives ${found.join("×")} for all steps, which is not ${shape.join("×")}.`,
      name,
    );
  }
  const fold = builder.values.get(sourceKey({ ...source, kind: "fold" }));
  const outer = builder.steps.find((step) => step.kind === "view" && step.outputs[0] === fold)?.inputs[0];
  const key = sourceKey(source);
  const outputs = [newValue(builder, shape, key)];
  const keys = isFolded(scope) ? {} : { keys: [key] };
  builder.steps.push({
    kind: "view",
    name,
    inputs: values,
    outputs,
    maskFrom: outer ?? null,
    ...keys,
    lastUses: [],
  });
  return undefined;
}

function newValue(builder: Builder, shape: readonly number[], key: string): number {
  const value = builder.valueShapes.push(shape) - 1;
  builder.values.set(key, value);
  return value;
}

/** Batch and steps as one axis. */
function folded([batch = 1, steps = 1, ...rest]: readonly number[]): number[] {
  return [batch * steps, ...rest];
}

/** Models inside a folded one have its batch. */
function batchIn(builder: Builder, scope: Scope): number {
  for (let at: Scope | undefined = scope; at; at = at.parent?.scope) {
    const batch = builder.foldedBatches.get(at.id);
    if (batch !== undefined) return batch;
  }
  return builder.batch;
}
