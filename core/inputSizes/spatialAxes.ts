/** The spatial axes of a model's first input, and the free sizes that can stand in place of its numbers. */
import type { ModelAnalysis } from "../graph/modelAnalysis.ts";
import { type Dim, dimToNumber, freeDim } from "../shape/dim.ts";

export interface SpatialAxis {
  /** Position in the input without the batch. */
  readonly position: number;
  /** `height`, `width`, `depth`, `length`. */
  readonly name: string;
  /** Name of the free size that stands for it. */
  readonly symbol: string;
  /** What the file says; `null` where it leaves the size free. */
  readonly size: number | null;
}

const namesByCount: Readonly<Record<number, readonly (readonly [name: string, symbol: string])[]>> = {
  1: [["length", "T"]],
  2: [
    ["height", "H"],
    ["width", "W"],
  ],
  3: [
    ["depth", "D"],
    ["height", "H"],
    ["width", "W"],
  ],
};

/** Empty where the first input has no spatial axes, or more than three. */
export function spatialAxes(analysis: ModelAnalysis): SpatialAxis[] {
  const shape = analysis.inputs[0]?.shape;
  if (shape?.kind !== "ranked") return [];
  const sizes = shape.dims.slice(1);
  const names = namesByCount[sizes.length - 1] ?? [];
  const first = channelsFirst(analysis) ? 1 : 0;
  return names.map(([name, symbol], index) => {
    const position = first + index;
    const dim = sizes[position];
    return { position, name, symbol, size: dim ? dimToNumber(dim) : null };
  });
}

/** The dimensions of the first input, without the batch, with every spatial axis free. */
export function freedInput(analysis: ModelAnalysis, axes: readonly SpatialAxis[]): readonly Dim[] {
  const shape = analysis.inputs[0]?.shape;
  const dims = shape?.kind === "ranked" ? shape.dims.slice(1) : [];
  return dims.map((dim, position) => {
    const axis = axes.find((each) => each.position === position);
    return axis ? freeDim(axis.symbol) : dim;
  });
}

/** As the first layer says that has a data format, in this model or the first one inside. */
function channelsFirst(analysis: ModelAnalysis): boolean {
  for (const layer of analysis.layers) {
    const operation = layer.calls[0]?.inference?.operation;
    if (operation && "dataFormat" in operation) return operation.dataFormat === "channels_first";
    if (layer.nested) return channelsFirst(layer.nested);
  }
  return false;
}
