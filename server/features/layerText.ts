/** Short texts on a layer and a model that hints, lenses, symbols and the summary share. */
import type { ReceptiveField } from "../../core/cost/receptiveField.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { formatShape, type Shape } from "../../core/shape/shape.ts";
import { formatCount, formatExact, formatScaledCount } from "./numbers.ts";

const longestReason = 60;
const mostShapes = 4;

/** `112×112×32`; several tensors joined by ` + `, several calls' distinct results by ` | `. */
export function outputText(layer: LayerAnalysis): string {
  return distinctTexts(layer.calls.map((call) => tensorsText(call.outputs)));
}

/** As `outputText`, of what the layer is given. */
export function inputText(layer: LayerAnalysis): string {
  return distinctTexts(layer.calls.map((call) => tensorsText(call.inputs)));
}

export function tensorsText(shapes: readonly Shape[]): string {
  return shapes.length === 0 ? "?" : shapes.map(formatShape).join(" + ");
}

/** Texts without repetitions, the first few of them. */
export function distinctTexts(texts: readonly string[]): string {
  const distinct = [...new Set(texts)];
  if (distinct.length === 0) return "?";
  const shown = distinct.slice(0, mostShapes);
  return distinct.length > shown.length ? `${shown.join(" | ")} | …` : shown.join(" | ");
}

/** True where some output has a known rank. */
export function hasShape(layer: LayerAnalysis): boolean {
  return layer.calls.some((call) => call.outputs.some((shape) => shape.kind === "ranked"));
}

/** `864 params`, `? params`; empty for a layer that has none. */
export function parametersText(layer: LayerAnalysis): string {
  const { parameters } = layer;
  return parameters.kind === "exact" && parameters.value === 0 ? "" : `${formatCount(parameters)} params`;
}

/** `10.8 MMACs` over all calls; empty for a layer that has none. */
export function macsText(layer: LayerAnalysis): string {
  const { macs } = layer;
  return macs.kind === "exact" && macs.value === 0 ? "" : formatScaledCount(macs, "MACs");
}

/** `7×7`, `whole input`; `?` where not known. */
export function fieldText(field: ReceptiveField | undefined): string {
  switch (field?.kind) {
    case "axes":
      return field.axes.length === 0 ? "?" : field.axes.map((axis) => tidyNumber(axis.size)).join("×");
    case "everything":
      return "whole input";
    default:
      return "?";
  }
}

/** The first reason why something is not known of a layer; `undefined` when all is known. */
export function unknownReason(layer: LayerAnalysis): string | undefined {
  const stated = layer.node.unreadable ?? layer.unknown[0]?.reason;
  if (stated !== undefined) return stated;
  for (const shape of layer.calls.flatMap((call) => call.outputs)) {
    const reason = unknownSize(shape);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Why its rank or one of its sizes is not known. */
export function unknownSize(shape: Shape): string | undefined {
  if (shape.kind === "unranked") return shape.reason;
  for (const dim of shape.dims) if (dim.kind === "unknown") return dim.reason;
  return undefined;
}

/** A reason cut to the room that a hint has. */
export function shortReason(reason: string): string {
  const firstSentence = reason.split(/[.;](?:\s|$)/, 1)[0] ?? reason;
  const text = firstSentence.trim();
  return text.length <= longestReason ? text : `${text.slice(0, longestReason - 1).trimEnd()}…`;
}

/** The input sizes that a model's numbers hold for: `224×224×3`, several inputs joined by ` + `. */
export function inputSizeText(model: ModelAnalysis): string {
  return tensorsText(model.inputs.map((input) => input.shape));
}

/** `MobileNet · 4,253,864 params · 568.7 MMACs at 224×224×3` */
export function totalsText(model: ModelAnalysis): string {
  return `${model.graph.name} · ${shortTotalsText(model)}`;
}

/** As `totalsText`, without the name: an editor cuts a hint at about 40 characters. */
export function shortTotalsText(model: ModelAnalysis): string {
  const { parameters, macs } = model.totals;
  return `${formatCount(parameters)} params · ${formatScaledCount(macs, "MACs")} at ${inputSizeText(model)}`;
}

/** Whole numbers with separators, others with up to three decimals (a jump after a transposed layer). */
export function tidyNumber(value: number): string {
  return Number.isInteger(value) ? formatExact(value) : String(Number(value.toFixed(3)));
}
