/** One dimension of a tensor: a number, a formula of free input sizes, or unknown with the reason; never zero for "unknown". */
import {
  affineExpression,
  divideExpression,
  formatExpression,
  type SizeExpression,
  symbolExpression,
} from "./sizeExpression.ts";

export type Dim =
  | { readonly kind: "known"; readonly value: number }
  | { readonly kind: "symbol"; readonly expression: SizeExpression }
  | { readonly kind: "unknown"; readonly reason: string };

/** A size given by a number. */
export function knownDim(value: number): Dim {
  return { kind: "known", value };
}

/** A size that the file leaves free, under the name shown to people, such as `batch` or `H`. */
export function freeDim(name: string): Dim {
  return { kind: "symbol", expression: symbolExpression(name) };
}

/** A size that cannot be worked out, with the reason. */
export function unknownDim(reason: string): Dim {
  return { kind: "unknown", reason };
}

/** `factor·dim + offset` in elements; the caller checks that a known result is not negative. */
export function affineDim(dim: Dim, factor: number, offset: number): Dim {
  switch (dim.kind) {
    case "known":
      return knownDim(dim.value * factor + offset);
    case "symbol":
      return factor === 0
        ? knownDim(offset)
        : { kind: "symbol", expression: affineExpression(dim.expression, factor, offset) };
    case "unknown":
      return dim;
  }
}

export function floorDivideDim(dim: Dim, by: number): Dim {
  return divideDim(dim, by, "floorDivide");
}

export function ceilDivideDim(dim: Dim, by: number): Dim {
  return divideDim(dim, by, "ceilDivide");
}

/** Product of dimensions; a symbol times a symbol stays a formula; exact below 2^53, unknown beyond. */
export function multiplyDims(dims: readonly Dim[]): Dim {
  const unknown = dims.find((dim) => dim.kind === "unknown");
  if (unknown) return unknown;
  let factor = 1;
  const symbols: SizeExpression[] = [];
  for (const dim of dims) {
    if (dim.kind === "known") factor *= dim.value;
    else if (dim.kind === "symbol") symbols.push(dim.expression);
  }
  if (!Number.isSafeInteger(factor)) return unknownDim("the product is larger than 2^53");
  if (symbols.length === 0 || factor === 0) return knownDim(factor);
  const [first] = symbols;
  if (symbols.length === 1 && first)
    return { kind: "symbol", expression: affineExpression(first, factor, 0) };
  return { kind: "symbol", expression: { op: "product", of: symbols, factor } };
}

/** Sum of dimensions, in elements. */
export function addDims(dims: readonly Dim[]): Dim {
  const unknown = dims.find((dim) => dim.kind === "unknown");
  if (unknown) return unknown;
  let offset = 0;
  const symbols: SizeExpression[] = [];
  for (const dim of dims) {
    if (dim.kind === "known") offset += dim.value;
    else if (dim.kind === "symbol") symbols.push(dim.expression);
  }
  const [first] = symbols;
  if (!first) return knownDim(offset);
  if (symbols.length === 1) return { kind: "symbol", expression: affineExpression(first, 1, offset) };
  return { kind: "symbol", expression: { op: "sum", of: symbols, offset } };
}

/** True when both are surely the same size; two unknowns never are. */
export function sameDim(a: Dim, b: Dim): boolean {
  if (a.kind === "known" && b.kind === "known") return a.value === b.value;
  if (a.kind === "symbol" && b.kind === "symbol") {
    return formatExpression(a.expression) === formatExpression(b.expression);
  }
  return false;
}

/** True when the two sizes can never be equal, which is a fact only between two numbers. */
export function neverSameDim(a: Dim, b: Dim): boolean {
  return a.kind === "known" && b.kind === "known" && a.value !== b.value;
}

/** The number, or `null` for a free or unknown size, as Keras writes it. */
export function dimToNumber(dim: Dim): number | null {
  return dim.kind === "known" ? dim.value : null;
}

/** `112`, `⌈H/2⌉` or `?`. */
export function formatDim(dim: Dim): string {
  switch (dim.kind) {
    case "known":
      return String(dim.value);
    case "symbol":
      return formatExpression(dim.expression);
    case "unknown":
      return "?";
  }
}

function divideDim(dim: Dim, by: number, rounding: "floorDivide" | "ceilDivide"): Dim {
  switch (dim.kind) {
    case "known":
      return knownDim((rounding === "floorDivide" ? Math.floor : Math.ceil)(dim.value / by));
    case "symbol":
      return { kind: "symbol", expression: divideExpression(dim.expression, by, rounding) };
    case "unknown":
      return dim;
  }
}
