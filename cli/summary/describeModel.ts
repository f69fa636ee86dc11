/** Turns the analysis of a model into the summary's data. */
import { type Count, countToNumber, scaleCount, unknownCount } from "../../core/cost/count.ts";
import { layerMemory, macsPerByte } from "../../core/cost/layerMemory.ts";
import { bytesPerNumber } from "../../core/cost/numberType.ts";
import { countByPreset, type LayerPresetCount } from "../../core/cost/presets/countByPreset.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { Dim } from "../../core/shape/dim.ts";
import { type Shape, shapeToNumbers } from "../../core/shape/shape.ts";
import type { TextLines } from "../textLines.ts";
import type { CountSettings } from "./countSettings.ts";
import { type FieldSizes, fieldSizes, layerField, spatialInput } from "./fieldSizes.ts";
import type { LayerEntry, ModelSummary, TotalsEntry, UnknownEntry } from "./summaryDocument.ts";

/** Nested models deeper than this are left out; a file cannot be deeper than its reader allows. */
const nestingLimit = 100;

/** All entries of one model. */
export function describeModel(
  analysis: ModelAnalysis,
  lines: TextLines,
  settings: CountSettings,
): ModelSummary {
  const { graph } = analysis;
  const input = spatialInput(analysis);
  const counts = countByPreset(analysis, settings.preset);
  const { name: presetName, unit } = settings.preset;
  return {
    name: graph.name,
    dialect: graph.dialect,
    range: lines.rangeOf(graph.range),
    inputs: analysis.inputs.map(({ name, shape }) => ({ name, shape: shapeToNumbers(shape) })),
    outputs: analysis.outputs.map(({ name, shape }) => ({ name, shape: shapeToNumbers(shape) })),
    dtype: settings.type,
    preset: { name: presetName, unit },
    totals: describeTotals(analysis, counts.total, input, settings),
    layers: analysis.layers.map((layer, index) =>
      describeLayer(layer, counts.layers[index], { lines, input, settings, depth: 0 }),
    ),
  };
}

interface LayerContext {
  readonly lines: TextLines;
  /** Spatial sizes of the outermost model's input. */
  readonly input: readonly Dim[];
  readonly settings: CountSettings;
  readonly depth: number;
}

function describeLayer(
  layer: LayerAnalysis,
  counted: LayerPresetCount | undefined,
  context: LayerContext,
): LayerEntry {
  const { node, calls } = layer;
  const inputs = calls.flatMap((call) => call.inputs);
  const outputs = calls.flatMap((call) => call.outputs);
  const field = fieldSizes(layerField(layer), context.input);
  const { parameters, trainable, macs } = layer;
  const { type } = context.settings;
  const memory = layerMemory(layer);
  const weightBytes = scaleCount(memory.weights, bytesPerNumber[type]);
  const outputBytes = scaleCount(memory.outputs, bytesPerNumber[type]);
  const presetCount = counted?.count ?? unknownCount("the layer is not counted");
  const intensity = macsPerByte(layer, memory, type) ?? null;
  const entry: LayerEntry = {
    name: node.name,
    class: node.className,
    kinds: layer.kinds,
    inputShapes: inputs.map(shapeToNumbers),
    outputShapes: outputs.map(shapeToNumbers),
    parameters: countToNumber(parameters),
    trainable: countToNumber(trainable),
    macs: countToNumber(macs),
    presetCount: countToNumber(presetCount),
    weightBytes: countToNumber(weightBytes),
    outputBytes: countToNumber(outputBytes),
    macsPerByte: intensity,
    receptiveField: field.sizes,
    calls: calls.length,
    range: context.lines.rangeOf(node.range),
    unknown: distinct([
      ...layer.unknown,
      ...unknownShapes("inputShapes", inputs),
      ...unknownShapes("outputShapes", outputs),
      ...unknownCounts({ parameters, trainable, macs, presetCount, weightBytes, outputBytes }),
      ...(intensity === null ? [{ what: "macsPerByte", reason: noIntensity(macs, memory.moved) }] : []),
      ...unknownField(field),
    ]),
  };
  if (layer.nested === undefined || context.depth >= nestingLimit) return entry;
  const inner = { ...context, depth: context.depth + 1 };
  return {
    ...entry,
    layers: layer.nested.layers.map((each, index) =>
      describeLayer(each, counted?.nested?.layers[index], inner),
    ),
  };
}

function describeTotals(
  analysis: ModelAnalysis,
  presetCount: Count,
  input: readonly Dim[],
  { type }: CountSettings,
): TotalsEntry {
  const { parameters, trainable, nonTrainable, macs, flops } = analysis.totals;
  // The analysis counts bytes of float32 numbers.
  const share = bytesPerNumber[type] / bytesPerNumber.float32;
  const weightBytes = scaleCount(analysis.totals.weightBytes, share);
  const peakActivationBytes = scaleCount(analysis.totals.peakActivationBytes, share);
  const counts = {
    parameters,
    trainable,
    nonTrainable,
    macs,
    flops,
    presetCount,
    weightBytes,
    peakActivationBytes,
  };
  const field = fieldSizes(analysis.totals.field, input);
  return {
    parameters: countToNumber(parameters),
    trainable: countToNumber(trainable),
    nonTrainable: countToNumber(nonTrainable),
    macs: countToNumber(macs),
    flops: countToNumber(flops),
    presetCount: countToNumber(presetCount),
    weightBytes: countToNumber(weightBytes),
    peakActivationBytes: countToNumber(peakActivationBytes),
    peakActivationLayer: analysis.totals.peakActivationPath,
    receptiveField: field.sizes,
    unknown: [...unknownCounts(counts), ...unknownField(field)],
  };
}

/** Why a layer has no arithmetic intensity. */
function noIntensity(macs: Count, moved: Count): string {
  if (macs.kind === "unknown") return macs.reason;
  return moved.kind === "unknown" ? moved.reason : "it moves no bytes";
}

function unknownCounts(counts: Readonly<Record<string, Count>>): UnknownEntry[] {
  return Object.entries(counts).flatMap(([what, count]) =>
    count.kind === "unknown" ? [{ what, reason: count.reason }] : [],
  );
}

function unknownField(field: FieldSizes): UnknownEntry[] {
  return field.sizes === null ? [{ what: "receptiveField", reason: field.reason }] : [];
}

/** A free size needs no reason: the file leaves it open. */
function unknownShapes(what: string, shapes: readonly Shape[]): UnknownEntry[] {
  const [reason] = shapes.flatMap((shape) =>
    shape.kind === "unranked"
      ? [shape.reason]
      : shape.dims.flatMap((dim) => (dim.kind === "unknown" ? [dim.reason] : [])),
  );
  return reason === undefined ? [] : [{ what, reason }];
}

/** The first reason for each number. */
function distinct(entries: readonly UnknownEntry[]): UnknownEntry[] {
  const byWhat = new Map<string, UnknownEntry>();
  for (const entry of entries) if (!byWhat.has(entry.what)) byWhat.set(entry.what, entry);
  return [...byWhat.values()];
}
