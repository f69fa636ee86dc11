/** The lines of a summary as people read them: one a layer, the layers of nested models below theirs. */
import { countToNumber } from "../../core/cost/count.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { Dim } from "../../core/shape/dim.ts";
import { formatShape } from "../../core/shape/shape.ts";
import { fieldSizes, formatField, layerField, spatialInput } from "./fieldSizes.ts";

export interface SummaryRow {
  /** Names from the outermost model inwards. */
  readonly path: readonly string[];
  readonly class: string;
  readonly kinds: readonly string[];
  /** `112×112×32`, free sizes as formulas of the input; the calls of a shared layer with different shapes by commas. */
  readonly output: string;
  readonly calls: number;
  readonly parameters: number | null;
  readonly trainable: number | null;
  readonly macs: number | null;
  readonly field: string;
}

const nestingLimit = 100;

/** Rows in the file's order. */
export function summaryRows(analysis: ModelAnalysis): SummaryRow[] {
  return rowsOf(analysis, [], spatialInput(analysis));
}

/** `224×224×3`, several inputs by commas: the size that totals hold for. */
export function describeInputs(analysis: ModelAnalysis): string {
  return analysis.inputs.map(({ shape }) => formatShape(shape)).join(", ") || "?";
}

function rowsOf(analysis: ModelAnalysis, outer: readonly string[], input: readonly Dim[]): SummaryRow[] {
  return analysis.layers.flatMap((layer) => {
    const path = [...outer, layer.node.name];
    const own = rowOf(layer, path, input);
    if (layer.nested === undefined || path.length > nestingLimit) return [own];
    return [own, ...rowsOf(layer.nested, path, input)];
  });
}

function rowOf(layer: LayerAnalysis, path: readonly string[], input: readonly Dim[]): SummaryRow {
  const outputs = layer.calls.flatMap((call) => call.outputs.map(formatShape));
  return {
    path,
    class: layer.node.className,
    kinds: layer.kinds,
    output: [...new Set(outputs)].join(", ") || "?",
    calls: layer.calls.length,
    parameters: countToNumber(layer.parameters),
    trainable: countToNumber(layer.trainable),
    macs: countToNumber(layer.macs),
    field: formatField(fieldSizes(layerField(layer), input)),
  };
}
