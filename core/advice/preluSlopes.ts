/** PReLU with one slope per pixel, where one per channel is usual. */
import type { Problem } from "../graph/problem.ts";
import { setting } from "../graph/remedy.ts";
import { type AdvisedModel, advise } from "./advisedModel.ts";

export function preluSlopes(model: AdvisedModel): readonly Problem[] {
  return model.calls.flatMap(({ operation, node, key }) => {
    if (operation.op !== "prelu" || operation.alphaShape.length < 3) return [];
    const { alphaShape } = operation;
    const channels = (model.layouts.get(key)?.axis ?? alphaShape.length) - 1;
    // Axes that are shared have one slope; whoever shares one of them has thought about it.
    if (alphaShape.some((size, axis) => axis !== channels && size === 1)) return [];
    const slopes = alphaShape.reduce((product, size) => product * size, 1);
    const shared = alphaShape.flatMap((_, axis) => (axis === channels ? [] : [axis + 1]));
    const message =
      `"${node.name}" learns a slope for every value of its input: ${alphaShape.join("×")} = ${slopes}. Shared over the ` +
      `spatial axes it learns one a channel, ${alphaShape[channels]}, and takes images of any size. Set shared_axes to ` +
      `[${shared.join(", ")}].`;
    return [
      advise(node, {
        code: "prelu-slopes-not-shared",
        severity: "hint",
        message,
        param: "shared_axes",
        remedies: [setting({ shared_axes: shared })],
      }),
    ];
  });
}
