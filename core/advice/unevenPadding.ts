/** Strided layers whose "same" padding is not the fixed padding of other frameworks, which matters for weights from there. */
import type { WindowGeometry } from "../geometry/windowGeometry.ts";
import type { Problem } from "../graph/problem.ts";
import { axisNames } from "../layers/spatialInput.ts";
import { type AdvisedModel, advise } from "./advisedModel.ts";
import { slidingWindows } from "./positionsNeverRead.ts";

export function unevenPadding(model: AdvisedModel): readonly Problem[] {
  return model.calls.flatMap(({ operation, node }) => {
    const windows = slidingWindows(operation);
    const axis = windows.findIndex(isUneven);
    const window = windows[axis];
    if (window?.input.kind !== "known" || window.output.kind !== "known") return [];
    const { padBefore, padAfter, input, output, stride, span } = window;
    const fixed = Math.floor(span / 2);
    const message =
      `"${node.name}" pads ${padBefore} before and ${padAfter} after along the ${axisNames(windows.length)[axis]}: with stride ` +
      `${stride}, "same" adds what an output of ⌈${input.value}/${stride}⌉ = ${output.value} needs, the odd zero behind, and another ` +
      `input size needs another padding. Weights trained with ${fixed} on both sides, as in PyTorch, read positions shifted by ` +
      `${fixed - (padBefore ?? 0)}; for those put ZeroPadding of ${fixed} before it and use padding "valid".`;
    return [advise(node, { code: "uneven-padding", severity: "hint", message, param: "padding" })];
  });
}

function isUneven({ padding, stride, padBefore, padAfter, span }: WindowGeometry): boolean {
  if (padding !== "same" || stride === 1 || padBefore === null || padAfter === null) return false;
  return padBefore !== Math.floor(span / 2) && padBefore + padAfter > 0;
}
