/** The totals of a model in words, with the input size they hold for, and the reasons for what is not known. */
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { groupThousands, printable } from "../plainText.ts";
import type { NumberType } from "./describeModel.ts";
import type { ModelSummary } from "./summaryDocument.ts";
import { describeInputs } from "./summaryRows.ts";

/** Reasons printed in full before the rest is only counted. */
const reasonLimit = 8;

/** Three lines: parameters, work, memory and field. */
export function describeTotalsLines(
  model: ModelSummary,
  analysis: ModelAnalysis,
  type: NumberType,
): string[] {
  const { totals } = model;
  const parameters = `${number(totals.parameters)} (${number(totals.trainable)} trainable, ${number(totals.nonTrainable)} not)`;
  const field =
    analysis.totals.field.kind === "everything" ? "the whole input" : totals.receptiveField?.join("×");
  return [
    `Parameters          ${parameters}`,
    `MACs per example    ${number(totals.macs)} (${number(totals.flops)} FLOPs) for input ${printable(describeInputs(analysis))}`,
    `Weights             ${number(totals.weightBytes)} bytes as ${type}`,
    `Peak activations    ${number(totals.peakActivationBytes)} bytes as ${type}, one example`,
    `Receptive field     ${field ?? "?"}`,
  ];
}

/** Why numbers are `?`, each reason once with the layers it holds for. */
export function describeReasons(analysis: ModelAnalysis): string[] {
  const layersByReason = new Map<string, string[]>();
  for (const layer of analysis.layers) {
    for (const reason of new Set(reasonsOf(layer))) {
      layersByReason.set(reason, [...(layersByReason.get(reason) ?? []), layer.node.name]);
    }
  }
  if (layersByReason.size === 0) return [];
  const entries = [...layersByReason].map(([reason, names]) => `  ${nameList(names)}: ${reason}`);
  const shown = entries.slice(0, reasonLimit).map(printable);
  const more = entries.length - shown.length;
  return ["Not known (?):", ...shown, ...(more > 0 ? [`  and ${more} more reasons: see --format json`] : [])];
}

function reasonsOf(layer: LayerAnalysis): string[] {
  const counts = [layer.parameters, layer.macs];
  return [
    ...layer.unknown.map(({ reason }) => reason),
    ...counts.flatMap((count) => (count.kind === "unknown" ? [count.reason] : [])),
  ];
}

function nameList(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more layers` : shown;
}

function number(value: number | null): string {
  return value === null ? "?" : groupThousands(value);
}
