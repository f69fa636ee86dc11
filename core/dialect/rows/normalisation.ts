/** Rows on normalisation. */
import { formatShape } from "../../shape/shape.ts";
import { argumentValue, nameOf, rankedInput } from "../argumentValue.ts";
import type { Departure } from "../departure.ts";

export const normalisationRows: readonly Departure[] = [
  {
    kind: "finding",
    id: "normalisation-rank",
    classes: ["BatchNormalization", "LayerNormalization"],
    code: "tfjs-cannot-run",
    severity: "error",
    keras: "Takes any number of axes.",
    tfjs: "Builds the layer and fails when it runs on more than 4 axes with the batch, as behind a Conv3D.",
    find: ({ node, inputs }) => {
      const input = rankedInput(inputs);
      if (!input || input.dims.length <= 4) return undefined;
      return {
        message: `${nameOf(node)} fails in TensorFlow.js when it runs: normalisation is not implemented for ${input.dims.length} axes with the batch (${formatShape(input)}), only for up to 4. Reshape before and after it, or fold it into the convolution before it.`,
      };
    },
  },
  {
    kind: "replacement",
    id: "layer-normalisation-rms",
    classes: ["LayerNormalization"],
    code: "tfjs-ignores-argument",
    severity: "warning",
    keras: "`rms_scaling` scales by the root mean square, without `beta`.",
    tfjs: "Leaves `rms_scaling` out of account: it subtracts the mean and has `beta` as well.",
    replace: ({ node }) =>
      argumentValue(node, "rms_scaling") === true ? { argument: "rms_scaling" } : undefined,
    advice: "Weights trained with it do not fit; leave it out.",
  },
];
