/** GetItem: the shape of `tensor[1:7:2, 0]` by Python's rules of slices. */
import type { ConfigData } from "../../graph/paramValue.ts";
import { type Dim, knownDim, unknownDim } from "../../shape/dim.ts";
import type { RankedShape } from "../../shape/shape.ts";
import { recordAt } from "./operands.ts";

/** `undefined` for a key that is no slice, number, `None` or ellipsis. */
export function itemShape(shape: RankedShape, key: ConfigData | undefined): Dim[] | undefined {
  if (key === undefined) return undefined;
  const keys: readonly ConfigData[] = Array.isArray(key) ? key : [key];
  const dims: Dim[] = [];
  let axis = 0;
  for (const item of keys) {
    const slice = recordAt(item, "__slice__");
    const dim = shape.dims[axis];
    if (item === null) dims.push(knownDim(1));
    else if (typeof item === "number" && dim) axis++;
    else if (slice && dim) {
      dims.push(slicedSize(dim, slice));
      axis++;
    } else if (recordAt(item, "__ellipsis__")) {
      const after = keys.slice(keys.indexOf(item) + 1).filter((other) => other !== null).length;
      while (axis < shape.dims.length - after) dims.push(shape.dims[axis++] ?? knownDim(1));
    } else return undefined;
  }
  return [...dims, ...shape.dims.slice(axis)];
}

function slicedSize(dim: Dim, slice: { readonly [key: string]: ConfigData }): Dim {
  const { start = null, stop = null, step = null } = slice;
  if (start === null && stop === null && (step === null || step === 1 || step === -1)) return dim;
  const by = step === null ? 1 : step;
  if (dim.kind !== "known" || typeof by !== "number" || by === 0) {
    return unknownDim("a slice of a free size");
  }
  const size = dim.value;
  const bound = (value: ConfigData, fallback: number) => {
    if (typeof value !== "number") return fallback;
    const positive = value < 0 ? value + size : value;
    return by > 0 ? Math.min(Math.max(positive, 0), size) : Math.min(Math.max(positive, -1), size - 1);
  };
  const from = bound(start, by > 0 ? 0 : size - 1);
  const to = bound(stop, by > 0 ? size : -1);
  return knownDim(Math.max(0, Math.ceil((to - from) / by)));
}
