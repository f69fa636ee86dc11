/** A layer whose work stands in code outside of the file: its output is what the file states, the rest is not known. */
import type { StatedShapes } from "../graph/modelGraph.ts";
import type { Inferred } from "../graph/problem.ts";
import { type Dim, knownDim, unknownDim } from "../shape/dim.ts";
import { rankedShape, type Shape, unrankedShape } from "../shape/shape.ts";
import type { ConfigReader } from "./configReader.ts";
import type { LayerInference } from "./layerInference.ts";
import type { LayerCallContext } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";

/**
 * `reason` says why the layer is not known. `weights` are those it has for sure, `null` where it may have any.
 * The outputs are `declared`, or those that the file states beside this call; else unknown.
 */
export function inferOpaque(
  reader: ConfigReader,
  call: LayerCallContext,
  reason: string,
  more: { readonly weights?: readonly WeightSpec[]; readonly declared?: readonly Shape[] } = {},
): Inferred<LayerInference> {
  const { name } = call.node;
  const outputs = more.declared ?? statedOutputs(name, call.stated, call.inputs);
  const rest = more.weights ? "and its work is unknown" : "and its parameters and work are unknown";
  reader.report(
    "unknown-layer",
    outputs
      ? `${reason}. The output of "${name}" is what the file states, ${rest}; everything else stays exact.`
      : `${reason}, so the output of "${name}" and what depends on it are unknown. Everything else stays exact.`,
    { severity: "information" },
  );
  const unknown = [{ what: "macs", reason }];
  if (!more.weights) unknown.push({ what: "parameters", reason });
  if (!outputs) unknown.push({ what: "outputShapes", reason });
  return {
    value: {
      outputs: outputs ?? [unrankedShape(reason)],
      operation: null,
      weights: more.weights ?? null,
      macs: [],
      elementary: [],
      sizeSteps: [],
      unknown,
    },
    problems: reader.problems,
  };
}

/** What the file states holds for inputs like those that it states: a size that is a number there must be the same here. */
function statedOutputs(
  name: string,
  stated: StatedShapes | undefined,
  inputs: readonly Shape[],
): Shape[] | undefined {
  if (!stated || stated.outputs.length === 0) return undefined;
  const same = stated.inputs.every((sizes, index) => {
    const shape = inputs[index];
    // An input that is unknown here is the one that the file states.
    if (shape?.kind !== "ranked") return true;
    return (
      shape.dims.length === sizes.length && shape.dims.every((dim, axis) => fits(dim, sizes[axis] ?? null))
    );
  });
  if (!same) return undefined;
  return stated.outputs.map((sizes) =>
    sizes
      ? statedShape(name, sizes, inputs)
      : unrankedShape(`the file does not state this output of "${name}"`),
  );
}

/** A shape as a file writes it, batch first; a size that it leaves free is not known, but for the batch. */
export function statedShape(
  name: string,
  sizes: readonly (number | null)[],
  inputs: readonly Shape[],
): Shape {
  const batch = inputs.find((shape) => shape.kind === "ranked")?.dims[0];
  return rankedShape(
    sizes.map((size, axis) => {
      if (size !== null) return knownDim(size);
      return (
        (axis === 0 && batch) || unknownDim(`the file states this size of the output of "${name}" as free`)
      );
    }),
  );
}

function fits(dim: Dim, size: number | null): boolean {
  return size === null || dim.kind !== "known" || dim.value === size;
}
