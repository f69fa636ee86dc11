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
    kind: "finding",
    id: "normalisation-axis-list",
    classes: ["BatchNormalization"],
    code: "tfjs-cannot-build",
    severity: "error",
    keras: "`axis` may be a list of one, as tf.keras writes it; negative axes count from the end.",
    tfjs: "Takes a positive axis in a list, and refuses a negative one.",
    find: ({ node }) => {
      const value = argumentValue(node, "axis");
      const axis = Array.isArray(value) && value.length === 1 ? value[0] : undefined;
      if (typeof axis !== "number" || axis >= 0) return undefined;
      return {
        message: `TensorFlow.js cannot count the axis [${axis}] of ${nameOf(node)} from the end while it stands in a list, and refuses the layer. Write ${axis} without brackets.`,
        argument: "axis",
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
