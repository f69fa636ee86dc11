/** Makes the record of a layer at a factory call. */
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import { spend } from "../language/budget.ts";
import type { CallSite } from "../language/callSite.ts";
import { type Evaluation, lineEnd } from "../language/evaluation.ts";
import { nextBirth, type Slot } from "../language/values.ts";
import { textOfFile } from "../modules/fileText.ts";
import { applyLayer } from "./applyLayer.ts";
import { readLayerArguments } from "./layerArguments.ts";
import type { LayerFactory } from "./layerFactories.ts";
import { automaticLayerName } from "./names.ts";
import type { LayerRecord } from "./records.ts";

/** Steps that a layer costs, so that no program makes more than some thousands. */
const stepsOfLayer = 10;

export function createLayer(factory: LayerFactory, argument: Slot | undefined, site: CallSite): LayerRecord {
  const { evaluation } = site.scope;
  const args = readLayerArguments(factory, argument, site.nameRange, evaluation);
  const unreadable = factory.missing ?? args.unreadable;
  // The cell inside takes a number of its own kind, and comes first.
  if (args.name === undefined && withCells.has(factory.className))
    automaticLayerName(evaluation, `${factory.className}Cell`);
  const layer = addLayer(evaluation, {
    name: args.name ?? automaticLayerName(evaluation, factory.className),
    className: factory.className,
    writtenClass: factory.name,
    config: args.config,
    range: site.range,
    classRange: site.nameRange,
    // A Bidirectional starts as trainable, whatever it is given.
    trainable: args.trainable || factory.className === "Bidirectional",
    ...(args.wrapped ? { wrapped: args.wrapped } : {}),
    ...(unreadable === undefined ? {} : { unreadable }),
  });
  // An input layer has its tensor from the start.
  if (factory.className === "InputLayer") applyLayer(layer, [], site.range, evaluation);
  return layer;
}

/** Layers that make their cell. */
const withCells: ReadonlySet<string> = new Set(["SimpleRNN", "GRU", "LSTM", "ConvLSTM2D"]);

export type NewLayer = Omit<LayerRecord, "kind" | "id" | "born" | "calls" | "anchor" | "path">;

/** Adds a layer; its hint goes to the end of the line that its text ends on. */
export function addLayer(evaluation: Evaluation, layer: NewLayer): LayerRecord {
  spend(evaluation.budget, stepsOfLayer);
  const record: LayerRecord = Object.assign(layer, {
    kind: "layer" as const,
    id: evaluation.layers.length,
    born: nextBirth(),
    anchor: anchorOf(evaluation, layer.range),
    path: evaluation.program.calls,
    calls: [],
  });
  evaluation.layers.push(record);
  return record;
}

export function anchorOf(evaluation: Evaluation, range: SourceRange): number {
  const text = range.uri === evaluation.uri ? evaluation.text : textOfFile(evaluation.program, range.uri);
  return lineEnd(text, range.end);
}
