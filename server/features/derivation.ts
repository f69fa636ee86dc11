/** How each number of a layer comes about, step by step and with the numbers put in, as Markdown. */

import { addCounts, scaleCount } from "../../core/cost/count.ts";
import type { ReceptiveField } from "../../core/cost/receptiveField.ts";
import { workAnswer } from "../../core/cost/workAnswer.ts";
import type { CallAnalysis, LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { MacStage } from "../../core/layers/layerInference.ts";
import type { WeightSpec } from "../../core/layers/operation.ts";
import { fieldText, tensorsText, tidyNumber } from "./layerText.ts";
import { bullets, escapeMarkdown, inlineCode, paragraphs, reasonText } from "./markdown.ts";
import { formatCount, formatExact, formatScaled } from "./numbers.ts";
import { textbookForm } from "./textbookForm.ts";

/** Output size per axis of one call. */
export function sizeDerivation(call: CallAnalysis): string {
  const from = call.inputs.length > 0 ? `${inlineCode(tensorsText(call.inputs))} → ` : "";
  const head = `**Output** ${from}${inlineCode(tensorsText(call.outputs))}`;
  const steps = call.inference?.sizeSteps ?? [];
  if (steps.length === 0) return head;
  return paragraphs([
    head,
    bullets(steps.map((step) => `${escapeMarkdown(step.axis)}: ${inlineCode(step.text)}`)),
  ]);
}

/** Parameters weight by weight: `kernel 3×3×3×32 = 864`. Empty for a layer without weights. */
export function parameterDerivation(layer: LayerAnalysis): string {
  const { weights, parameters, trainable, nonTrainable } = layer;
  if (parameters.kind === "unknown") {
    return `**Parameters** ${formatCount(parameters)}: ${reasonText(parameters.reason)}`;
  }
  if (parameters.value === 0) return "";
  const split =
    nonTrainable.kind === "exact" && nonTrainable.value > 0
      ? ` (${formatCount(trainable)} trainable, ${formatCount(nonTrainable)} not)`
      : "";
  // A nested model has parameters and no weights of its own.
  const lines = weights === null ? "" : bullets(weights.map(weightLine));
  return paragraphs([`**Parameters** ${formatExact(parameters.value)}${split}`, lines]);
}

function weightLine(weight: WeightSpec): string {
  const elements = weight.shape.reduce((product, size) => product * size, 1);
  const sizes = weight.shape.length === 0 ? "scalar" : weight.shape.join("×");
  const sum = weight.shape.length > 1 ? `${sizes} = ${formatExact(elements)}` : formatExact(elements);
  return `${escapeMarkdown(weight.name)} ${inlineCode(sum)}${weight.trainable ? "" : " (not trainable)"}`;
}

/** MACs stage by stage, FLOPs, and the elementary operations apart; for a layer without work why it has none. */
export function workDerivation(call: CallAnalysis): string {
  const stages = call.inference?.macs ?? [];
  const elementary = call.inference?.elementary ?? [];
  const parts: string[] = [];
  if (stages.length > 0) {
    const total = addCounts(stages.map((stage) => stage.count));
    const flops = scaleCount(total, 2);
    parts.push(`**MACs** ${formatCount(total)} per example`, bullets(stages.map(macLine)));
    parts.push(
      `**FLOPs** = 2 × MACs = ${formatCount(flops)}${flops.kind === "exact" && flops.value >= 1000 ? ` (${formatScaled(flops.value)})` : ""}`,
    );
  }
  if (elementary.length > 0) {
    const works = elementary.map(({ label, count }) => {
      const reason = count.kind === "unknown" && !count.expression ? ` (${reasonText(count.reason)})` : "";
      return `${label} ${formatCount(count)}${reason}`;
    });
    parts.push(`**Other operations** (in no MAC count): ${works.join(", ")}`);
  }
  const idle = call.inference ? workAnswer(call.inference).idle : undefined;
  if (parts.length === 0 && idle !== undefined) return `**MACs** 0: ${escapeMarkdown(idle)}`;
  return paragraphs(parts);
}

function macLine(stage: MacStage): string {
  const product = stage.factors.map((factor) => factor.values.join("·")).join(" × ");
  const meanings = stage.factors.map((factor) => factor.meaning).join(" × ");
  const result =
    stage.count.kind === "exact" ? formatExact(stage.count.value) : `? (${reasonText(stage.count.reason)})`;
  return `${escapeMarkdown(stage.label)}: ${inlineCode(product)} = ${result}, ${escapeMarkdown(meanings)}`;
}

/** Size, jump and start of the receptive field in input pixels; empty where it says nothing. */
export function fieldDerivation(field: ReceptiveField, model: ModelAnalysis): string {
  if (field.kind === "everything") return "**Receptive field** the whole input";
  if (field.kind === "unknown" || field.axes.length === 0) return "";
  const jump = field.axes.map((axis) => tidyNumber(axis.jump)).join("×");
  const start = field.axes.map((axis) => tidyNumber(axis.start)).join(", ");
  const larger = largerThanInput(field, model) ? ", larger than the input" : "";
  return `**Receptive field** ${inlineCode(fieldText(field))} input positions${larger}; jump ${inlineCode(jump)}, first at ${inlineCode(start)}`;
}

/** Whether the field is wider than the model's image on some axis; only with one input of as many spatial axes. */
function largerThanInput(field: ReceptiveField, model: ModelAnalysis): boolean {
  const [input] = model.inputs;
  if (field.kind !== "axes" || !input || model.inputs.length !== 1 || input.shape.kind !== "ranked") {
    return false;
  }
  const spatial = input.shape.dims.slice(1, -1);
  if (spatial.length !== field.axes.length) return false;
  return field.axes.some((axis, index) => {
    const size = spatial[index];
    return size?.kind === "known" && axis.size > size.value;
  });
}

/** The textbook's cost of the convolution beside the exact one; empty for other layers. */
export function textbookDerivation(call: CallAnalysis): string {
  const operation = call.inference?.operation;
  const form = operation && textbookForm(operation);
  if (!form) return "";
  const note = form.deviation === undefined ? "" : ` Exact figures differ: ${form.deviation}.`;
  return paragraphs([
    `**Textbook form** (stride 1, padding "same", no bias).${note}`,
    bullets([`parameters ${inlineCode(form.parameters)}`, `MACs ${inlineCode(form.macs)}`]),
  ]);
}
