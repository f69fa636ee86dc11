/** What a run came to, as text for people or JSON for programs. */
import { tensorStatistics } from "../../engine/tensor/statistics.ts";
import { formatSizes } from "../../engine/tensor/tensor.ts";
import { groupThousands, printable } from "../plainText.ts";
import type { LayerRun } from "./runLayer.ts";

export interface RunDocument {
  readonly layer: string;
  /** Of the layer's first input, batch included. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly backend: string;
  /** How the layer was computed, in words; `null` where by plain loops. */
  readonly algorithm: string | null;
  /** Which layers on the way ran together, in a sentence; `null` where none did. */
  readonly fused: string | null;
  /** `file`, `initialiser seed 0`, `file and initialiser seed 0`, or `none`. */
  readonly weights: string;
  /** Of the whole run. */
  readonly milliseconds: number;
  /** Over the finite values of the output; `null` where there is none. */
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly std: number | null;
  readonly nonFinite: number;
  readonly notes: readonly string[];
}

export function formatRun(run: LayerRun, format: "text" | "json"): string {
  const document = describeRun(run);
  return format === "json" ? `${JSON.stringify(document, null, 2)}\n` : formatText(document);
}

function describeRun({ layer, input, output, result, seed, weightReport }: LayerRun): RunDocument {
  const { min, max, mean, deviation, nonFinite } = tensorStatistics(output);
  return {
    layer,
    inputShape: input.shape,
    outputShape: output.shape,
    backend: result.backend,
    algorithm: result.algorithm,
    fused: result.fused,
    weights: describeWeights(result.weightSource, seed),
    milliseconds: Math.round(result.milliseconds * 1000) / 1000,
    min: finiteOrNull(min),
    max: finiteOrNull(max),
    mean: finiteOrNull(mean),
    std: finiteOrNull(deviation),
    nonFinite,
    notes: [...weightReport, ...result.notes],
  };
}

function formatText(document: RunDocument): string {
  const { min, max, mean, std, nonFinite } = document;
  const bad = nonFinite === 0 ? "" : `, ${groupThousands(nonFinite)} not finite`;
  const lines = [
    `Layer     ${document.layer}`,
    `Input     ${formatSizes(document.inputShape)}`,
    `Output    ${formatSizes(document.outputShape)}`,
    `Values    ${number(min)} to ${number(max)}, mean ${number(mean)}, standard deviation ${number(std)}${bad}`,
    `Weights   ${document.weights}`,
    `Time      ${document.milliseconds.toFixed(1)} ms, ${document.backend} kernels`,
    ...(document.algorithm === null ? [] : [`Computed  by ${document.algorithm}`]),
    ...(document.fused === null ? [] : [`Together  ${document.fused}`]),
    ...document.notes.map((note) => `Note      ${note}`),
  ];
  return `${lines.map(printable).join("\n")}\n`;
}

function describeWeights(source: LayerRun["result"]["weightSource"], seed: number): string {
  switch (source) {
    case "mixed":
      return `file and initialiser seed ${seed}`;
    case "initialiser":
      return `initialiser seed ${seed}`;
    default:
      return source;
  }
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function number(value: number | null): string {
  return value === null ? "?" : String(Number(value.toPrecision(6)));
}
