/** The shape of a tensor: its dimensions, batch first, or an unknown rank with the reason. */
import { type Dim, dimToNumber, formatDim, freeDim, knownDim, multiplyDims } from "./dim.ts";
import { factorText } from "./sizeExpression.ts";

export type Shape =
  | { readonly kind: "ranked"; readonly dims: readonly Dim[] }
  | { readonly kind: "unranked"; readonly reason: string };

export type RankedShape = Extract<Shape, { kind: "ranked" }>;

export function rankedShape(dims: readonly Dim[]): RankedShape {
  return { kind: "ranked", dims };
}

export function unrankedShape(reason: string): Shape {
  return { kind: "unranked", reason };
}

/**
 * Shape from the numbers of a model file, batch first; `null` becomes a free size named after its axis (`H`, `W` ...), with
 * `suffix` behind it so that the free sizes of two inputs are not taken for the same. The batch is always `batch`.
 */
export function shapeFromNumbers(sizes: readonly (number | null)[], suffix = ""): RankedShape {
  const names = freeAxisNames(sizes);
  return rankedShape(
    sizes.map((size, axis) => {
      if (size !== null) return knownDim(size);
      return freeDim(axis === 0 ? "batch" : `${names[axis]}${suffix}`);
    }),
  );
}

/** Names of axes by rank: 1-D `T`, 2-D `H`, `W`, 3-D `D`, `H`, `W`; channels first where only the first is a number. */
function freeAxisNames(sizes: readonly (number | null)[]): readonly string[] {
  const spatial: Record<number, readonly string[]> = { 3: ["T"], 4: ["H", "W"], 5: ["D", "H", "W"] };
  const names = spatial[sizes.length];
  if (!names) return sizes.map((_, axis) => `N${axis}`);
  const channelsFirst = typeof sizes[1] === "number" && sizes.at(-1) === null;
  return channelsFirst ? ["batch", "C", ...names] : ["batch", ...names, "C"];
}

/** The sizes as Keras writes them, `null` where free or unknown; `null` for an unknown rank. */
export function shapeToNumbers(shape: Shape): (number | null)[] | null {
  return shape.kind === "ranked" ? shape.dims.map(dimToNumber) : null;
}

/** `112×112×32` or `(H − 2)×⌈W/2⌉×8`, without the batch; `?` for an unknown rank, `scalar` for a batch alone. */
export function formatShape(shape: Shape): string {
  if (shape.kind === "unranked") return "?";
  const dims = shape.dims.slice(1);
  return dims.length === 0
    ? "scalar"
    : dims.map((dim) => (dim.kind === "symbol" ? factorText(dim.expression) : formatDim(dim))).join("×");
}

/** Elements of one example: the product of all dimensions but the batch. */
export function elementsPerExample(shape: RankedShape): Dim {
  return multiplyDims(shape.dims.slice(1));
}

/** Axis from a possibly negative one; `undefined` when it is outside the rank. */
export function normaliseAxis(axis: number, rank: number): number | undefined {
  const positive = axis < 0 ? axis + rank : axis;
  return Number.isInteger(positive) && positive >= 0 && positive < rank ? positive : undefined;
}
