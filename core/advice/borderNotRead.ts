/** Pooling whose last window ends before the input does, so that the last rows never count. */
import type { WindowGeometry } from "../geometry/windowGeometry.ts";
import type { Problem } from "../graph/problem.ts";
import { setting } from "../graph/remedy.ts";
import { axisNames } from "../layers/spatialInput.ts";
import { type AdvisedModel, advise } from "./advisedModel.ts";

export function borderNotRead(model: AdvisedModel): readonly Problem[] {
  return model.calls.flatMap(({ operation, node }) => {
    if (operation.op !== "pooling") return [];
    const names = axisNames(operation.windows.length);
    const cut = operation.windows.flatMap((window, axis) => {
      const left = unreadBehind(window);
      return left > 0 ? [{ window, left, name: names[axis] ?? "axis" }] : [];
    });
    const [first] = cut;
    if (!first) return [];
    const { input, output, stride, kernel } = first.window;
    if (input.kind !== "known" || output.kind !== "known") return [];
    const parts = cut.map(({ left, name }) => `the last ${left} of its ${name}`);
    const message =
      `"${node.name}" never reads ${parts.join(" and ")}: pool ${kernel} in steps of ${stride} fits ${output.value} times into ` +
      `${input.value}, and Keras rounds down. Padding "same" gives ${Math.ceil(input.value / stride)}, as pooling that rounds up ` +
      `does elsewhere; up-sampling by ${stride} gives ${output.value * stride} here, not ${input.value}.`;
    return [
      advise(node, {
        code: "border-not-read",
        severity: "hint",
        message,
        param: "padding",
        remedies: [setting({ padding: "same" })],
      }),
    ];
  });
}

/** Positions behind the last window; those that a stride leaves out between windows are told of elsewhere. */
function unreadBehind({ padding, input, output, stride, span }: WindowGeometry): number {
  if (padding !== "valid" || stride > span || input.kind !== "known" || output.kind !== "known") return 0;
  return Math.max(input.value - ((output.value - 1) * stride + span), 0);
}
