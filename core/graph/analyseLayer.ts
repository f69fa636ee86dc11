/** Sums up what the calls of one layer came to: its weights once, its work over all calls, and what stays unknown. */
import { addCounts, type Count, unknownCount } from "../cost/count.ts";
import type { CallAnalysis, LayerAnalysis, ModelAnalysis } from "./modelAnalysis.ts";
import type { LayerNode } from "./modelGraph.ts";
import { distinctParameters, type ParameterCounts, parametersOf, partsNotThere } from "./modelTotals.ts";
import { atPlace } from "./placeReasons.ts";

/** `calls` holds `undefined` for a call that never runs, since it waits in a circle. */
export function analyseLayer(
  node: LayerNode,
  calls: readonly (CallAnalysis | undefined)[],
  kinds: LayerAnalysis["kinds"],
): LayerAnalysis {
  const done = ranCalls(calls);
  const [first] = done;
  const reason = atPlace(
    first ? "its weights are not known" : "it is not connected to an input of the model",
    node,
  );
  const unknown = first?.inference?.unknown ?? [];
  const why = (what: string) => unknown.find((entry) => entry.what === what)?.reason ?? reason;
  const macs = first ? addCounts(done.map((call) => call.macs)) : unknownCount(reason);
  const nested = first?.nested;
  const weights = (!nested && first?.inference?.weights) || null;
  const sizes = weights ?? first?.inference?.openWeights ?? null;
  const { parameters, trainable, nonTrainable } = nested
    ? nestedParameters(node, nested)
    : parametersOf(sizes, node.trainable, why("parameters"));
  const analysis: LayerAnalysis = {
    node,
    calls: done,
    weights,
    parameters,
    trainable,
    nonTrainable,
    macs,
    kinds,
    unknown: unknownOf(unknown, macs, first ? undefined : reason),
  };
  return nested ? { ...analysis, nested } : analysis;
}

/** The list itself where all of them ran, as nearly always. */
function ranCalls(calls: readonly (CallAnalysis | undefined)[]): readonly CallAnalysis[] {
  const ran = (list: typeof calls): list is readonly CallAnalysis[] => !list.includes(undefined);
  return ran(calls) ? calls : calls.filter((call) => call !== undefined);
}

function nestedParameters(node: LayerNode, { layers, graph }: ModelAnalysis): ParameterCounts {
  return distinctParameters(layers, node.trainable && graph.trainable, partsNotThere(graph));
}

function unknownOf(
  unknown: LayerAnalysis["unknown"],
  macs: Count,
  unconnected: string | undefined,
): LayerAnalysis["unknown"] {
  if (unconnected !== undefined) {
    return ["outputShapes", "parameters", "macs"].map((what) => ({ what, reason: unconnected }));
  }
  if (macs.kind === "exact" || unknown.some((entry) => entry.what === "macs")) return unknown;
  return [...unknown, { what: "macs", reason: macs.reason }];
}
