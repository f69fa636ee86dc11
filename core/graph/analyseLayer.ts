/** Sums up what the calls of one layer came to: its weights once, its work over all calls, and what stays unknown. */
import { addCounts, type Count, unknownCount } from "../cost/count.ts";
import type { CallAnalysis, LayerAnalysis } from "./modelAnalysis.ts";
import type { LayerNode } from "./modelGraph.ts";
import { distinctParameters, parametersOf, partsNotThere } from "./modelTotals.ts";
import { atPlace } from "./placeReasons.ts";

/** `calls` holds `undefined` for a call that never runs, since it waits in a circle. */
export function analyseLayer(
  node: LayerNode,
  calls: readonly (CallAnalysis | undefined)[],
  kinds: LayerAnalysis["kinds"],
): LayerAnalysis {
  const done = calls.filter((call) => call !== undefined);
  const [first] = done;
  const reason = atPlace(
    first ? "its weights are not known" : "it is not connected to an input of the model",
    node,
  );
  const unknown = first?.inference?.unknown ?? [];
  const why = (what: string) => unknown.find((entry) => entry.what === what)?.reason ?? reason;
  const macs = first ? addCounts(done.map((call) => call.macs)) : unknownCount(reason);
  const shared = {
    node,
    calls: done,
    macs,
    kinds,
    unknown: unknownOf(unknown, macs, first ? undefined : reason),
  };
  if (first?.nested) {
    const { layers, graph } = first.nested;
    const counts = distinctParameters(layers, node.trainable && graph.trainable, partsNotThere(graph));
    return { ...shared, ...counts, weights: null, nested: first.nested };
  }
  const weights = first?.inference?.weights ?? null;
  const sizes = weights ?? first?.inference?.openWeights ?? null;
  return { ...shared, ...parametersOf(sizes, node.trainable, why("parameters")), weights };
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
