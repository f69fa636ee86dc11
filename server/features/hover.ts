/** The hover at an offset: on an argument, on a layer or on a model, with the rule behind a problem at that place. */
import type { SourceRange } from "../../core/graph/sourceRange.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { holds, layerAt, layersOfSameText } from "../analysis/layerWalk.ts";
import { ruleFor, ruleText } from "../rules/index.ts";
import { argumentAt, argumentHoverText } from "./argumentHover.ts";
import { type DiagnosticsSettings, diagnostics } from "./diagnostics.ts";
import { elsewhereText, isElsewhere } from "./elsewhere.ts";
import { layerHoverText } from "./layerHover.ts";
import { paragraphs } from "./markdown.ts";
import { modelsHoverText } from "./modelHover.ts";

export interface HoverText {
  readonly markdown: string;
  readonly range: SourceRange;
}

/** `null` outside of models. */
export function hoverAt(
  analysis: Analysis,
  offset: number,
  settings?: DiagnosticsSettings,
): HoverText | null {
  const hover = subjectAt(analysis, offset);
  const rules = rulesAt(analysis, offset, settings);
  if (!hover || rules === "") return hover;
  return { ...hover, markdown: paragraphs([hover.markdown, "---", rules]) };
}

function subjectAt(analysis: Analysis, offset: number): HoverText | null {
  const placed = layerAt(analysis, offset);
  if (!placed) return modelHoverAt(analysis, offset);
  const { node } = placed.layer;
  const owners = holds(node.classRange, offset) ? [] : node.wrapped ? [node.wrapped, node] : [node];
  for (const owner of owners) {
    // Defaults that a reader adds stand at the class, which shows the layer.
    const argument = argumentAt(analysis.text, owner, offset);
    if (argument) return { markdown: argumentHoverText(owner, argument), range: argument.range };
  }
  const sameText = layersOfSameText(analysis, placed);
  const elsewhere = isElsewhere(placed.layer);
  // A call that makes a whole model shows the model.
  if (elsewhere && analysis.models.some(({ graph }) => graph.range.start === node.range.start))
    return modelHoverAt(analysis, offset);
  const text = elsewhere
    ? elsewhereText(sameText, analysis.uri)
    : layerHoverText(placed, { sameText, uri: analysis.uri, functions: analysis.functions });
  return { markdown: text, range: placeOnLayer(node.range, node.classRange, offset) };
}

/** A layer can be many lines long: only its class is marked while it is read, or nothing. */
function placeOnLayer(range: SourceRange, classRange: SourceRange, offset: number): SourceRange {
  if (holds(classRange, offset)) return classRange;
  return { start: Math.max(range.start, offset), end: Math.max(range.start, offset) };
}

function modelHoverAt(analysis: Analysis, offset: number): HoverText | null {
  const model = analysis.models.find(({ graph }) => holds(graph.range, offset));
  if (!model) return null;
  const { anchor, range } = model.graph;
  const same = analysis.models.filter(
    ({ graph }) => graph.anchor === anchor && graph.range.start === range.start,
  );
  return { markdown: modelsHoverText(same, analysis.uri), range: { start: offset, end: offset } };
}

function rulesAt(analysis: Analysis, offset: number, settings: DiagnosticsSettings | undefined): string {
  const codes = diagnostics(analysis, settings)
    .filter(({ range }) => holds(range, offset))
    .map(({ code }) => code);
  return paragraphs([...new Set(codes)].map((code) => ruleText(ruleFor(code))));
}
