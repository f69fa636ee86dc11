/** Hints at the end of a layer's line: output shape, parameters, work; and a model's totals at its head. */
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { SourceRange } from "../../core/graph/sourceRange.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { type PlacedLayer, walkLayers } from "../analysis/layerWalk.ts";
import { shownOnes } from "../analysis/shownCalls.ts";
import { elsewhereLabel, elsewhereText, isElsewhere } from "./elsewhere.ts";
import { functionLabel, shownForText } from "./functionText.ts";
import { layerHoverText } from "./layerHover.ts";
import {
  distinctTexts,
  fieldText,
  hasShape,
  shortReason,
  shortTotalsText,
  unknownReason,
} from "./layerText.ts";
import { modelsHoverText } from "./modelHover.ts";
import type { FeatureSettings } from "./settings.ts";
import { layersSpread, outputsSpread } from "./spread.ts";

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
  const hints = settings.parameterValues
    ? functionHints(analysis).filter(({ offset }) => inside(offset))
    : [];
  const wanted = settings.outputShape || settings.parameters || settings.macs || settings.receptiveField;
  if (!wanted) return hints;
  const models = new Map<number, ModelAnalysis[]>();
  for (const model of analysis.models) {
    const { anchor } = model.graph;
    if (inside(anchor) && model.layers.length > 0) models.set(anchor, [...(models.get(anchor) ?? []), model]);
  }
  const { functions } = analysis;
  for (const [anchor, group] of models) {
    const shown = shownOnes(group, ({ graph }) => graph.origin, functions);
    hints.push(modelHint(anchor, shown, analysis.uri));
  }
  for (const group of layersByAnchor(analysis)) {
    if (!inside(group.anchor)) continue;
    const layers = shownOnes(group.layers, ({ layer }) => layer.node.origin, functions);
    hints.push(...layerHint({ ...group, layers }, { settings, analysis, models }));
  }
  return hints.sort((a, b) => a.offset - b.offset);
}

/** Layers that stand at one place: a loop or a helper in code makes several of one text. */
interface AnchoredLayers {
  readonly anchor: number;
  readonly layers: readonly PlacedLayer[];
  /** Whether an earlier layer of the file gives the same reason for what is not known. */
  readonly reasonSeen: boolean;
}

function layersByAnchor(analysis: Analysis): Iterable<AnchoredLayers> {
  const groups = new Map<number, AnchoredLayers & { readonly layers: PlacedLayer[] }>();
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

/** What functions are shown for, where that does not stand in their own line. */
function functionHints({ functions, uri }: Analysis): InlayHintText[] {
  return functions.flatMap((each) => {
    const label = functionLabel(each);
    return label === "" ? [] : [{ offset: each.anchor, label, tooltip: () => shownForText(each, uri) }];
  });
}

interface HintContext {
  readonly settings: FeatureSettings["inlayHints"];
  readonly analysis: Analysis;
  readonly models: ReadonlyMap<number, unknown>;
}

function layerHint(group: AnchoredLayers, { settings, analysis, models }: HintContext): InlayHintText[] {
  const { anchor: offset } = group;
  const own = group.layers.filter(({ layer }) => !isElsewhere(layer));
  const [first] = own;
  if (first) {
    const label = layerLabel({ ...group, layers: own }, settings);
    const tooltip = () =>
      layerHoverText(first, { sameText: own, uri: analysis.uri, functions: analysis.functions });
    return label === "" ? [] : [{ offset, label, tooltip }];
  }
  // The totals of the model that the call makes say it all.
  if (models.has(offset)) return [];
  const label = elsewhereLabel(group.layers, settings);
  return label === "" ? [] : [{ offset, label, tooltip: () => elsewhereText(group.layers, analysis.uri) }];
}

function layerLabel(group: AnchoredLayers, settings: FeatureSettings["inlayHints"]): string {
  const layers = group.layers.map((placed) => placed.layer);
  const parts: string[] = [];
  if (layers.some(hasShape)) {
    if (settings.outputShape) parts.push(outputsSpread(layers));
  } else {
    const reason = layers.map(unknownReason).find((each) => each !== undefined);
    parts.push("?");
    if (reason !== undefined && !group.reasonSeen) parts.push(shortReason(reason));
  }
  if (settings.parameters) parts.push(layersSpread(layers, "parameters", isTold("parameters")));
  if (settings.macs) parts.push(layersSpread(layers, "macs", isTold("macs")));
  if (settings.receptiveField && layers.some(hasShape))
    parts.push(`field ${distinctTexts(layers.map(layerFieldText))}`);
  return parts.filter((part) => part !== "").join(" · ");
}

/** Where a layer is unknown as a whole, `?` stands once and not again for each number. */
function isTold(what: "parameters" | "macs"): (layer: LayerAnalysis) => boolean {
  return (layer) => layer[what].kind !== "unknown" || hasShape(layer);
}

function layerFieldText(layer: LayerAnalysis): string {
  return distinctTexts(layer.calls.map((call) => fieldText(call.field)));
}

/** Several models are made at one place where their builder is called several times. */
function modelHint(offset: number, models: readonly ModelAnalysis[], uri: string): InlayHintText {
  const label = distinctTexts(models.map(shortTotalsText));
  return { offset, label, tooltip: () => modelsHoverText(models, uri) };
}
