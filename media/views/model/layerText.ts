/** What a layer of the model view costs, as numbers, and all of it in words. */
import type { Count } from "../../../core/cost/count.ts";
import { convolutionKindTexts } from "../../../core/layers/convolutionKind.ts";
import type { OverviewLayer } from "../../worker/describeOverview.ts";
import { durationText, groupedNumber, unitNumber } from "../numberText.ts";
import type { LayerSurvey } from "./survey.ts";

export type CostKind = "parameters" | "macs" | "memory" | "time";

/** In the order in which they are drawn. */
export const costNames: Readonly<Record<CostKind, string>> = {
  parameters: "parameters",
  macs: "MACs",
  memory: "bytes of output",
  time: "time",
};

export interface LayerCost {
  readonly kind: CostKind;
  /** Milliseconds for the time, which is there after a run of the whole model. */
  readonly count: Count;
}

export function layerCosts(layer: OverviewLayer, survey: LayerSurvey | undefined): LayerCost[] {
  const costs: LayerCost[] = [
    { kind: "parameters", count: layer.parameters },
    { kind: "macs", count: layer.macs },
    { kind: "memory", count: layer.outputBytes },
  ];
  if (survey) costs.push({ kind: "time", count: { kind: "exact", value: survey.milliseconds } });
  return costs;
}

/** Between 0 and 1; 0 for what is not known. */
export function shareOf(count: Count, largest: number): number {
  return count.kind === "exact" && largest > 0 ? Math.min(1, count.value / largest) : 0;
}

/** `3.98 MMACs`, `602 kB`, `1.2 ms`, `?`. */
export function costText({ kind, count }: LayerCost): string {
  if (count.kind !== "exact") return "?";
  switch (kind) {
    case "parameters":
      return unitNumber(count.value, "params");
    case "macs":
      return unitNumber(count.value, "MACs");
    case "memory":
      return unitNumber(count.value, "B");
    case "time":
      return durationText(count.value);
  }
}

/** With all digits, or why it is not known. */
export function exactCost({ kind, count }: LayerCost): string {
  if (count.kind !== "exact") return `${costNames[kind]} not known: ${count.reason}`;
  if (kind === "time") return durationText(count.value);
  return `${groupedNumber(count.value)} ${costNames[kind]}`;
}

/** A line each, for pointing at a layer. */
export function costTitle(layer: OverviewLayer, survey: LayerSurvey | undefined): string {
  const kinds = layer.kinds.map((kind) => convolutionKindTexts[kind].title);
  return [
    `${layer.path.join(" › ")}, ${layer.className}`,
    ...kinds,
    `output ${layer.output}`,
    ...layerCosts(layer, survey).map(exactCost),
    ...(layer.error ? [layer.error] : []),
  ].join("\n");
}

/** All of it in a sentence, for screen readers. */
export function rowText(layer: OverviewLayer, survey: LayerSurvey | undefined): string {
  return [
    `${layer.path.join(" in ")}, ${layer.className}`,
    ...layer.kinds.map((kind) => convolutionKindTexts[kind].title),
    `output ${layer.output}`,
    ...layerCosts(layer, survey).map(exactCost),
    ...(layer.error ? [`error: ${layer.error}`] : []),
  ].join(", ");
}
