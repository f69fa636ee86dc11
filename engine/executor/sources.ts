/** Follows a tensor to the call that computes it or the given input that it is, in and out of nested models. */
import type { TensorRef } from "../../core/graph/modelGraph.ts";
import { reasonAt } from "./reasonAt.ts";
import { childScope, layerName, type Scope } from "./scope.ts";

/** A call of a layer that computes something, and which of its outputs is meant. */
export interface CallSource {
  readonly kind: "call";
  readonly scope: Scope;
  readonly layer: number;
  readonly call: number;
  readonly tensor: number;
}

/** Around a layer that runs at every step: its input with batch and steps as one axis, or its output with both again. */
export interface FoldSource {
  readonly kind: "fold" | "unfold";
  readonly scope: Scope;
  readonly layer: number;
  readonly call: number;
}

export type Source =
  | CallSource
  | FoldSource
  /** The layer inside, on the folded input. */
  | { readonly kind: "inner"; readonly scope: Scope; readonly layer: number; readonly call: number }
  /** Number `index` of the given inputs. */
  | { readonly kind: "entry"; readonly index: number }
  | { readonly kind: "refused"; readonly reason: string; readonly layer: string | null };

/** A tensor by its place: an output of a layer, or input number `index` of a call. */
export type Place =
  | { readonly kind: "output"; readonly scope: Scope; readonly ref: TensorRef }
  | {
      readonly kind: "input";
      readonly scope: Scope;
      readonly layer: number;
      readonly call: number;
      readonly index: number;
    };

/** More steps than any chain of nested models that a reader lets through. */
const mostHops = 100_000;

/** A loop in place of recursion, since files decide how deep models are nested. */
export function resolve(start: Place): Source {
  let place = start;
  for (let hop = 0; hop < mostHops; hop++) {
    const next = place.kind === "input" ? followInput(place) : followOutput(place);
    if (next.kind !== "input" && next.kind !== "output") return next;
    place = next;
  }
  return { kind: "refused", reason: "The nested models pass a tensor round in a circle.", layer: null };
}

/** Sources of what a source is computed from, in order. */
export function inputsOf(source: Exclude<Source, { readonly kind: "entry" | "refused" }>): Source[] {
  const { scope, layer, call } = source;
  switch (source.kind) {
    case "call":
      return callInputs(scope, layer, call);
    case "fold":
      return callInputs(scope, layer, call).slice(0, 1);
    case "inner":
      return [{ kind: "fold", scope, layer, call }];
    case "unfold":
      return [foldedOutput(source)];
  }
}

/** What the layer or model inside gives. */
function foldedOutput({ scope, layer, call }: FoldSource): Source {
  const operation = scope.analysis.layers[layer]?.calls[call]?.inference?.operation;
  if (operation?.op === "timeDistributed" && operation.inner) return { kind: "inner", scope, layer, call };
  const child = childScope(scope, layer, call);
  const output = child?.analysis.graph.outputs[0];
  if (child && output) return resolve({ kind: "output", scope: child, ref: output });
  const name = layerName(scope, layer);
  return { kind: "refused", reason: `"${name}" cannot run: ${reasonAt(scope, layer, call)}`, layer: name };
}

function callInputs(scope: Scope, layer: number, call: number): Source[] {
  const written = scope.analysis.graph.layers[layer]?.calls[call]?.inputs.length ?? 0;
  return Array.from({ length: Math.max(written, 1) }, (_, index) =>
    resolve({ kind: "input", scope, layer, call, index }),
  );
}

/** Text that is equal for equal sources. */
export function sourceKey(source: Source): string {
  switch (source.kind) {
    case "entry":
      return `entry ${source.index}`;
    case "call":
      return `${source.scope.id}|${source.layer}:${source.call}:${source.tensor}`;
    case "fold":
    case "inner":
    case "unfold":
      return `${source.scope.id}|${source.layer}:${source.call} ${source.kind}`;
    case "refused":
      return `refused ${source.reason}`;
  }
}

function followInput(place: Extract<Place, { readonly kind: "input" }>): Place | Source {
  const { scope, layer, call, index } = place;
  const { graph } = scope.analysis;
  const name = layerName(scope, layer);
  if (scope.given?.layer === layer && scope.given.call === call) return { kind: "entry", index };
  const written = graph.layers[layer]?.calls[call]?.inputs ?? [];
  if (written.length > 0) {
    const ref = written[index];
    if (ref) return { kind: "output", scope, ref };
    return {
      kind: "refused",
      reason: `"${name}" is given ${written.length} tensors and needs more.`,
      layer: name,
    };
  }
  const entry = graph.inputs.findIndex((input) => input.layer === layer && input.call === call);
  if (entry < 0) {
    return {
      kind: "refused",
      reason: `"${name}" takes no tensor and is no input of the model.`,
      layer: name,
    };
  }
  if (!scope.parent) return { kind: "entry", index: entry };
  return scope.folded ? { kind: "fold", ...scope.parent } : { kind: "input", ...scope.parent, index: entry };
}

function followOutput(place: Extract<Place, { readonly kind: "output" }>): Place | Source {
  const { scope, ref } = place;
  const node = scope.analysis.graph.layers[ref.layer];
  const name = layerName(scope, ref.layer);
  const call = node?.calls[ref.call];
  if (!node || !call) {
    return {
      kind: "refused",
      reason: `A tensor is taken from call ${ref.call + 1} of "${name}", which is not there.`,
      layer: name,
    };
  }
  if (node.model) {
    const child = childScope(scope, ref.layer, ref.call);
    const output = child?.analysis.graph.outputs[ref.tensor];
    if (child && output) return { kind: "output", scope: child, ref: output };
    return {
      kind: "refused",
      reason: `The nested model "${name}" has no output ${ref.tensor + 1}.`,
      layer: name,
    };
  }
  if (node.className === "InputLayer") {
    return { kind: "input", scope, layer: ref.layer, call: ref.call, index: 0 };
  }
  const inference = scope.analysis.layers[ref.layer]?.calls[ref.call]?.inference;
  const count = inference?.outputs.length ?? 1;
  if (ref.tensor >= count) {
    const gives = count === 1 ? "one tensor" : `${count} tensors`;
    return {
      kind: "refused",
      reason: `"${name}" gives ${gives}, and number ${ref.tensor + 1} is taken.`,
      layer: name,
    };
  }
  if (inference?.operation?.op === "timeDistributed") {
    return { kind: "unfold", scope, layer: ref.layer, call: ref.call };
  }
  return { kind: "call", scope, ...ref };
}
