/** Numbers put in the place of a model's free input sizes, such as a height that the file gives as `null`. */
import { formatDim, knownDim } from "../shape/dim.ts";
import { type RankedShape, rankedShape } from "../shape/shape.ts";
import { declaredEntryShape } from "./entryShape.ts";
import type { ModelGraph } from "./modelGraph.ts";

/** Elements by the name of a free size, as formulas show it: `H`, `W`, `T`, or `H_2` for a second input's height. */
export type FreeSizes = Readonly<Record<string, number>>;

/** The names of all free sizes of a model's inputs in their order; the batch is not among them. */
export function freeSizeNames(graph: ModelGraph): readonly string[] {
  const names = graph.inputs.flatMap(({ layer }, index) => {
    const node = graph.layers[layer];
    const shape = node && declaredEntryShape(node, index);
    return shape?.dims.slice(1).flatMap((dim) => (dim.kind === "symbol" ? [formatDim(dim)] : [])) ?? [];
  });
  return [...new Set(names)];
}

/** The shape with numbers for the free sizes that have one; the batch stays free. */
export function putFreeSizes(shape: RankedShape, sizes: FreeSizes): RankedShape {
  const dims = shape.dims.map((dim, axis) => {
    if (axis === 0 || dim.kind !== "symbol") return dim;
    const name = formatDim(dim);
    return Object.hasOwn(sizes, name) ? knownDim(sizes[name] as number) : dim;
  });
  return rankedShape(dims);
}
