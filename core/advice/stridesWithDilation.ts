/** Strides and dilation above 1 in one Keras layer, which its TensorFlow backend has long refused to run. */
import type { Problem } from "../graph/problem.ts";
import { setting } from "../graph/remedy.ts";
import { type AdvisedModel, advise } from "./advisedModel.ts";
import { slidingWindows } from "./positionsNeverRead.ts";

/** TensorFlow.js has a rule of its own for it: there it never runs. */
export function stridesWithDilation(model: AdvisedModel): readonly Problem[] {
  if (model.analysis.graph.dialect !== "keras") return [];
  return model.calls.flatMap(({ operation, node }) => {
    const windows = slidingWindows(operation);
    if (windows.every(({ stride }) => stride === 1) || windows.every(({ dilation }) => dilation === 1))
      return [];
    const strides = windows.map(({ stride }) => stride);
    const dilations = windows.map(({ dilation }) => dilation);
    const message =
      `"${node.name}" has strides ${strides.join("×")} and dilation ${dilations.join("×")}. Keras gives it a shape, but its ` +
      `TensorFlow backend refused to run the two together until 2026, and TensorFlow.js still does. Set one of them to 1, ` +
      `or use the dilated layer with stride 1 and pool behind it.`;
    return [
      advise(node, {
        code: "strides-with-dilation",
        severity: "information",
        message,
        param: "dilation_rate",
        remedies: [
          setting({ dilation_rate: dilations.map(() => 1) }),
          setting({ strides: strides.map(() => 1) }),
        ],
      }),
    ];
  });
}
