/** Where layers stand in a model that has models inside: each call of a nested model is a scope of its own. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";

export interface Scope {
  /** Tells the calls of one nested model apart. */
  readonly id: string;
  readonly analysis: ModelAnalysis;
  /** Layer names from the outer model inwards. */
  readonly path: readonly string[];
  /** The call of the outer model that this one is; `null` for the outermost. */
  readonly parent: { readonly scope: Scope; readonly layer: number; readonly call: number } | null;
  /** True inside a model that runs at every step of a sequence: batch and steps are one axis there. */
  readonly folded: boolean;
  /** A call that gets its inputs from outside in place of the graph, because its layer runs alone. */
  readonly given: { readonly layer: number; readonly call: number } | null;
  readonly children: Map<string, Scope>;
}

export function rootScope(analysis: ModelAnalysis): Scope {
  return { id: "", analysis, path: [], parent: null, folded: false, given: null, children: new Map() };
}

/** The scope of a call of a nested model; `undefined` where the layer holds none that was analysed. */
export function childScope(scope: Scope, layer: number, call: number): Scope | undefined {
  const key = `${layer}:${call}`;
  const known = scope.children.get(key);
  if (known) return known;
  const entry = scope.analysis.layers[layer];
  const analysis = entry?.calls[call]?.nested ?? entry?.nested;
  if (!entry || !analysis) return undefined;
  const child: Scope = {
    id: `${scope.id}/${key}`,
    analysis,
    path: [...scope.path, entry.node.name],
    parent: { scope, layer, call },
    folded: entry.node.className === "TimeDistributed",
    given: null,
    children: new Map(),
  };
  scope.children.set(key, child);
  return child;
}

/** Path of a layer, with slashes. */
export function layerName(scope: Scope, layer: number): string {
  return [...scope.path, scope.analysis.graph.layers[layer]?.name ?? "?"].join("/");
}
