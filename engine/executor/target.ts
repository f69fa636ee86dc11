/** Finds the chosen layer and the tensors that belong to it. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { LayerOperation } from "../../core/layers/operation.ts";
import type { Shape } from "../../core/shape/shape.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { childScope, layerName, rootScope, type Scope } from "./scope.ts";
import { resolve, type Source } from "./sources.ts";

export interface Target {
  readonly kind: "ok";
  /** Path with slashes. */
  readonly name: string;
  readonly inputs: readonly Source[];
  readonly outputs: readonly Source[];
  /** Shapes of the tensors that the caller gives. */
  readonly entryShapes: readonly Shape[];
  /** `null` for a nested model. */
  readonly operation: LayerOperation | null;
}

export function findTarget(
  analysis: ModelAnalysis,
  layerPath: readonly string[],
  mode: "alone" | "upTo",
  call: number,
): Target | Refusal {
  let scope = rootScope(analysis);
  for (const [depth, name] of layerPath.entries()) {
    const layer = scope.analysis.graph.layers.findIndex((node) => node.name === name);
    if (layer < 0) return unknownLayer(scope, name);
    if (depth === layerPath.length - 1) return targetAt(scope, layer, call, mode);
    const child = childScope(scope, layer, 0);
    if (!child)
      return refusal(
        `"${layerName(scope, layer)}" is not a model, so it has no layer "${layerPath[depth + 1]}".`,
        name,
      );
    scope = child;
  }
  return refusal("No layer is chosen.");
}

function targetAt(around: Scope, layer: number, call: number, mode: "alone" | "upTo"): Target | Refusal {
  const node = around.analysis.graph.layers[layer];
  const analysis = around.analysis.layers[layer]?.calls[call];
  const name = layerName(around, layer);
  if (!node || !analysis || !node.calls[call]) {
    return refusal(
      `"${name}" is called ${node?.calls.length ?? 0} times, so there is no call ${call + 1}.`,
      name,
    );
  }
  const scope: Scope = mode === "alone" ? { ...around, given: { layer, call }, children: new Map() } : around;
  const inputCount = Math.max(node.calls[call]?.inputs.length ?? 0, 1);
  const outputCount = node.model ? node.model.outputs.length : Math.max(analysis.outputs.length, 1);
  const output = (tensor: number) => resolve({ kind: "output", scope, ref: { layer, call, tensor } });
  const input = (index: number) => resolve({ kind: "input", scope, layer, call, index });
  return {
    kind: "ok",
    name,
    inputs: Array.from({ length: inputCount }, (_, index) => input(index)),
    outputs: Array.from({ length: outputCount }, (_, tensor) => output(tensor)),
    entryShapes:
      mode === "upTo" ? outermost(scope).analysis.inputs.map((entry) => entry.shape) : givenShapes(analysis),
    operation: analysis.inference?.operation ?? null,
  };
}

/** An input layer is analysed without inputs; what it gives is what it is given. */
function givenShapes(analysis: {
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
}): readonly Shape[] {
  return analysis.inputs.length > 0 ? analysis.inputs : analysis.outputs;
}

function outermost(scope: Scope): Scope {
  let outer = scope;
  while (outer.parent) outer = outer.parent.scope;
  return outer;
}

function unknownLayer(scope: Scope, name: string): Refusal {
  const { graph } = scope.analysis;
  const names = graph.layers.slice(0, 8).map((node) => `"${node.name}"`);
  const more = graph.layers.length > names.length ? ` and ${graph.layers.length - names.length} more` : "";
  return refusal(
    `There is no layer "${name}" in the model "${graph.name}". Its layers are ${names.join(", ")}${more}.`,
    name,
  );
}
