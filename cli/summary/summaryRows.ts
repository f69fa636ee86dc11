/** The lines of a summary as people read them: one a layer, the layers of nested models below theirs. */
import { type Count, countToNumber, scaleCount } from "../../core/cost/count.ts";
import { layerMemory, macsPerByte } from "../../core/cost/layerMemory.ts";
import { bytesPerNumber } from "../../core/cost/numberType.ts";
import { countByPreset, type PresetCount } from "../../core/cost/presets/countByPreset.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { Dim } from "../../core/shape/dim.ts";
import { formatShape } from "../../core/shape/shape.ts";
import type { CountSettings } from "./countSettings.ts";
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
  /** By the rules of the preset, in its unit. */
  readonly presetCount: number | null;
  readonly weightBytes: number | null;
  /** Over all calls, for one example. */
  readonly outputBytes: number | null;
  readonly macsPerByte: number | null;
  readonly field: string;
}

const nestingLimit = 100;

/** Rows in the file's order. */
export function summaryRows(analysis: ModelAnalysis, settings: CountSettings): SummaryRow[] {
  const counts = countByPreset(analysis, settings.preset);
  return rowsOf(analysis, counts, [], { settings, input: spatialInput(analysis) });
}

/** `224×224×3`, several inputs by commas: the size that totals hold for. */
export function describeInputs(analysis: ModelAnalysis): string {
  return analysis.inputs.map(({ shape }) => formatShape(shape)).join(", ") || "?";
}

interface RowContext {
  readonly settings: CountSettings;
  /** Spatial sizes of the outermost model's input. */
  readonly input: readonly Dim[];
}

function rowsOf(
  analysis: ModelAnalysis,
  counts: PresetCount | undefined,
  outer: readonly string[],
  context: RowContext,
): SummaryRow[] {
  return analysis.layers.flatMap((layer, index) => {
    const path = [...outer, layer.node.name];
    const counted = counts?.layers[index];
    const own = rowOf(layer, path, counted?.count, context);
    if (layer.nested === undefined || path.length > nestingLimit) return [own];
    return [own, ...rowsOf(layer.nested, counted?.nested, path, context)];
  });
}

function rowOf(
  layer: LayerAnalysis,
  path: readonly string[],
  counted: Count | undefined,
  { settings, input }: RowContext,
): SummaryRow {
  const memory = layerMemory(layer);
  const bytes = (count: Count) => countToNumber(scaleCount(count, bytesPerNumber[settings.type]));
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
    presetCount: counted ? countToNumber(counted) : null,
    weightBytes: bytes(memory.weights),
    outputBytes: bytes(memory.outputs),
    macsPerByte: macsPerByte(layer, memory, settings.type) ?? null,
    field: formatField(fieldSizes(layerField(layer), input)),
  };
}
