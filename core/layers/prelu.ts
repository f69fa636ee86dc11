/** PReLU: a leaky rectifier whose slopes are learned, one an element unless axes are shared. */
import { countElements } from "../cost/elementCount.ts";
import type { ConfigData } from "../graph/paramValue.ts";
import { formatDim } from "../shape/dim.ts";
import { formatShape, type RankedShape } from "../shape/shape.ts";
import { type ConfigReader, readConfig } from "./configReader.ts";
import { readInitializer } from "./initializer.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { inferred, notInferred, singleInput } from "./result.ts";

export const preluLayer: LayerSpec = {
  className: "PReLU",
  category: "activation",
  description: "Rectified linear unit with learned slopes for negative values.",
  params: [
    {
      name: "shared_axes",
      description: "Axes, counted from 1, along which one slope is shared; usually height and width.",
      default: null,
    },
    {
      name: "alpha_initializer",
      description: "How the slopes are filled before training.",
      default: "zeros",
    },
  ],
  infer: (call: LayerCallContext) => {
    const reader = readConfig(call.node);
    const shape = singleInput(reader, call.inputs);
    if (!shape) return notInferred(reader);
    if (shape.kind === "unranked") return notInferred(reader, shape.reason);
    const shared = readSharedAxes(reader);
    const alphaShape = shared && slopeShape(reader, shape, shared);
    if (!alphaShape) return notInferred(reader);
    return inferred(reader, {
      outputs: [shape],
      operation: { op: "prelu", alphaShape },
      weights: [
        {
          name: "alpha",
          shape: alphaShape,
          trainable: true,
          initializer: readInitializer(reader, "alpha_initializer", "Zeros"),
        },
      ],
      elementary: [{ label: "activation", count: countElements(shape) }],
    });
  },
};

/** Axes, counted from 1, along which one weight serves all. */
export function readSharedAxes(reader: ConfigReader): number[] | undefined {
  const data = reader.data("shared_axes");
  if (data === undefined || data === null) return [];
  const list: readonly ConfigData[] = Array.isArray(data) ? data : [data];
  if (list.every((axis) => typeof axis === "number" && Number.isInteger(axis) && axis >= 1))
    return list as number[];
  reader.report("invalid-argument", `shared_axes of "${reader.node.name}" must be axes counted from 1.`, {
    param: "shared_axes",
  });
  return undefined;
}

/** One weight an element, 1 where an axis is shared. */
export function slopeShape(
  reader: ConfigReader,
  shape: RankedShape,
  shared: readonly number[],
): number[] | undefined {
  const sizes: number[] = [];
  for (const [index, dim] of shape.dims.slice(1).entries()) {
    if (shared.includes(index + 1)) sizes.push(1);
    else if (dim.kind === "known") sizes.push(dim.value);
    else {
      if (dim.kind === "symbol") {
        reader.report(
          "size-not-known",
          `${reader.node.className} "${reader.node.name}" has one slope per element of axis ${index + 1}, but its input ${formatShape(shape)} leaves that size free (${formatDim(dim)}). Share the axis, or fix the size.`,
        );
      }
      if (dim.kind === "unknown") reader.setUnsure(dim.reason);
      return undefined;
    }
  }
  return sizes;
}
