/** The hover on a layer: what it is, and how each of its numbers comes about. */
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { Dialect } from "../../core/graph/modelGraph.ts";
import { convolutionKindTexts } from "../../core/layers/convolutionKind.ts";
import { findLayerSpec } from "../../core/layers/index.ts";
import type { PlacedLayer } from "../analysis/layerWalk.ts";
import type { ProgramFunction } from "../parse/tensorflowjs-code/language/programFunction.ts";
import { callPathText } from "./callPath.ts";
import {
  fieldDerivation,
  parameterDerivation,
  sizeDerivation,
  textbookDerivation,
  workDerivation,
} from "./derivation.ts";
import { shownForText } from "./functionText.ts";
import {
  fieldText,
  inputText,
  macsText,
  outputText,
  parametersText,
  tensorsText,
  totalsText,
  unknownReason,
} from "./layerText.ts";
import { bullets, escapeMarkdown, inlineCode, paragraphs, reasonText } from "./markdown.ts";
import { memoryText } from "./memoryText.ts";

const mostCalls = 6;
/** Layers of one text that are listed. */
const mostOfText = 12;

export interface LayerContext {
  /** The layers that its text makes, itself included. */
  readonly sameText: readonly PlacedLayer[];
  /** Address of the document. */
  readonly uri: string;
  readonly functions: readonly ProgramFunction[];
}

/** Markdown for one layer. */
export function layerHoverText(placed: PlacedLayer, context: LayerContext): string {
  const { layer, model } = placed;
  const [call] = layer.calls;
  return paragraphs([
    title(layer),
    glance(layer),
    unknownText(layer),
    sameTextNote(placed, context),
    shownForNote(layer, context),
    call && sizeDerivation(call),
    otherCalls(layer),
    parameterDerivation(layer),
    call && workDerivation(call),
    memoryText(layer),
    call && fieldDerivation(call.field, model),
    call && textbookDerivation(call),
    layer.nested && nestedText(layer.nested),
    outerCalls(placed),
    findLayerSpec(layer.node.className)?.description,
    kindTexts(layer),
    dialectText(model.graph.dialect),
  ]);
}

/** The rules that the numbers follow, in a sentence. */
export function dialectText(dialect: Dialect): string {
  return dialect === "keras" ? "*By the rules of Keras.*" : "*By what TensorFlow.js 4.22 does.*";
}

function title(layer: LayerAnalysis): string {
  const { node } = layer;
  const written = node.writtenClass === node.className ? "" : ` (written ${inlineCode(node.writtenClass)})`;
  const wrapped = node.wrapped ? ` around ${escapeMarkdown(node.wrapped.className)}` : "";
  const kinds = layer.kinds.map((kind) => convolutionKindTexts[kind].title);
  const kindPart = kinds.length > 0 ? `: ${kinds.join(", ")}` : "";
  return `### ${escapeMarkdown(node.name)} · ${escapeMarkdown(node.className)}${written}${wrapped}${kindPart}`;
}

/** The layer's numbers in one line, since an editor shows the first lines of a hover without scrolling. */
function glance(layer: LayerAnalysis): string {
  const field = fieldText(layer.calls[0]?.field);
  const parts = [
    inlineCode(`${inputText(layer)} → ${outputText(layer)}`),
    parametersText(layer),
    macsText(layer),
    field === "?" ? "" : `sees ${field}`,
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

function kindTexts(layer: LayerAnalysis): string {
  return layer.kinds.map((kind) => convolutionKindTexts[kind].description).join("\n\n");
}

function unknownText(layer: LayerAnalysis): string {
  const first = unknownReason(layer);
  const stated = first === undefined ? [] : [first];
  const reasons = [...new Set([...stated, ...layer.unknown.map((each) => each.reason)])];
  return reasons.length === 0 ? "" : `**Not known:** ${reasons.map(reasonText).join(" ")}`;
}

/** Every layer that the text makes, with the calls that lead to it. */
function sameTextNote({ layer }: PlacedLayer, { sameText, uri }: LayerContext): string {
  const path = callPathText(layer.node.origin, uri);
  if (sameText.length < 2) return path === "" ? "" : `Made by ${path}.`;
  const lines = sameText.slice(0, mostOfText).map((each) => {
    const { node } = each.layer;
    const numbers = [inlineCode(outputText(each.layer)), parametersText(each.layer), macsText(each.layer)];
    const calls = callPathText(node.origin, uri);
    const told = numbers.filter((part) => part !== "").join(" · ");
    const reason = each.layer === layer ? undefined : unknownReason(each.layer);
    const why = reason === undefined ? "" : `; not known: ${reasonText(reason)}`;
    return `${escapeMarkdown(node.name)}: ${told}${calls === "" ? "" : `, by ${calls}`}${why}`;
  });
  const rest = sameText.slice(mostOfText);
  const open = rest.find((each) => unknownReason(each.layer) !== undefined)?.layer;
  const why = open
    ? `; of ${escapeMarkdown(open.node.name)} not known: ${reasonText(unknownReason(open) ?? "")}`
    : "";
  if (rest.length > 0) lines.push(`and ${rest.length} more${why}`);
  return paragraphs([
    `**This text makes ${sameText.length} layers**; figures are for ${escapeMarkdown(layer.node.name)}.`,
    bullets(lines),
  ]);
}

/** Of the innermost function around the layer, whose values or call were chosen or stand in no call. */
function shownForNote({ node }: LayerAnalysis, { functions, uri }: LayerContext): string {
  const { start } = node.range;
  const around = functions.findLast(({ range }) => range.start <= start && start < range.end);
  return around ? shownForText(around, uri) : "";
}

function otherCalls(layer: LayerAnalysis): string {
  if (layer.calls.length < 2) return "";
  const lines = layer.calls
    .slice(0, mostCalls)
    .map(
      (call, index) =>
        `call ${index + 1}: ${inlineCode(`${tensorsText(call.inputs)} → ${tensorsText(call.outputs)}`)}`,
    );
  if (layer.calls.length > mostCalls) lines.push(`and ${layer.calls.length - mostCalls} more`);
  return paragraphs([
    `**Shared**: called ${layer.calls.length} times with the same weights; MACs count each call.`,
    bullets(lines),
  ]);
}

function nestedText(nested: ModelAnalysis): string {
  return `**Model inside** ${escapeMarkdown(totalsText(nested))}, ${nested.layers.length} layers`;
}

function outerCalls(placed: PlacedLayer): string {
  const outer = placed.ancestors.find((layer) => layer.calls.length > 1);
  if (!outer) return "";
  return `Figures are for the first of the ${outer.calls.length} calls of ${escapeMarkdown(outer.node.name)}.`;
}
