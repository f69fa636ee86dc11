/** A layer class that the program defines itself: its shapes and weights are what the program's code says, its work is not known. */
import type { LayerNode, ProgramLayer } from "../graph/modelGraph.ts";
import type { Inferred } from "../graph/problem.ts";
import { sameDim } from "../shape/dim.ts";
import { type Shape, unrankedShape } from "../shape/shape.ts";
import { readConfig } from "./configReader.ts";
import type { LayerInference } from "./layerInference.ts";

export function inferProgramLayer(
  node: LayerNode,
  program: ProgramLayer,
  inputs: readonly Shape[],
): Inferred<LayerInference> {
  const { weights } = program;
  const known = program.shapes.find((shapes) => sameShapes(shapes.inputs, inputs));
  const unasked = `${program.place} works out its output shape in code, for the input that the program gives it`;
  const work = `${program.place} is a layer of this program's own, whose work ConvLens does not follow`;
  const unknown = [{ what: "macs", reason: work }];
  if (typeof weights === "string") unknown.push({ what: "parameters", reason: weights });
  return {
    value: {
      outputs: known?.outputs ?? [unrankedShape(unasked)],
      operation: null,
      weights: typeof weights === "string" ? null : weights,
      macs: [],
      elementary: [],
      sizeSteps: [],
      unknown: known ? unknown : [...unknown, { what: "outputShapes", reason: unasked }],
    },
    problems: readConfig(node).problems,
  };
}

function sameShapes(some: readonly Shape[], others: readonly Shape[]): boolean {
  return some.length === others.length && some.every((shape, index) => sameShape(shape, others[index]));
}

/** Two shapes of unknown rank are the same where one reason holds for both: nothing else was asked. */
function sameShape(a: Shape, b: Shape | undefined): boolean {
  if (a.kind === "unranked" || b?.kind !== "ranked") return a.kind === "unranked" && b?.kind === "unranked";
  return (
    a.dims.length === b.dims.length &&
    a.dims.every((dim, axis) => {
      const other = b.dims[axis];
      return (
        other !== undefined && (sameDim(dim, other) || (dim.kind === "unknown" && other.kind === "unknown"))
      );
    })
  );
}
