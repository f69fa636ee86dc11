/** The order of rows in the model view, and the largest costs, which the bars are drawn against. */
import type { Count } from "../../../core/cost/count.ts";
import type { OverviewOrder } from "../../panel/panelState.ts";
import type { ModelOverview, OverviewLayer } from "../../worker/describeOverview.ts";

export interface CostMaxima {
  readonly parameters: number;
  readonly macs: number;
  readonly memory: number;
}

/** Rows of `overview.layers`: the file's order, or the largest first; what is not known stands at the end. */
export function layerOrder(overview: ModelOverview, order: OverviewOrder): number[] {
  const rows = Array.from(overview.layers.keys());
  if (order === "model") return rows;
  // A model's own sum would stand above all of its layers.
  const single = rows.filter((row) => overview.layers[row]?.nested === false);
  const size = (row: number) => costOf(overview.layers[row], order);
  return single.sort((a, b) => size(b) - size(a) || a - b);
}

/** At least 1, so that a bar can be a share of it; of single layers, since a nested model is the sum of its own. */
export function costMaxima(overview: ModelOverview): CostMaxima {
  const largest = (cost: Exclude<OverviewOrder, "model">) =>
    overview.layers.reduce((most, layer) => (layer.nested ? most : Math.max(most, costOf(layer, cost))), 1);
  return { parameters: largest("parameters"), macs: largest("macs"), memory: largest("memory") };
}

function costOf(layer: OverviewLayer | undefined, cost: Exclude<OverviewOrder, "model">): number {
  if (!layer) return -1;
  const counts: Readonly<Record<typeof cost, Count>> = {
    parameters: layer.parameters,
    macs: layer.macs,
    memory: layer.outputBytes,
  };
  const count = counts[cost];
  return count.kind === "exact" ? count.value : -1;
}
