/** Layers that only prepare sequences: RepeatVector and Masking. */
import { countElements } from "../cost/elementCount.ts";
import { knownDim } from "../shape/dim.ts";
import { formatShape, rankedShape } from "../shape/shape.ts";
import { readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

export const sequenceLayers: readonly LayerSpec[] = [
  {
    className: "RepeatVector",
    category: "reshaping",
    description: "Repeats a vector as every step of a sequence.",
    params: [{ name: "n", description: "Number of steps." }],
    infer: (call: LayerCallContext) => {
      const reader = readConfig(call.node);
      const steps = reader.integer("n");
      const shape = singleInput(reader, call.inputs);
      if (steps === undefined || !shape) return notInferred(reader);
      if (shape.kind === "unranked") return notInferred(reader, shape.reason);
      const [batch, features] = shape.dims;
      if (shape.dims.length !== 2 || !batch || !features) {
        reader.report(
          "wrong-rank",
          `RepeatVector "${call.node.name}" repeats a vector and is given ${formatShape(shape)}. Put a Flatten or a pooling layer before it.`,
        );
        return notInferred(reader);
      }
      return inferred(reader, {
        outputs: [rankedShape([batch, knownDim(steps), features])],
        operation: { op: "repeatVector", times: steps },
      });
    },
  },
  {
    className: "Masking",
    category: "core",
    description: "Marks steps whose values all equal the mask value, so that later layers skip them.",
    params: [{ name: "mask_value", description: "Value that marks a step as absent.", default: 0 }],
    infer: (call: LayerCallContext) => {
      const reader = readConfig(call.node);
      const value = reader.number("mask_value", 0);
      const shape = singleInput(reader, call.inputs);
      if (value === undefined || !shape) return notInferred(reader);
      if (shape.kind === "unranked") return notInferred(reader, shape.reason);
      return inferred(reader, {
        outputs: [shape],
        operation: { op: "masking", value },
        elementary: [{ label: "elementwise", count: countElements(shape) }],
      });
    },
  },
];
