/** Weights are made once, by the first call: what a layer or a nested model is given later must fit them. */
import { unknownCount } from "../cost/count.ts";
import { unknownField } from "../cost/receptiveField.ts";
import type { WeightSpec } from "../layers/operation.ts";
import type { Dim } from "../shape/dim.ts";
import { formatShape, type Shape, unrankedShape } from "../shape/shape.ts";
import { declaredEntryShape } from "./entryShape.ts";
import type { CallAnalysis, ModelAnalysis } from "./modelAnalysis.ts";
import type { LayerNode, ModelGraph } from "./modelGraph.ts";
import { atPlace } from "./placeReasons.ts";
import type { Problem } from "./problem.ts";
import type { SourceRange } from "./sourceRange.ts";

/** A weight as it was built, and as another input would need it. */
export interface Misfit {
  readonly layer: string;
  readonly built: WeightSpec;
  readonly needed: WeightSpec;
}

/** The first weight of a layer that does not fit another call of it; none where the weights of one are not known. */
export function weightMisfit(
  layer: string,
  built: readonly WeightSpec[] | null | undefined,
  needed: readonly WeightSpec[] | null | undefined,
): Misfit | undefined {
  if (!built || !needed) return undefined;
  for (const [index, weight] of built.entries()) {
    const other = needed[index];
    if (other?.name === weight.name && other.shape.join() !== weight.shape.join())
      return { layer, built: weight, needed: other };
  }
  return undefined;
}

/** The first weight of a model as it declares itself that does not fit the model on other inputs. */
export function modelMisfit(declared: ModelAnalysis, given: ModelAnalysis): Misfit | undefined {
  for (const [index, layer] of declared.layers.entries()) {
    const misfit = weightMisfit(layer.node.name, layer.weights, given.layers[index]?.weights);
    if (misfit) return misfit;
  }
  return undefined;
}

/** What a call that does not fit comes to: nothing is known behind it. `place` is that of the call. */
export function misfitCall(
  analysis: CallAnalysis,
  { node, misfit, place }: { readonly node: LayerNode; readonly misfit: Misfit; readonly place: SourceRange },
): { readonly analysis: CallAnalysis; readonly misfit: Problem } {
  const { layer, built, needed } = misfit;
  const reason = atPlace(`"${node.name}" is given an input that its weights do not fit`, node);
  const whose = node.model ? `its layer "${layer}"` : "it";
  return {
    analysis: {
      ...analysis,
      outputs: analysis.outputs.map(() => unrankedShape(reason)),
      macs: unknownCount(reason),
      field: unknownField(reason),
    },
    misfit: {
      code: "built-for-another-input",
      severity: "error",
      message: `"${node.name}" is given ${analysis.inputs.map(formatShape).join(" and ")}, for which ${whose} needs "${needed.name}" of ${sizesOf(needed)}. It has ${sizesOf(built)}, and weights are made once: give it an input of the size that it was built for, or make another one for this input.`,
      range: place,
      layer: node.name,
    },
  };
}

/** `784×10`. */
function sizesOf({ shape }: WeightSpec): string {
  return shape.join("×");
}

/** Whether a model that is given these sizes declares the very same. */
export function declaresSizes({ inputs, layers }: ModelGraph, given: readonly Shape[]): boolean {
  return inputs.every(({ layer }, index) => {
    const node = layers[layer];
    const declared = node && declaredEntryShape(node, index);
    const other = given[index];
    if (!declared || other?.kind !== "ranked") return false;
    return declared.dims.length === other.dims.length && declared.dims.every(isSame(other.dims));
  });
}

/** But for the batch. */
function isSame(dims: readonly Dim[]): (dim: Dim, axis: number) => boolean {
  return (dim, axis) => {
    const other = dims[axis];
    return axis === 0 || (dim.kind === "known" && other?.kind === "known" && dim.value === other.value);
  };
}
