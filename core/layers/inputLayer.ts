/** InputLayer: where a tensor enters the model. */

import type { LayerNode } from "../graph/modelGraph.ts";
import type { ConfigData } from "../graph/paramValue.ts";
import { formulaDim, unknownDim } from "../shape/dim.ts";
import { type RankedShape, rankedShape, shapeFromNumbers } from "../shape/shape.ts";
import { readConfig } from "./configReader.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import { inferred, notInferred } from "./result.ts";

export const inputLayer: LayerSpec = {
  className: "InputLayer",
  category: "core",
  description: "Where a tensor enters the model.",
  params: [
    {
      name: "batch_shape",
      aliases: ["batch_input_shape", "shape", "input_shape"],
      description: "Shape of the input, batch first; null where a size is free.",
    },
    { name: "dtype", description: "Type of the numbers.", default: "float32" },
  ],
  infer: (call: LayerCallContext) => {
    const reader = readConfig(call.node);
    const shape = call.inputs[0];
    if (shape) return inferred(reader, { outputs: [shape], operation: { op: "input" } });
    const declared = declaredInputShape(call.node);
    if (declared) return inferred(reader, { outputs: [declared], operation: { op: "input" } });
    reader.data("batch_shape"); // tells of one that is not computable
    if (reader.unsure() !== undefined) return notInferred(reader);
    const odd = oddInputSize(call.node);
    const name = `InputLayer "${call.node.name}"`;
    if (odd === undefined) {
      reader.report("missing-input-shape", `${name} does not say its shape; add batch_shape.`);
    } else {
      const message = `${name} has the size ${JSON.stringify(odd)}. Sizes are positive whole numbers, or null where they are free.`;
      reader.report("missing-input-shape", message, { param: "batch_shape" });
    }
    return notInferred(reader);
  },
};

/** The first entry of `batch_shape` that is no size; `undefined` where there is none, or no list. */
export function oddInputSize({ config }: LayerNode): ConfigData | undefined {
  const param = Object.hasOwn(config, "batch_shape") ? config.batch_shape : undefined;
  const sizes = param?.kind === "constant" ? param.value : undefined;
  return Array.isArray(sizes) ? (sizes as readonly ConfigData[]).find((size) => !isSize(size)) : undefined;
}

/** The shape that `batch_shape` gives, batch first; `undefined` where it is absent or not a list of sizes. */
export function declaredInputShape(node: LayerNode, freeSuffix = ""): RankedShape | undefined {
  const param = Object.hasOwn(node.config, "batch_shape") ? node.config.batch_shape : undefined;
  const sizes = param?.kind === "constant" ? param.value : param?.known;
  if (!Array.isArray(sizes)) return undefined;
  const list = sizes as readonly (ConfigData | undefined)[];
  if (list.length === 0 || !list.every((size) => size === undefined || isSize(size))) return undefined;
  const numbers = list.map((size) => (size === -1 || size === undefined ? null : size)) as (number | null)[];
  const shape = shapeFromNumbers(numbers, freeSuffix);
  if (param?.kind !== "notComputable") return shape;
  return rankedShape(
    shape.dims.map((dim, axis) => {
      if (list[axis] !== undefined) return dim;
      const size = param.sizes?.[axis];
      return size ? formulaDim(size) : unknownDim(param.reason);
    }),
  );
}

/** A batch may be 0 in odd files; every other size is positive, or free as `null` or -1. */
function isSize(size: ConfigData): boolean {
  return (
    size === null || (typeof size === "number" && Number.isSafeInteger(size) && size >= -1 && size !== 0)
  );
}
