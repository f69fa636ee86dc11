/** The inputs of one run: which tensors a layer or a model takes, and a picture or noise for each of them. */
import type { Count } from "../../core/cost/count.ts";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { dimToNumber } from "../../core/shape/dim.ts";
import { formatShape, type Shape } from "../../core/shape/shape.ts";
import { finiteRange } from "../../engine/tensor/finiteRange.ts";
import type { Tensor } from "../../engine/tensor/tensor.ts";
import type { RunMode } from "../../protocol/panelChoices.ts";
import { pictureBytes } from "../panel/samples/picture.ts";
import { dataFormatOf, type FoundLayer, macsUpTo, shownCall } from "./findLayer.ts";
import type { InputReport, RunOrder } from "./messages.ts";
import { prepareInput, takesPicture } from "./prepareInput.ts";

export type RunInputs =
  | { readonly kind: "ok"; readonly tensors: readonly Tensor[]; readonly reports: readonly InputReport[] }
  | { readonly kind: "refused"; readonly reason: string };

/** Above this, the layers before are not run for the sake of one layer alone: about a second of work. */
const mostMacsForInput = 20e9;

/**
 * What really runs. A layer alone whose inputs are no pictures gets what the layers before it make of the pictures,
 * unless that is too much work.
 */
export function effectiveMode(found: FoundLayer, mode: RunMode): RunMode {
  if (mode === "upTo" || ownInputs(found).some(({ shape }) => isPicture(shape))) return mode;
  const work: Count = macsUpTo(found);
  return work.kind === "exact" && work.value <= mostMacsForInput ? "upTo" : mode;
}

/** Sizes of the tensors that a run takes, batch first, each with its name; a text says why there are none. */
export function inputSizes(
  analysis: ModelAnalysis,
  found: FoundLayer,
  mode: RunMode,
): readonly InputSizes[] | string {
  const inputs = mode === "alone" ? ownInputs(found) : analysis.inputs;
  const known: InputSizes[] = [];
  for (const { name, shape } of inputs) {
    const sizes = sizesOf(shape);
    if (!sizes)
      return `The input ${formatShape(shape)} has sizes that are not known, so it cannot be filled.`;
    known.push({ name, shape, sizes });
  }
  return known;
}

export interface InputSizes extends NamedShape {
  readonly sizes: readonly number[];
}

/** One tensor an input. */
export function prepareInputs(
  analysis: ModelAnalysis,
  found: FoundLayer,
  order: RunOrder,
  mode: RunMode,
): RunInputs {
  const inputs = inputSizes(analysis, found, mode);
  if (typeof inputs === "string") return refused(inputs);
  const tensors: Tensor[] = [];
  const reports: InputReport[] = [];
  for (const [index, { name, shape, sizes }] of inputs.entries()) {
    const elements = sizes.reduce((a, b) => a * b, 1);
    if (4 * elements > order.memoryLimitBytes) {
      const reason = `The input ${formatShape(shape)} alone needs ${Math.round((4 * elements) / 1e6)} MB, and the limit is ${Math.round(order.memoryLimitBytes / 1e6)} MB.`;
      return refused(reason);
    }
    const format = mode === "alone" ? dataFormatOf(found) : inputFormat(analysis, index);
    const { tensor, steps, picture } = prepareInput(sizes, format, order.input, index);
    tensors.push(tensor);
    const { min: least, max: largest } = finiteRange(tensor.data);
    reports.push({
      name,
      shape: formatShape(shape),
      steps,
      least,
      largest,
      picture: picture && { width: picture.width, height: picture.height, rgba: pictureBytes(picture) },
    });
  }
  return { kind: "ok", tensors, reports };
}

interface NamedShape {
  readonly name: string;
  readonly shape: Shape;
}

/** What the layer itself takes, each named after the layer that makes it; an input layer gives what it holds. */
function ownInputs(found: FoundLayer): readonly NamedShape[] {
  const call = shownCall(found);
  if (!call) return [];
  const shapes = call.inputs.length > 0 ? call.inputs : call.outputs;
  const { layers } = found.model.graph;
  const refs = found.layer.node.calls[0]?.inputs ?? [];
  return shapes.map((shape, index) => {
    const before = layers[refs[index]?.layer ?? -1]?.name;
    return { name: before ?? found.layer.node.name, shape };
  });
}

function isPicture(shape: Shape): boolean {
  const sizes = sizesOf(shape);
  return sizes !== undefined && takesPicture(sizes);
}

/** Axis order of a model input: that of the first layer after it that has one. */
function inputFormat(analysis: ModelAnalysis, input: number): ReturnType<typeof dataFormatOf> {
  const layer = analysis.graph.inputs[input]?.layer ?? 0;
  const consumer = analysis.graph.layers.findIndex((node) =>
    node.calls.some((call) => call.inputs.some((ref) => ref.layer === layer)),
  );
  return dataFormatOf({ model: analysis, index: Math.max(consumer, 0) });
}

function sizesOf(shape: Shape): number[] | undefined {
  if (shape.kind === "unranked") return undefined;
  const sizes = shape.dims.map((dim, axis) => (axis === 0 ? 1 : dimToNumber(dim)));
  return sizes.every((size) => size !== null) ? sizes : undefined;
}

function refused(reason: string): RunInputs {
  return { kind: "refused", reason };
}
