/** A range of layers of one model: which layers it has, what it takes in, and what they cost together. */
import { addCounts } from "../../core/cost/count.ts";
import { callSources } from "../../core/graph/callSources.ts";
import type { CallAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { TensorRef } from "../../core/graph/modelGraph.ts";
import { formatShape } from "../../core/shape/shape.ts";
import type { FoundLayer } from "./findLayer.ts";
import type { RangeDescription } from "./messages.ts";

export interface FoundRange {
  readonly description: RangeDescription;
  /** Whether a layer, named as the executor does it, is one of the range or stands inside one. */
  readonly holds: (stepName: string) => boolean;
}

/**
 * The layers from `from` on, in the file's order, that the first call of `last` depends on. `null` where there is no such layer
 * in the model, or it stands behind `last`.
 */
export function findRange(last: FoundLayer, from: readonly string[] | undefined): FoundRange | null {
  const { graph } = last.model;
  const firstIndex = from ? graph.layers.findIndex((node) => node.name === from.at(-1)) : -1;
  if (firstIndex < 0 || firstIndex >= last.index || from?.length !== last.outer.length + 1) return null;
  const calls = new Map<string, CallAnalysis>();
  const layers = new Set<number>();
  const entering = new Map<string, string>();
  const open = [{ layer: last.index, call: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const key = `${next.layer}/${next.call}`;
    const call = last.model.layers[next.layer]?.calls[next.call];
    if (!call || calls.has(key)) continue;
    calls.set(key, call);
    layers.add(next.layer);
    const made = graph.layers[next.layer]?.calls[next.call];
    for (const ref of made ? callSources(made) : []) {
      if (ref.layer >= firstIndex && ref.layer <= last.index) open.push(ref);
      else entering.set(`${ref.layer}/${ref.call}/${ref.tensor}`, shapeText(last, ref));
    }
  }
  const outerNames = from.slice(0, -1);
  const names = new Set(
    [...layers].map((layer) => [...outerNames, graph.layers[layer]?.name ?? ""].join("/")),
  );
  const first = graph.layers[Math.min(...layers)];
  // Layers of one weightsKey share their weights.
  const members = new Map(
    [...layers].flatMap((layer) => {
      const member = last.model.layers[layer];
      return member ? [[member.node.weightsKey ?? member.node, member] as const] : [];
    }),
  );
  return {
    holds: (stepName) => beginnings(stepName).some((name) => names.has(name)),
    description: {
      from: first?.name ?? "",
      layers: layers.size,
      inputs: [...entering.values()],
      parameters: addCounts([...members.values()].map(({ parameters }) => parameters)),
      macs: addCounts([...calls.values()].map(({ macs }) => macs)),
    },
  };
}

/** `a/b/c`, `a/b`, `a`. */
function beginnings(name: string): readonly string[] {
  const found = [name];
  for (let end = name.lastIndexOf("/"); end > 0; end = name.lastIndexOf("/", end - 1)) {
    found.push(name.slice(0, end));
  }
  return found;
}

function shapeText({ model }: FoundLayer, { layer, call, tensor }: TensorRef): string {
  const shape = model.layers[layer]?.calls[call]?.outputs[tensor];
  return shape ? formatShape(shape) : "?";
}
