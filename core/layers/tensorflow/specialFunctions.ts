/** Functions of TensorFlow whose arguments have a form of their own: reshape, split, shape and slices. */
import type { ConfigData } from "../../graph/paramValue.ts";
import type { Inferred } from "../../graph/problem.ts";
import { type Dim, floorDivideDim, knownDim, multiplyDims, unknownDim } from "../../shape/dim.ts";
import { rankedShape } from "../../shape/shape.ts";
import { type ConfigReader, readConfig } from "../configReader.ts";
import type { LayerInference } from "../layerInference.ts";
import type { LayerCallContext } from "../layerSpec.ts";
import { wholeNumber } from "../operations/operationSpec.ts";
import { inferred, movesValues, notInferred } from "../result.ts";
import type { WrittenFunction } from "./graphNode.ts";

/** The sizes of a tensor as a tensor: one number for each axis. */
export function inferShapeOf(call: LayerCallContext): Inferred<LayerInference> {
  const reader = readConfig(call.node);
  const [shape] = call.inputs;
  if (shape?.kind !== "ranked") return notInferred(reader, shape?.reason);
  return inferred(reader, {
    outputs: [rankedShape([knownDim(shape.dims.length)])],
    operation: null,
    idle: movesValues,
  });
}

/** A size that is -1, or that another layer works out, is open; the first one stands for the batch. */
export function inferReshape(call: LayerCallContext, { named }: WrittenFunction): Inferred<LayerInference> {
  const reader = readConfig(call.node);
  const [shape] = call.inputs;
  const { shape: given } = named;
  if (shape?.kind !== "ranked") return notInferred(reader, shape?.reason);
  if (!Array.isArray(given)) return notInferred(reader, `the new shape of "${call.node.name}" is a tensor`);
  const sizes = (given as readonly ConfigData[]).map((size) => {
    const number = wholeNumber(size, -1);
    return number < 0 ? null : number;
  });
  const dims = sizes.length === 0 ? [] : reshapedDims(reader, sizes, shape.dims);
  return dims
    ? inferred(reader, { outputs: [rankedShape(dims)], operation: null, idle: movesValues })
    : notInferred(reader);
}

function reshapedDims(
  reader: ConfigReader,
  [first = null, ...rest]: readonly (number | null)[],
  [batch = knownDim(1), ...inner]: readonly Dim[],
): Dim[] | undefined {
  const each = multiplyDims(inner);
  const fixed = rest.reduce<number>((product, size) => product * (size ?? 1), 1);
  const open = rest.filter((size) => size === null).length;
  const unknown = unknownDim(
    `a size of "${reader.node.name}" is open, and depends on the number of examples`,
  );
  const misfit =
    each.kind === "known" && (open === 0 ? each.value !== fixed : fixed === 0 || each.value % fixed !== 0);
  if (first === null && misfit && open > 0) {
    reader.report(
      "reshape-size-mismatch",
      `"${reader.node.name}" cannot arrange the ${each.value} elements of an example in parts of ${fixed}.`,
    );
    return undefined;
  }
  const head = first !== null ? knownDim(first) : misfit ? unknown : batch;
  const openSize =
    first === null && open === 1 && each.kind !== "unknown" ? floorDivideDim(each, fixed) : unknown;
  return [head, ...rest.map((size) => (size === null ? openSize : knownDim(size)))];
}

/** The arguments of the operation Split: a number of parts, or the places of the cuts. */
export function splitArguments({ named }: WrittenFunction): Record<string, ConfigData> | undefined {
  const parts = named.num_or_size_splits ?? null;
  const axis = wholeNumber(named.axis, 0);
  if (typeof parts === "number") return { indices_or_sections: parts, axis };
  if (!Array.isArray(parts)) return undefined;
  const sizes = (parts as readonly ConfigData[]).map((size) => wholeNumber(size, -1));
  if (sizes.some((size) => size < 0)) return undefined;
  let at = 0;
  const cuts = sizes.slice(0, -1).map((size) => {
    at += size;
    return at;
  });
  return { indices_or_sections: cuts, axis };
}

/** The index of a slice as Keras 3 writes it; `undefined` where it holds a tensor or cannot be read. */
export function slicingKey({ named }: WrittenFunction): readonly ConfigData[] | undefined {
  if (Array.isArray(named.begin)) return stridedKey(named);
  const spec = named.slice_spec;
  if (spec === undefined) return undefined;
  const items: readonly ConfigData[] = Array.isArray(spec) ? spec : [spec];
  const keys = items.map(keyOf);
  return keys.every((key) => key !== undefined) ? keys : undefined;
}

function keyOf(item: ConfigData): ConfigData | undefined {
  if (item === null || typeof item === "number") return item;
  if (typeof item !== "object" || Array.isArray(item)) return undefined;
  const record = item as { readonly [key: string]: ConfigData };
  if (record.class_name === "__ellipsis__") return { class_name: "__ellipsis__", config: {} };
  const { start = null, stop = null, step = null } = record;
  const bounds = [start, stop, step];
  if (
    record.class_name !== undefined ||
    !bounds.every((bound) => bound === null || typeof bound === "number")
  ) {
    return undefined;
  }
  return { class_name: "__slice__", config: { start, stop, step } };
}

/** `tf.strided_slice`: bits of five masks say what the bounds of each axis mean. */
function stridedKey(named: WrittenFunction["named"]): ConfigData[] | undefined {
  const [begin, end] = [named.begin, named.end];
  if (!Array.isArray(begin) || !Array.isArray(end)) return undefined;
  const bit = (mask: string, axis: number) => Math.floor(wholeNumber(named[mask], 0) / 2 ** axis) % 2 === 1;
  return (begin as readonly ConfigData[]).map((start, axis): ConfigData => {
    if (bit("new_axis_mask", axis)) return null;
    if (bit("ellipsis_mask", axis)) return { class_name: "__ellipsis__", config: {} };
    if (bit("shrink_axis_mask", axis)) return wholeNumber(start, 0);
    const step = Array.isArray(named.strides) ? (named.strides[axis] ?? null) : null;
    return {
      class_name: "__slice__",
      config: {
        start: bit("begin_mask", axis) ? null : start,
        stop: bit("end_mask", axis) ? null : ((end as readonly ConfigData[])[axis] ?? null),
        step: step === 1 ? null : step,
      },
    };
  });
}
