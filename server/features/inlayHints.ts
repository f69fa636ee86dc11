/** Hints at the end of a layer's line: output shape, parameters, work; and a model's totals at its head. */
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { SourceRange } from "../../core/graph/sourceRange.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { type PlacedLayer, walkLayers } from "../analysis/layerWalk.ts";
import { layerHoverText } from "./layerHover.ts";
import {
  distinctTexts,
  fieldText,
  hasShape,
  macsText,
  outputText,
  parametersText,
  shortReason,
  shortTotalsText,
  unknownReason,
} from "./layerText.ts";
import { modelHoverText } from "./modelHover.ts";
import type { FeatureSettings } from "./settings.ts";

export interface InlayHintText {
  /** Stands before the character at this offset. */
  readonly offset: number;
  readonly label: string;
  /** The details in Markdown; made only when asked for, since most hints are never pointed at. */
  readonly tooltip: () => string;
}

/** Hints whose place is in `range` (ends included), in the order of the text. */
export function inlayHints(
  analysis: Analysis,
  range: SourceRange,
  settings: FeatureSettings["inlayHints"],
): readonly InlayHintText[] {
  const inside = (offset: number) => range.start <= offset && offset <= range.end;
  const wanted = settings.outputShape || settings.parameters || settings.macs || settings.receptiveField;
  if (!wanted) return [];
  const hints: InlayHintText[] = [];
  for (const model of analysis.models) {
    if (inside(model.graph.anchor) && model.layers.length > 0) hints.push(modelHint(model));
  }
  for (const group of layersByAnchor(analysis)) {
    if (inside(group.anchor)) hints.push(...layerHint(group, settings));
  }
  return hints.sort((a, b) => a.offset - b.offset);
}

/** Layers that stand at one place: a loop or a helper in code makes several of one text. */
interface AnchoredLayers {
  readonly anchor: number;
  readonly layers: PlacedLayer[];
  /** Whether an earlier layer of the file gives the same reason for what is not known. */
  readonly reasonSeen: boolean;
}

function layersByAnchor(analysis: Analysis): Iterable<AnchoredLayers> {
  const groups = new Map<number, AnchoredLayers>();
  const reasons = new Set<string>();
  for (const placed of walkLayers(analysis)) {
    const { anchor } = placed.layer.node;
    const group = groups.get(anchor);
    if (group) {
      group.layers.push(placed);
      continue;
    }
    const reason = hasShape(placed.layer) ? undefined : unknownReason(placed.layer);
    groups.set(anchor, { anchor, layers: [placed], reasonSeen: reason !== undefined && reasons.has(reason) });
    if (reason !== undefined) reasons.add(reason);
  }
  return groups.values();
}

function layerHint(group: AnchoredLayers, settings: FeatureSettings["inlayHints"]): InlayHintText[] {
  const [first] = group.layers;
  if (!first) return [];
  const label = layerLabel(group, settings);
  if (label === "") return [];
  return [{ offset: group.anchor, label, tooltip: () => layerHoverText(first, group.layers) }];
}

function layerLabel(group: AnchoredLayers, settings: FeatureSettings["inlayHints"]): string {
  const layers = group.layers.map((placed) => placed.layer);
  const parts: string[] = [];
  if (layers.some(hasShape)) {
    if (settings.outputShape) parts.push(distinctTexts(layers.map(outputText)));
  } else {
    const reason = layers.map(unknownReason).find((each) => each !== undefined);
    parts.push("?");
    if (reason !== undefined && !group.reasonSeen) parts.push(shortReason(reason));
  }
  if (settings.parameters) parts.push(distinctNonEmpty(layers, parametersPart));
  if (settings.macs) parts.push(distinctNonEmpty(layers, macsPart));
  if (settings.receptiveField && layers.some(hasShape))
    parts.push(`field ${distinctTexts(layers.map(layerFieldText))}`);
  return parts.filter((part) => part !== "").join(" · ");
}

function distinctNonEmpty(
  layers: readonly LayerAnalysis[],
  textOf: (layer: LayerAnalysis) => string,
): string {
  const texts = layers.map(textOf).filter((text) => text !== "");
  return texts.length === 0 ? "" : distinctTexts(texts);
}

/** Where a layer is unknown as a whole, `?` stands once and not again for each number. */
function parametersPart(layer: LayerAnalysis): string {
  return layer.parameters.kind === "unknown" && !hasShape(layer) ? "" : parametersText(layer);
}

function macsPart(layer: LayerAnalysis): string {
  return layer.macs.kind === "unknown" && !hasShape(layer) ? "" : macsText(layer);
}

function layerFieldText(layer: LayerAnalysis): string {
  return distinctTexts(layer.calls.map((call) => fieldText(call.field)));
}

function modelHint(model: ModelAnalysis): InlayHintText {
  return { offset: model.graph.anchor, label: shortTotalsText(model), tooltip: () => modelHoverText(model) };
}
