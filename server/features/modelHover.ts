/** The hover on a model: totals, always with the input size they hold for, and where they come from by kind of layer. */
import { addCounts, type Count } from "../../core/cost/count.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { convolutionKindTexts } from "../../core/layers/convolutionKind.ts";
import { findLayerSpec } from "../../core/layers/index.ts";
import type { Shape } from "../../core/shape/shape.ts";
import { callPathText } from "./callPath.ts";
import { dialectText } from "./layerHover.ts";
import { fieldText, inputSizeText, tensorsText, totalsText, unknownSize } from "./layerText.ts";
import { bullets, escapeMarkdown, inlineCode, paragraphs, reasonText, table } from "./markdown.ts";
import { formatBytes, formatCount, formatScaledCount } from "./numbers.ts";

/** Markdown for the models that are made at one place: the first in full, all of them in a list with the calls that lead there. */
export function modelsHoverText(models: readonly ModelAnalysis[], documentUri: string): string {
  const [first] = models;
  if (!first) return "";
  if (models.length === 1) return modelHoverText(first);
  const lines = models.slice(0, mostModels).map((model) => {
    const path = callPathText(model.graph.origin, documentUri);
    const why = model === first ? [] : [...unknownTotals(model), ...unknownEnds(model)];
    return [`${escapeMarkdown(totalsText(model))}${path === "" ? "" : `: ${path}`}`, ...why].join("; ");
  });
  if (models.length > mostModels) lines.push(`and ${models.length - mostModels} more`);
  return paragraphs([
    `**This text makes ${models.length} models:**`,
    bullets(lines),
    "The first of them:",
    modelHoverText(first),
  ]);
}

const mostModels = 10;

/** Markdown for one model. */
export function modelHoverText(model: ModelAnalysis): string {
  return paragraphs([
    `### ${escapeMarkdown(model.graph.name)} · ${model.graph.kind} model of ${model.layers.length} layers`,
    `Input ${inlineCode(inputSizeText(model))}, output ${inlineCode(tensorsText(model.outputs.map((output) => output.shape)))}. All figures hold for this input and one example.`,
    ...unknownEnds(model),
    bullets(totalLines(model)),
    kindTable(model),
    dialectText(model.graph.dialect),
  ]);
}

function unknownEnds({ graph, inputs, outputs }: ModelAnalysis): string[] {
  const input = graph.unknownInputs ?? firstReason(inputs.map(({ shape }) => shape));
  const output = graph.unknownOutputs ?? firstReason(outputs.map(({ shape }) => shape));
  return [
    ...(input === undefined ? [] : [`**Input not known:** ${reasonText(input)}`]),
    ...(output === undefined || output === input ? [] : [`**Output not known:** ${reasonText(output)}`]),
  ];
}

function firstReason(shapes: readonly Shape[]): string | undefined {
  return shapes.map(unknownSize).find((reason) => reason !== undefined);
}

function totalLines(model: ModelAnalysis): string[] {
  const { totals } = model;
  const lines = [
    `parameters **${formatCount(totals.parameters)}** (${formatCount(totals.trainable)} trainable, ${formatCount(totals.nonTrainable)} not)`,
    `MACs **${formatCount(totals.macs)}** (${formatScaledCount(totals.macs, "MACs")}), FLOPs = 2 × MACs = ${formatCount(totals.flops)}`,
    `weights ${bytesText(totals.weightBytes)}, largest sum of live activations ${bytesText(totals.peakActivationBytes)}${peakPlace(model)} (float32)`,
  ];
  const field = fieldText(totals.field);
  if (field !== "?") lines.push(`receptive field ${inlineCode(field)}`);
  return [...lines, ...unknownTotals(model)];
}

function unknownTotals({ totals: { parameters, macs } }: ModelAnalysis): string[] {
  const tell = (what: string, count: Count) =>
    count.kind === "unknown" ? [`${what} not known: ${reasonText(count.reason)}`] : [];
  return [...tell("parameters", parameters), ...tell("MACs", macs)];
}

function peakPlace(model: ModelAnalysis): string {
  const path = model.totals.peakActivationPath;
  return path.length === 0 ? "" : ` at ${escapeMarkdown(path.join(" / "))}`;
}

function bytesText(count: Count): string {
  return count.kind === "exact" ? formatBytes(count.value) : "?";
}

/** One row per kind of layer, in the order of first use; a nested model is one row. */
function kindTable(model: ModelAnalysis): string {
  const groups = new Map<string, LayerAnalysis[]>();
  for (const layer of model.layers) {
    const kind = kindOf(layer);
    const group = groups.get(kind);
    if (group) group.push(layer);
    else groups.set(kind, [layer]);
  }
  const rows = [...groups]
    .map(([kind, layers]) => ({
      kind,
      layers,
      parameters: addCounts(layers.map((layer) => layer.parameters)),
      macs: addCounts(layers.map((layer) => layer.macs)),
    }))
    .filter(({ parameters, macs }) => !isZero(parameters) || !isZero(macs))
    .map(({ kind, layers, parameters, macs }) => [
      escapeMarkdown(kind),
      String(layers.length),
      formatCount(parameters),
      formatScaledCount(macs, "MACs"),
    ]);
  return rows.length === 0 ? "" : table(["kind", "layers", "parameters", "MACs"], rows);
}

function kindOf(layer: LayerAnalysis): string {
  if (layer.kinds.length > 0) return layer.kinds.map((kind) => convolutionKindTexts[kind].title).join(", ");
  if (layer.nested) return "nested model";
  return findLayerSpec(layer.node.className) ? layer.node.className : `${layer.node.className} (unknown)`;
}

function isZero(count: Count): boolean {
  return count.kind === "exact" && count.value === 0;
}
