/** The totals of a model in words, with the input size they hold for, and the reasons for what is not known. */
import { type Count, scaleCount } from "../../core/cost/count.ts";
import { bytesPerNumber } from "../../core/cost/numberType.ts";
import { countByPreset } from "../../core/cost/presets/countByPreset.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { Shape } from "../../core/shape/shape.ts";
import { groupThousands, printable } from "../plainText.ts";
import { type CountSettings, isOwnPreset } from "./countSettings.ts";
import type { ModelSummary } from "./summaryDocument.ts";
import { describeInputs } from "./summaryRows.ts";

/** Reasons printed in full before the rest is only counted. */
const reasonLimit = 8;

/** A line each for parameters, work, bytes of weights and activations, field, and the preset where one was asked for. */
export function describeTotalsLines(
  model: ModelSummary,
  analysis: ModelAnalysis,
  { type, preset }: CountSettings,
): string[] {
  const { totals } = analysis;
  const share = bytesPerNumber[type] / bytesPerNumber.float32;
  const parameters = `${countText(totals.parameters)} (${countText(totals.trainable)} trainable, ${countText(totals.nonTrainable)} not)`;
  const peakAt = totals.peakActivationPath.length > 0 ? `, at ${totals.peakActivationPath.join("/")}` : "";
  const counted = isOwnPreset(preset) ? undefined : countByPreset(analysis, preset);
  const work = `${countText(totals.macs)} (${countText(totals.flops)} FLOPs)`;
  return [
    `Parameters          ${parameters}`,
    `MACs per example    ${work} for input ${printable(describeInputs(analysis))}`,
    `Weights             ${countText(scaleCount(totals.weightBytes, share))} bytes as ${type}`,
    `Peak activations    ${countText(scaleCount(totals.peakActivationBytes, share))} bytes as ${type}, one example${printable(peakAt)}`,
    `Receptive field     ${model.totals.receptiveField?.join("×") ?? "?"}`,
    ...(counted
      ? [
          `By ${preset.name}`.padEnd(19) +
            ` ${countText(counted.total)} ${counted.unit}: ${preset.description}`,
        ]
      : []),
    ...(counted?.total.kind === "unknown"
      ? [`  not known in whole: ${printable(counted.total.reason)}`]
      : []),
  ];
}

/** Why numbers are `?`, each reason once with the layers it holds for. */
export function describeReasons(analysis: ModelAnalysis): string[] {
  const layersByReason = new Map<string, string[]>();
  for (const layer of analysis.layers) {
    for (const reason of new Set(reasonsOf(layer))) {
      const names = layersByReason.get(reason);
      if (names) names.push(layer.node.name);
      else layersByReason.set(reason, [layer.node.name]);
    }
  }
  if (layersByReason.size === 0) return [];
  const free = analysis.inputs.some(({ shape }) => hasFreeSize(shape));
  const advice = free
    ? ["  The input has free sizes: --input 224x224x3 (say) puts numbers in their place."]
    : [];
  const entries = [...layersByReason].map(([reason, names]) => `  ${nameList(names)}: ${reason}`);
  const shown = entries.slice(0, reasonLimit).map(printable);
  const more = entries.length - shown.length;
  return [
    "Not known (?):",
    ...shown,
    ...advice,
    ...(more > 0 ? [`  and ${more} more reasons: see --format json`] : []),
  ];
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

function hasFreeSize(shape: Shape): boolean {
  return shape.kind === "ranked" && shape.dims.slice(1).some((dim) => dim.kind === "symbol");
}

/** The number, or the part of it that is known. */
function countText(count: Count): string {
  if (count.kind === "exact") return groupThousands(count.value);
  return count.atLeast ? `at least ${groupThousands(count.atLeast)}` : "?";
}
