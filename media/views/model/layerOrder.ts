/** The order of rows in the model view, and the largest costs, which the bars are drawn against. */
import type { OverviewOrder } from "../../panel/panelState.ts";
import type { ModelOverview, OverviewLayer } from "../../worker/describeOverview.ts";
import { type CostKind, layerCosts } from "./layerText.ts";
import { type LayerSurvey, type ModelSurvey, surveyOf } from "./survey.ts";

export type CostMaxima = Readonly<Record<CostKind, number>>;

/** Rows of `overview.layers`: the file's order, or the largest first; what is not known stands at the end. */
export function layerOrder(overview: ModelOverview, order: OverviewOrder, survey: ModelSurvey): number[] {
  const rows = Array.from(overview.layers.keys());
  if (order === "model") return rows;
  // A model's own sum would stand above all of its layers.
  const single = rows.filter((row) => overview.layers[row]?.nested === false);
  const sizes = overview.layers.map((layer) => costOf(layer, surveyOf(survey, layer.path), order));
  return single.sort((a, b) => (sizes[b] ?? -1) - (sizes[a] ?? -1) || a - b);
}

/** Of single layers, since a nested model is the sum of its own; at least 1, so that a bar can be a share of it. */
export function costMaxima(overview: ModelOverview, survey: ModelSurvey): CostMaxima {
  const maxima: Record<CostKind, number> = { parameters: 1, macs: 1, memory: 1, time: 0 };
  for (const layer of overview.layers) {
    if (layer.nested) continue;
    for (const { kind, count } of layerCosts(layer, surveyOf(survey, layer.path))) {
      if (count.kind === "exact") maxima[kind] = Math.max(maxima[kind], count.value);
    }
  }
  return maxima;
}

function costOf(layer: OverviewLayer, survey: LayerSurvey | undefined, wanted: CostKind): number {
  const count = layerCosts(layer, survey).find(({ kind }) => kind === wanted)?.count;
  return count?.kind === "exact" ? count.value : -1;
}
