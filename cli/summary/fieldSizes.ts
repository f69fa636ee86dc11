/** Receptive field as the summary gives it: sizes per spatial axis of the model's first input. */

import type { ReceptiveField } from "../../core/cost/receptiveField.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { Dim } from "../../core/shape/dim.ts";
import { usesChannelsFirst } from "../dataFormat.ts";

/** Sizes in input positions, or why they are not known. */
export type FieldSizes =
  | { readonly sizes: readonly number[]; readonly wholeInput: boolean }
  | { readonly sizes: null; readonly wholeInput: boolean; readonly reason: string };

/** Spatial axes of the model's first input: all but the batch and the channels. */
export function spatialInput(analysis: ModelAnalysis): readonly Dim[] {
  const shape = analysis.inputs[0]?.shape;
  if (shape === undefined || shape.kind === "unranked") return [];
  return usesChannelsFirst(analysis.layers) ? shape.dims.slice(2) : shape.dims.slice(1, -1);
}

/** The field of a layer: the largest over its calls. */
export function layerField(layer: LayerAnalysis): ReceptiveField {
  const [first, ...others] = layer.calls.map((call) => call.field);
  if (first === undefined) return { kind: "unknown", reason: "the layer is not used" };
  return others.reduce(largerField, first);
}

/** Numbers for a field; a layer that sees everything sees `input`, if its sizes are numbers. */
export function fieldSizes(field: ReceptiveField, input: readonly Dim[]): FieldSizes {
  switch (field.kind) {
    case "axes":
      return { sizes: field.axes.map((axis) => axis.size), wholeInput: false };
    case "unknown":
      return { sizes: null, wholeInput: false, reason: field.reason };
    case "everything": {
      const sizes = input.flatMap((dim) => (dim.kind === "known" ? [dim.value] : []));
      if (sizes.length === input.length) return { sizes, wholeInput: true };
      const reason = "it is the whole input, whose size the file leaves free: --input gives it one";
      return { sizes: null, wholeInput: true, reason };
    }
  }
}

/** `315×315`, `all` for the whole input, `?` where not known. */
export function formatField(field: FieldSizes): string {
  if (field.wholeInput) return "all";
  return field.sizes === null ? "?" : field.sizes.join("×");
}

function largerField(a: ReceptiveField, b: ReceptiveField): ReceptiveField {
  if (a.kind === "unknown" || b.kind === "everything") return b.kind === "unknown" ? a : b;
  if (a.kind === "everything" || b.kind === "unknown") return a;
  return {
    kind: "axes",
    axes: a.axes.map((axis, index) => {
      const other = b.axes[index];
      return other !== undefined && other.size > axis.size ? other : axis;
    }),
  };
}
