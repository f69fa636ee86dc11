/** Depthwise layers whose time goes into moving numbers, not into multiplying them. */
import { countToNumber } from "../cost/count.ts";
import type { Problem } from "../graph/problem.ts";
import { dimToNumber } from "../shape/dim.ts";
import { elementsPerExample, type Shape } from "../shape/shape.ts";
import { type AdvisedModel, advise } from "./advisedModel.ts";

const bytesPerFloat32 = 4;

/** MACs per byte below which processors of today wait for memory; most need ten and more to be busy. */
const busyFrom = 10;

export function depthwiseMemoryBound(model: AdvisedModel): readonly Problem[] {
  return model.calls.flatMap(({ operation, node, analysis }) => {
    if (operation.op !== "depthwiseConvolution") return [];
    const macs = countToNumber(analysis.macs);
    const input = elements(analysis.inputs[0]);
    const output = elements(analysis.outputs[0]);
    const shapes = analysis.inference?.weights?.map((weight) => weight.shape);
    if (macs === null || input === null || output === null || !shapes) return [];
    const weights = shapes.reduce(
      (sum, shape) => sum + shape.reduce((product, size) => product * size, 1),
      0,
    );
    const bytes = bytesPerFloat32 * (input + output + weights);
    const intensity = macs / bytes;
    if (intensity >= busyFrom) return [];
    const message =
      `"${node.name}" has ${macs} MACs for ${bytes} bytes of input, output and weights as float32, ${intensity.toFixed(1)} a ` +
      `byte: its time goes into memory traffic, and falls less than the MACs do. Compare measured times, not counts.`;
    return [advise(node, { code: "depthwise-memory-bound", severity: "hint", message })];
  });
}

function elements(shape: Shape | undefined): number | null {
  return shape?.kind === "ranked" ? dimToNumber(elementsPerExample(shape)) : null;
}
