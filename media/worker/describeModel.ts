/** What the panel's header says of a model and of the chosen layer, before anything runs. */
import type { ReceptiveField } from "../../core/cost/receptiveField.ts";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { dimToNumber, formatDim } from "../../core/shape/dim.ts";
import { formatShape, type Shape } from "../../core/shape/shape.ts";
import { type FoundLayer, findLayer, macsUpTo, shownCall } from "./findLayer.ts";
import { findRange } from "./layerRange.ts";
import type { FreeAxis, LayerChoice, LayerDescription, ModelDescription } from "./messages.ts";

/** `analysis` is of the graph with the sizes a person has put in, `free` of the graph as the file has it. */
export function describeModel(
  analysis: ModelAnalysis,
  free: ModelAnalysis,
  choice: Pick<LayerChoice, "layerPath" | "from">,
): ModelDescription {
  const [first] = free.inputs;
  const found = findLayer(analysis, choice.layerPath);
  return {
    modelName: analysis.graph.name,
    inputs: analysis.inputs.map((input) => `${input.name}: ${formatShape(input.shape)}`),
    firstInput: first?.shape.kind === "ranked" ? first.shape.dims.slice(1).map(dimToNumber) : null,
    freeAxes: first ? freeAxesOf(first.shape) : [],
    layer: found ? describeLayer(analysis, found, choice) : null,
  };
}

/** True when every size but the batch is a number. */
export function isSettled(shape: Shape): boolean {
  return shape.kind === "ranked" && shape.dims.slice(1).every((dim) => dim.kind === "known");
}

function describeLayer(
  analysis: ModelAnalysis,
  found: FoundLayer,
  choice: Pick<LayerChoice, "layerPath" | "from">,
): LayerDescription {
  const call = shownCall(found);
  return {
    layerPath: choice.layerPath,
    className: found.layer.node.className,
    kinds: found.layer.kinds,
    inputs: call ? call.inputs.map(formatShape) : [],
    output: call?.outputs[0] ? formatShape(call.outputs[0]) : "?",
    parameters: found.layer.parameters,
    macs: call?.macs ?? found.layer.macs,
    macsUpTo: macsUpTo(found),
    field: call ? fieldText(call.field) : "unknown",
    range: findRange(found, choice.from)?.description ?? null,
    obstacle: obstacleOf(analysis, found),
  };
}

function obstacleOf(analysis: ModelAnalysis, found: FoundLayer): string | null {
  const { node } = found.layer;
  if (node.unreadable !== undefined) return `This layer could not be read: ${node.unreadable}.`;
  const call = shownCall(found);
  if (!call) return "No layer of the model gives this one an input, so there is nothing to run it on.";
  const own = analysis.problems.find(
    (problem) => problem.layer === node.name && problem.severity === "error",
  );
  if (own) return own.message;
  const lacking = [...call.inputs, ...call.outputs].find((shape) => !isSettled(shape));
  if (lacking?.kind === "unranked") return `The shape is not known: ${lacking.reason}.`;
  const unknown = lacking?.dims.slice(1).find((dim) => dim.kind === "unknown");
  if (unknown?.kind === "unknown") return `A size is not known: ${unknown.reason}.`;
  if (node.model || call.nested) return null;
  if (!call.inference?.operation) {
    return call.inference?.unknown[0]?.reason ?? `${node.className} is not a layer that ConvLens can run.`;
  }
  return null;
}

/** Free axes get 224 for rows and columns, the size most picture models are trained on, and small sizes elsewhere. */
function freeAxesOf(shape: Shape): FreeAxis[] {
  if (shape.kind !== "ranked") return [];
  const sizes = shape.dims.slice(1);
  return sizes.flatMap((dim, axis): FreeAxis[] => {
    if (dim.kind === "known") return [];
    const name = formatDim(dim);
    const channels = name === "C" || (axis === sizes.length - 1 && sizes.length > 1);
    const suggestion = channels ? 3 : sizes.length === 3 ? 224 : sizes.length === 4 ? 16 : 64;
    return [{ axis, name, suggestion }];
  });
}

function fieldText(field: ReceptiveField): string {
  switch (field.kind) {
    case "axes":
      return field.axes.map((axis) => axis.size).join("×");
    case "everything":
      return "the whole input";
    case "unknown":
      return "unknown";
  }
}
