/** Holds a model's totals against a budget: what passes it, by how much, and which layer has the largest part. */
import { type Count, scaleCount } from "../cost/count.ts";
import { fieldSizes } from "../cost/receptiveField.ts";
import type { LayerAnalysis, ModelAnalysis } from "../graph/modelAnalysis.ts";
import type { Problem } from "../graph/problem.ts";
import type { SourceRange } from "../graph/sourceRange.ts";
import { formatShape } from "../shape/shape.ts";
import type { Budget } from "./budget.ts";

/** Problems of one model, one a limit at most; none for limits that are kept. */
export function checkBudget(model: ModelAnalysis, budget: Budget): readonly Problem[] {
  const { totals } = model;
  const limits: readonly Limit[] = [
    { what: "parameters", total: totals.parameters, limit: budget.parameters, part: (l) => l.parameters },
    {
      what: "MACs",
      total: totals.macs,
      limit: budget.macs,
      part: ({ macs }) => macs,
      also: (macs) => ` (${2 * macs} FLOPs)`,
      ofInput: true,
    },
    {
      what: "FLOPs",
      total: totals.flops,
      limit: budget.flops,
      part: ({ macs }) => scaleCount(macs, 2),
      also: (flops) => ` (${flops / 2} MACs)`,
      ofInput: true,
    },
    {
      what: "bytes of weights",
      total: totals.weightBytes,
      limit: budget.weightBytes,
      part: ({ parameters }) => scaleCount(parameters, 4),
    },
    {
      what: "bytes of activations at the peak",
      total: totals.peakActivationBytes,
      limit: budget.peakActivationBytes,
      ofInput: true,
    },
  ];
  return [...limits.flatMap((limit) => checkLimit(model, limit)), ...checkField(model, budget)];
}

interface Limit {
  readonly what: string;
  readonly total: Count;
  readonly limit: number | undefined;
  /** A layer's share, for naming the largest. */
  readonly part?: (layer: LayerAnalysis) => Count;
  /** The same in another unit, for numbers that people mix up. */
  readonly also?: (total: number) => string;
  /** Whether it holds for one size of the input. */
  readonly ofInput?: boolean;
}

function checkLimit(model: ModelAnalysis, { what, total, limit, part, also, ofInput }: Limit): Problem[] {
  if (limit === undefined) return [];
  const least = total.kind === "exact" ? total.value : (total.atLeast ?? 0);
  const { name } = model.graph;
  if (total.kind === "unknown" && least <= limit) {
    const message =
      `Whether "${name}" keeps the budget of ${limit} ${what} cannot be told: ${total.reason.replace(/\.$/, "")}. ` +
      `${total.expression ? "Put numbers in the place of the free sizes." : `What is known comes to ${least}.`}`;
    return [problem(model, "budget-not-known", message, undefined)];
  }
  if (least <= limit) return [];
  const largest = part && largestPart(model, part);
  const path = what.includes("peak") ? model.totals.peakActivationPath[0] : undefined;
  const place = largest?.layer ?? model.layers.find(({ node }) => node.name === path);
  const share = largest && least > 0 ? `, ${Math.round((100 * largest.value) / least)}%` : "";
  const where = largest
    ? ` The largest part is ${largest.value}${share}, in "${largest.layer.node.name}".`
    : place
      ? ` The peak is at "${place.node.name}".`
      : "";
  const message =
    `"${name}" has ${total.kind === "exact" ? "" : "at least "}${least} ${what}${also?.(least) ?? ""}${ofInput ? inputText(model) : ""}, ` +
    `${least - limit} above the budget of ${limit}.${where}`;
  return [problem(model, "budget-exceeded", message, place)];
}

function largestPart(model: ModelAnalysis, part: (layer: LayerAnalysis) => Count) {
  let largest: { readonly layer: LayerAnalysis; readonly value: number } | undefined;
  for (const layer of model.layers) {
    const count = part(layer);
    const value = count.kind === "exact" ? count.value : (count.atLeast ?? 0);
    if (value > (largest?.value ?? 0)) largest = { layer, value };
  }
  return largest;
}

function checkField(model: ModelAnalysis, { receptiveField, minReceptiveField }: Budget): Problem[] {
  const { name } = model.graph;
  const sizes = fieldSizes(model.totals.field);
  const everything = model.layers.some(({ calls }) => calls.some(({ field }) => field.kind === "everything"));
  const text = sizes?.join("×") ?? "";
  const problems: Problem[] = [];
  const unknown = (limit: number) =>
    problem(
      model,
      "budget-not-known",
      `Whether "${name}" keeps a receptive field of ${limit} cannot be told: ${model.totals.field.kind === "unknown" ? model.totals.field.reason : "it is not known"}.`,
      undefined,
    );
  if (receptiveField !== undefined) {
    if (!sizes) problems.push(unknown(receptiveField));
    else if (Math.max(...sizes) > receptiveField) {
      const place = model.layers.find(({ calls }) =>
        calls.some(({ field }) => Math.max(...(fieldSizes(field) ?? [0])) > receptiveField),
      );
      const from = place ? ` It is passed first at "${place.node.name}".` : "";
      const message = `The receptive field of "${name}" is ${text}, above the budget of ${receptiveField}.${from}`;
      problems.push(problem(model, "budget-exceeded", message, place));
    }
  }
  if (minReceptiveField !== undefined && !everything) {
    if (!sizes) problems.push(unknown(minReceptiveField));
    else if (Math.min(...sizes) < minReceptiveField) {
      const message = `The receptive field of "${name}" is ${text}, and the budget asks for ${minReceptiveField} at least. More layers, strides, pooling or dilations widen it.`;
      problems.push(problem(model, "budget-exceeded", message, model.layers.at(-1)));
    }
  }
  return problems;
}

/** ` for input 224×224×3`: a count without its input size is no count. */
function inputText({ inputs }: ModelAnalysis): string {
  return inputs.length === 0
    ? ""
    : ` for input ${inputs.map(({ shape }) => formatShape(shape)).join(" and ")}`;
}

/** Marked at the layer that is to change; at the model's start where there is none. */
function problem(
  { graph }: ModelAnalysis,
  code: "budget-exceeded" | "budget-not-known",
  message: string,
  layer: LayerAnalysis | undefined,
): Problem {
  const range: SourceRange = layer?.node.classRange ??
    graph.layers[0]?.classRange ?? { start: graph.range.start, end: graph.range.start + 1 };
  const severity = code === "budget-exceeded" ? "warning" : "information";
  return { code, severity, message, range, ...(layer ? { layer: layer.node.name } : {}) };
}
