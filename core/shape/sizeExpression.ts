/** A size that depends on free sizes of the input, kept as a formula such as `⌈H/2⌉`, never as a guess. */
export type SizeExpression =
  | { readonly op: "symbol"; readonly name: string }
  /** `factor·of + offset`, factor >= 1. */
  | { readonly op: "affine"; readonly of: SizeExpression; readonly factor: number; readonly offset: number }
  | { readonly op: "floorDivide" | "ceilDivide"; readonly of: SizeExpression; readonly by: number }
  | { readonly op: "product"; readonly of: readonly SizeExpression[]; readonly factor: number }
  | { readonly op: "sum"; readonly of: readonly SizeExpression[]; readonly offset: number };

export function symbolExpression(name: string): SizeExpression {
  return { op: "symbol", name };
}

/** `factor·of + offset`, folded where `of` is affine already. */
export function affineExpression(of: SizeExpression, factor: number, offset: number): SizeExpression {
  if (factor === 1 && offset === 0) return of;
  if (of.op === "affine") {
    return affineExpression(of.of, of.factor * factor, of.offset * factor + offset);
  }
  return { op: "affine", of, factor, offset };
}

/** Division by a positive integer, rounded down or up; `⌈⌈x/a⌉/b⌉ = ⌈x/(a·b)⌉`, and the same for floors. */
export function divideExpression(
  of: SizeExpression,
  by: number,
  rounding: "floorDivide" | "ceilDivide",
): SizeExpression {
  if (by === 1) return of;
  if (of.op === rounding) return divideExpression(of.of, of.by * by, rounding);
  if (of.op === "affine" && of.factor % by === 0 && of.offset % by === 0) {
    return affineExpression(of.of, of.factor / by, of.offset / by);
  }
  return { op: rounding, of, by };
}

/** Text a person reads; equal text means equal expression. */
export function formatExpression(expression: SizeExpression): string {
  switch (expression.op) {
    case "symbol":
      return expression.name;
    case "affine": {
      const inner = formatExpression(expression.of);
      const scaled =
        expression.factor === 1 ? inner : `${expression.factor}·${asFactor(expression.of, inner)}`;
      return scaled + formatOffset(expression.offset);
    }
    case "floorDivide":
      return `⌊${asDividend(expression.of)}/${expression.by}⌋`;
    case "ceilDivide":
      return `⌈${asDividend(expression.of)}/${expression.by}⌉`;
    case "product": {
      const factors = expression.of.map((factor) => asFactor(factor, formatExpression(factor)));
      return (expression.factor === 1 ? factors : [String(expression.factor), ...factors]).join("·");
    }
    case "sum":
      return expression.of.map(formatExpression).join(" + ") + formatOffset(expression.offset);
  }
}

/** The value once every symbol has one; `undefined` while one is missing. */
export function evaluateExpression(
  expression: SizeExpression,
  sizeOf: (symbol: string) => number | undefined,
): number | undefined {
  switch (expression.op) {
    case "symbol":
      return sizeOf(expression.name);
    case "affine": {
      const inner = evaluateExpression(expression.of, sizeOf);
      return inner === undefined ? undefined : inner * expression.factor + expression.offset;
    }
    case "floorDivide":
    case "ceilDivide": {
      const inner = evaluateExpression(expression.of, sizeOf);
      if (inner === undefined) return undefined;
      return (expression.op === "floorDivide" ? Math.floor : Math.ceil)(inner / expression.by);
    }
    case "product":
    case "sum": {
      const values = expression.of.map((part) => evaluateExpression(part, sizeOf));
      if (values.some((value) => value === undefined)) return undefined;
      const numbers = values as number[];
      return expression.op === "product"
        ? numbers.reduce((a, b) => a * b, expression.factor)
        : numbers.reduce((a, b) => a + b, expression.offset);
    }
  }
}

function formatOffset(offset: number): string {
  if (offset === 0) return "";
  return offset > 0 ? ` + ${offset}` : ` − ${-offset}`;
}

function asFactor(expression: SizeExpression, text: string): string {
  return expression.op === "affine" || expression.op === "sum" ? `(${text})` : text;
}

function asDividend(expression: SizeExpression): string {
  return asFactor(expression, formatExpression(expression));
}
