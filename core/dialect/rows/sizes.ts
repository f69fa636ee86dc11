/** Remarks on layers that Keras refuses and TensorFlow.js builds with a size that cannot be. */
import { isMisfit, slideWindow } from "../../geometry/windowGeometry.ts";
import type { LayerInference } from "../../layers/layerInference.ts";
import type { LayerCallContext } from "../../layers/layerSpec.ts";
import { affineDim, dimToNumber, knownDim } from "../../shape/dim.ts";
import { rankedShape, type Shape } from "../../shape/shape.ts";
import { rankedInput } from "../argumentValue.ts";
import type { Departure } from "../departure.ts";

/** Larger than any sensible window, so that every one fits. */
const enlargement = 2 ** 24;

export const sizeRows: readonly Departure[] = [
  {
    kind: "remark",
    id: "negative-size",
    classes: [
      ...["Conv1D", "Conv2D", "Conv3D", "SeparableConv2D", "DepthwiseConv2D", "ConvLSTM2D"],
      ...["MaxPooling1D", "MaxPooling2D", "MaxPooling3D"],
      ...["AveragePooling1D", "AveragePooling2D", "AveragePooling3D"],
    ],
    about: "window-larger-than-input",
    keras: "Refuses a window that is larger than its input.",
    tfjs: "Builds the layer with a size of 0 or below, and may even run it; the mistake shows layers later.",
    remark: (call, infer) =>
      ` TensorFlow.js builds it all the same, with ${declaredSizes(call, infer) ?? "a size of 0 or below"}, and the mistake shows later.`,
  },
  {
    kind: "remark",
    id: "cropping-too-much",
    classes: ["Cropping2D"],
    about: "output-size-not-positive",
    keras: "Refuses to crop as much as there is.",
    tfjs: "Builds the layer with a size of 0 or below, and fails when it runs.",
    remark: () => " TensorFlow.js builds it all the same, with a size of 0 or below, and fails when it runs.",
  },
  {
    kind: "remark",
    id: "concatenate-axis-too-large",
    classes: ["Concatenate"],
    about: "axis-out-of-range",
    keras: "Refuses an axis that the inputs do not have.",
    tfjs: "Builds the layer with an axis too many, and joins the last one when it runs.",
    remark: () =>
      " TensorFlow.js builds it all the same, declares an axis too many, and joins the last axis when it runs.",
  },
  {
    kind: "remark",
    id: "reshape-mismatch",
    classes: ["Reshape"],
    about: "reshape-size-mismatch",
    keras: "Refuses a target shape with another number of elements.",
    tfjs: "Builds it while the batch is free, and fails when it runs.",
    remark: ({ inputs }) =>
      rankedInput(inputs)?.dims[0]?.kind === "symbol"
        ? " TensorFlow.js builds it all the same and fails when it runs."
        : "",
  },
];

/** Spatial sizes in words, by TensorFlow.js's formula, which does not stop at 0: `n` strides more of input give `n` more of output. */
function declaredSizes(
  call: LayerCallContext,
  infer: (call: LayerCallContext) => { readonly value: LayerInference },
): string | undefined {
  const input = rankedInput(call.inputs);
  if (!input) return undefined;
  const larger: Shape = rankedShape(
    input.dims.map((dim, axis) =>
      axis === 0 || dim.kind !== "known" ? dim : affineDim(dim, 1, enlargement),
    ),
  );
  const { operation } = infer({ ...call, inputs: [larger] }).value;
  if (!operation || !("windows" in operation) || operation.op === "transposedConvolution") return undefined;
  const sizes = operation.windows.map((window) => {
    const enlarged = dimToNumber(window.input);
    if (enlarged === null) return null;
    const strides = enlargement;
    const given = enlarged - enlargement + strides * window.stride;
    const moved = slideWindow(knownDim(given), window);
    const output = isMisfit(moved) ? null : dimToNumber(moved.output);
    return output === null ? null : output - strides;
  });
  return `the output size ${sizes.map((size) => size ?? "?").join("×")}`;
}
