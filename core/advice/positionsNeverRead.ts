/** Windows that jump further than they span, so that part of their input is never read. */
import type { WindowGeometry } from "../geometry/windowGeometry.ts";
import type { Problem } from "../graph/problem.ts";
import { setting } from "../graph/remedy.ts";
import type { LayerOperation } from "../layers/operation.ts";
import { axisNames } from "../layers/spatialInput.ts";
import { type AdvisedModel, advise } from "./advisedModel.ts";

export function positionsNeverRead(model: AdvisedModel): readonly Problem[] {
  return model.calls.flatMap(({ operation, node }) => {
    const windows = slidingWindows(operation);
    const skipping = windows.filter(skips);
    if (skipping.length === 0) return [];
    const names = axisNames(windows.length);
    const shares = windows.flatMap((window, axis) =>
      skips(window) ? [`${window.kernel} of every ${window.stride} positions along the ${names[axis]}`] : [],
    );
    const read = skipping.reduce((product, { kernel, stride }) => (product * kernel) / stride, 1);
    const onPurpose = windows.every(({ kernel }) => kernel === 1);
    const message =
      `"${node.name}" reads ${shares.join(" and ")}, ${percent(read)} of its input: its stride is larger than its window. ` +
      `${onPurpose ? "Shortcuts of residual networks do so on purpose; average pooling before it would use the rest." : "The layers before compute the rest for nothing. Use a stride of at most the window's span, or a larger window."}`;
    return [
      advise(node, {
        code: "positions-never-read",
        severity: onPurpose ? "hint" : "warning",
        message,
        param: "strides",
        remedies: onPurpose ? [] : [setting({ strides: windows.map(strideWithin) })],
      }),
    ];
  });
}

/** The windows of a layer that slides over its input; none for other layers. */
export function slidingWindows(operation: LayerOperation): readonly WindowGeometry[] {
  switch (operation.op) {
    case "convolution":
    case "depthwiseConvolution":
    case "separableConvolution":
    case "pooling":
      return operation.windows;
    default:
      return [];
  }
}

/** With a single output position there is no next window, and an unknown size may well be one. */
function skips({ stride, span, output }: WindowGeometry): boolean {
  return stride > span && output.kind !== "unknown" && !(output.kind === "known" && output.value <= 1);
}

function strideWithin({ stride, span }: WindowGeometry): number {
  return Math.min(stride, span);
}

function percent(share: number): string {
  return share < 0.01 ? "less than 1%" : `${Math.round(share * 100)}%`;
}
