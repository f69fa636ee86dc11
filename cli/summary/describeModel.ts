/** Turns the analysis of a model into the summary's data. */
import { type Count, countToNumber, scaleCount } from "../../core/cost/count.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { Dim } from "../../core/shape/dim.ts";
import { type Shape, shapeToNumbers } from "../../core/shape/shape.ts";
import type { TextLines } from "../textLines.ts";
import { type FieldSizes, fieldSizes, layerField, spatialInput } from "./fieldSizes.ts";
import type { LayerEntry, ModelSummary, TotalsEntry, UnknownEntry } from "./summaryDocument.ts";

/** Bytes of one number in the types that `--dtype` takes. */
export const bytesOfType = { float32: 4, float16: 2, int8: 1 } as const;
export type NumberType = keyof typeof bytesOfType;

/** Nested models deeper than this are left out; a file cannot be deeper than its reader allows. */
const nestingLimit = 100;

/** All entries of one model. */
export function describeModel(analysis: ModelAnalysis, lines: TextLines, type: NumberType): ModelSummary {
  const { graph } = analysis;
  const input = spatialInput(analysis);
  return {
    name: graph.name,
    dialect: graph.dialect,
    range: lines.rangeOf(graph.range),
    inputs: analysis.inputs.map(({ name, shape }) => ({ name, shape: shapeToNumbers(shape) })),
    outputs: analysis.outputs.map(({ name, shape }) => ({ name, shape: shapeToNumbers(shape) })),
    totals: describeTotals(analysis, input, type),
    layers: analysis.layers.map((layer) => describeLayer(layer, { lines, input, depth: 0 })),
  };
}

interface LayerContext {
  readonly lines: TextLines;
  /** Spatial sizes of the outermost model's input. */
  readonly input: readonly Dim[];
  readonly depth: number;
}

function describeLayer(layer: LayerAnalysis, context: LayerContext): LayerEntry {
  const { node, calls } = layer;
  const inputs = calls.flatMap((call) => call.inputs);
  const outputs = calls.flatMap((call) => call.outputs);
  const field = fieldSizes(layerField(layer), context.input);
  const { parameters, trainable, macs } = layer;
  const entry: LayerEntry = {
    name: node.name,
    class: node.className,
    kinds: layer.kinds,
    inputShapes: inputs.map(shapeToNumbers),
    outputShapes: outputs.map(shapeToNumbers),
    parameters: countToNumber(parameters),
    trainable: countToNumber(trainable),
    macs: countToNumber(macs),
    receptiveField: field.sizes,
    calls: calls.length,
    range: context.lines.rangeOf(node.range),
    unknown: distinct([
      ...layer.unknown,
      ...unknownShapes("inputShapes", inputs),
      ...unknownShapes("outputShapes", outputs),
      ...unknownCounts({ parameters, trainable, macs }),
      ...unknownField(field),
    ]),
  };
  if (layer.nested === undefined || context.depth >= nestingLimit) return entry;
  const inner = { ...context, depth: context.depth + 1 };
  return { ...entry, layers: layer.nested.layers.map((each) => describeLayer(each, inner)) };
}

function describeTotals(analysis: ModelAnalysis, input: readonly Dim[], type: NumberType): TotalsEntry {
  const { parameters, trainable, nonTrainable, macs, flops } = analysis.totals;
  // The analysis counts bytes of float32 numbers.
  const share = bytesOfType[type] / bytesOfType.float32;
  const weightBytes = scaleCount(analysis.totals.weightBytes, share);
  const peakActivationBytes = scaleCount(analysis.totals.peakActivationBytes, share);
  const counts = { parameters, trainable, nonTrainable, macs, flops, weightBytes, peakActivationBytes };
  const field = fieldSizes(analysis.totals.field, input);
  return {
    parameters: countToNumber(parameters),
    trainable: countToNumber(trainable),
    nonTrainable: countToNumber(nonTrainable),
    macs: countToNumber(macs),
    flops: countToNumber(flops),
    weightBytes: countToNumber(weightBytes),
    peakActivationBytes: countToNumber(peakActivationBytes),
    receptiveField: field.sizes,
    unknown: [...unknownCounts(counts), ...unknownField(field)],
  };
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
