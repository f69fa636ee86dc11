/** Builders for what a layer file returns: a complete inference, an unknown one with its reason, or one that is an error. */
import type { Inferred } from "../graph/problem.ts";
import { type Shape, unrankedShape } from "../shape/shape.ts";
import type { ConfigReader } from "./configReader.ts";
import type { LayerInference } from "./layerInference.ts";

/** Why a layer that only moves values has no work. */
export const movesValues = "it moves values and computes none";

/** All the fields that a layer leaves out are empty. */
export function inferred(
  reader: ConfigReader,
  part: Partial<LayerInference> & Pick<LayerInference, "outputs" | "operation">,
): Inferred<LayerInference> {
  const unsure = reader.unsure();
  if (unsure !== undefined) return notInferred(reader, unsure);
  return {
    value: { weights: [], macs: [], elementary: [], sizeSteps: [], unknown: [], ...part },
    problems: reader.problems,
  };
}

/** Nothing can be said of the output; `reason` reads on from "because". */
export function notInferred(reader: ConfigReader, reason?: string): Inferred<LayerInference> {
  const told = reason ?? reader.problems[0]?.message ?? reader.unsure();
  const why = told ?? `an argument of "${reader.node.name}" is not known`;
  return {
    value: {
      outputs: [unrankedShape(why)],
      operation: null,
      weights: null,
      macs: [],
      elementary: [],
      sizeSteps: [],
      unknown: [
        { what: "outputShapes", reason: why },
        { what: "parameters", reason: why },
        { what: "macs", reason: why },
      ],
    },
    problems: reader.problems,
  };
}

/** The first input where its rank is known and the layer got exactly one; `undefined` is reported or silent behind an unknown. */
export function singleInput(reader: ConfigReader, inputs: readonly Shape[]): Shape | undefined {
  if (inputs.length === 1) return inputs[0];
  reader.report(
    "wrong-input-count",
    `${reader.node.className} "${reader.node.name}" takes one input and is given ${inputs.length}.`,
  );
  return undefined;
}
