/** Flatten: all axes but the batch in one. */
import { formatDim, knownDim } from "../shape/dim.ts";
import { elementsPerExample, formatShape, rankedShape } from "../shape/shape.ts";
import { readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

export const flattenLayer: LayerSpec = {
  className: "Flatten",
  category: "reshaping",
  description: "Puts all axes but the batch into one.",
  params: sharedParams("data_format"),
  infer: (call: LayerCallContext) => {
    const reader = readConfig(call.node);
    const dataFormat = reader.dataFormat();
    const shape = singleInput(reader, call.inputs);
    if (dataFormat === undefined || !shape) return notInferred(reader);
    if (shape.kind === "unranked") return notInferred(reader, shape.reason);
    const size = elementsPerExample(shape);
    return inferred(reader, {
      outputs: [rankedShape([shape.dims[0] ?? knownDim(1), size])],
      operation: { op: "flatten", dataFormat },
      sizeSteps: [
        { axis: "features", text: `${formatShape(shape).replaceAll("×", "·")} = ${formatDim(size)}` },
      ],
    });
  },
};
