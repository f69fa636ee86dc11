/** The receptive field behind one call of a layer or of a nested model, or why it is not known. */
import { fieldAfter, inputField, type ReceptiveField, unknownField } from "../cost/receptiveField.ts";
import type { LayerInference } from "../layers/layerInference.ts";
import type { Shape } from "../shape/shape.ts";
import type { ModelAnalysis } from "./modelAnalysis.ts";
import type { LayerNode } from "./modelGraph.ts";
import { atPlace } from "./placeReasons.ts";

export function callField(
  inference: LayerInference,
  shapes: readonly Shape[],
  { node, fields }: { readonly node: LayerNode; readonly fields: readonly ReceptiveField[] },
): ReceptiveField {
  const { operation } = inference;
  const [output] = inference.outputs;
  if (!operation || output?.kind !== "ranked") {
    if (output?.kind === "unranked") return unknownField(output.reason);
    return unknownField(atPlace("what the layer does is not known", node));
  }
  if (operation.op === "input")
    return fields[0]?.kind === "axes" || fields[0]?.kind === "everything" ? fields[0] : inputField(output);
  const [first] = shapes;
  const input = first?.kind === "ranked" ? first.dims.length : 0;
  const field = fieldAfter(operation, fields, { input, output: output.dims.length });
  const isNew = field.kind === "unknown" && !fields.some((each) => reasonOf(each) === field.reason);
  return isNew ? unknownField(atPlace(field.reason, node)) : field;
}

function reasonOf(field: ReceptiveField): string | undefined {
  return field.kind === "unknown" ? field.reason : undefined;
}

export function nestedField(nested: ModelAnalysis): ReceptiveField {
  const [output] = nested.graph.outputs;
  const field = output && nested.layers[output.layer]?.calls[output.call]?.field;
  return field ?? unknownField(nested.graph.unknownOutputs ?? "the nested model has no output");
}
