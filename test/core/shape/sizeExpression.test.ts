/** Formulas of sizes: whatever is simplified keeps its value, text is canonical, and bounds hold for every size tried. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { neverEqual, neverSmaller } from "../../../core/shape/expressionBounds.ts";
import {
  affineExpression,
  divideExpression,
  evaluateExpression,
  multiplyExpressions,
  numberExpression,
  type SizeExpression,
  subtractExpressions,
  sumExpressions,
  symbolExpression,
} from "../../../core/shape/sizeExpression.ts";

const [H, W] = [symbolExpression("H"), symbolExpression("W")];
const times = (a: SizeExpression, b: SizeExpression) =>
  multiplyExpressions(a, b) ?? numberExpression(Number.NaN);
const plus = (a: SizeExpression, b: number) => affineExpression(a, 1, b);
const by = (a: number, of: SizeExpression) => affineExpression(of, a, 0);
const floor = (of: SizeExpression, divisor: number) => divideExpression(of, divisor, "floor");
const ceil = (of: SizeExpression, divisor: number) => divideExpression(of, divisor, "ceil");

/** How a formula is made, so that the same steps can be taken with numbers. */
type Recipe =
  | { readonly op: "H" | "W" }
  | { readonly op: "affine"; readonly of: Recipe; readonly factor: number; readonly offset: number }
  | { readonly op: "floor" | "ceil"; readonly of: Recipe; readonly by: number }
  | { readonly op: "sum" | "product" | "difference"; readonly left: Recipe; readonly right: Recipe };

const recipes = fc.letrec<{ recipe: Recipe }>((tie) => ({
  recipe: fc.oneof(
    { depthSize: "small", withCrossShrink: true, maxDepth: 5 },
    fc.record({ op: fc.constantFrom("H" as const, "W" as const) }),
    fc.record({
      op: fc.constant("affine" as const),
      of: tie("recipe"),
      factor: fc.integer({ min: -3, max: 4 }),
      offset: fc.integer({ min: -7, max: 7 }),
    }),
    fc.record({
      op: fc.constantFrom("floor" as const, "ceil" as const),
      of: tie("recipe"),
      by: fc.integer({ min: 1, max: 6 }),
    }),
    fc.record({
      op: fc.constantFrom("sum" as const, "product" as const, "difference" as const),
      left: tie("recipe"),
      right: tie("recipe"),
    }),
  ),
})).recipe;

function formulaOf(recipe: Recipe): SizeExpression {
  switch (recipe.op) {
    case "H":
    case "W":
      return symbolExpression(recipe.op);
    case "affine":
      return affineExpression(formulaOf(recipe.of), recipe.factor, recipe.offset);
    case "floor":
    case "ceil":
      return divideExpression(formulaOf(recipe.of), recipe.by, recipe.op);
    case "sum":
      return sumExpressions([formulaOf(recipe.left), formulaOf(recipe.right)]);
    case "product":
      return times(formulaOf(recipe.left), formulaOf(recipe.right));
    case "difference":
      return subtractExpressions(formulaOf(recipe.left), formulaOf(recipe.right));
  }
}

function numberOf(recipe: Recipe, sizes: Readonly<Record<"H" | "W", number>>): number {
  switch (recipe.op) {
    case "H":
    case "W":
      return sizes[recipe.op];
    case "affine":
      return numberOf(recipe.of, sizes) * recipe.factor + recipe.offset;
    case "floor":
    case "ceil":
      return Math[recipe.op](numberOf(recipe.of, sizes) / recipe.by);
    case "sum":
      return numberOf(recipe.left, sizes) + numberOf(recipe.right, sizes);
    case "product":
      return numberOf(recipe.left, sizes) * numberOf(recipe.right, sizes);
    case "difference":
      return numberOf(recipe.left, sizes) - numberOf(recipe.right, sizes);
  }
}

const size = fc.integer({ min: 1, max: 60 });
const valueAt = (formula: SizeExpression, h: number, w: number) =>
  evaluateExpression(formula, (name) => (name === "H" ? h : w));

test("a formula has the value that the same steps with numbers have", () => {
  fc.assert(
    fc.property(recipes, size, size, (recipe, h, w) => {
      const value = numberOf(recipe, { H: h, W: w });
      fc.pre(Number.isSafeInteger(value));
      const formula = formulaOf(recipe);
      assert.equal((valueAt(formula, h, w) ?? Number.NaN) + 0, value + 0, formula.text);
    }),
    { seed: 3_006, numRuns: 3000 },
  );
});

test("the canonical form is settled: building it again from its parts changes nothing", () => {
  const again = (formula: SizeExpression): SizeExpression =>
    sumExpressions([
      numberExpression(formula.constant),
      ...formula.terms.map(({ factor, atoms }) =>
        by(
          factor,
          atoms
            .map((atom) =>
              atom.kind === "quotient" ? floor(again(atom.of), atom.by) : symbolExpression(atom.text),
            )
            .reduce(times),
        ),
      ),
    ]);
  fc.assert(
    fc.property(recipes, (recipe) => {
      const formula = formulaOf(recipe);
      assert.deepEqual(again(formula), formula);
    }),
    { seed: 3_007, numRuns: 2000 },
  );
});

test("order and grouping do not matter", () => {
  fc.assert(
    fc.property(recipes, recipes, recipes, (a, b, c) => {
      const [x, y, z] = [formulaOf(a), formulaOf(b), formulaOf(c)];
      assert.deepEqual(sumExpressions([x, y, z]), sumExpressions([z, sumExpressions([y, x])]));
      assert.equal(times(x, y).text, times(y, x).text);
      assert.equal(subtractExpressions(sumExpressions([x, y]), y).text, x.text);
    }),
    { seed: 3_008, numRuns: 1000 },
  );
});

test("what bounds show holds for every size tried", () => {
  let shown = 0;
  fc.assert(
    fc.property(recipes, recipes, fc.array(fc.tuple(size, size), { minLength: 20 }), (a, b, sizes) => {
      const [x, y] = [formulaOf(a), formulaOf(b)];
      const [unequal, notSmaller] = [neverEqual(x, y), neverSmaller(x, y)];
      if (unequal || notSmaller) shown++;
      for (const [h, w] of [[1, 1] as const, ...sizes]) {
        const [left, right] = [valueAt(x, h, w) ?? 0, valueAt(y, h, w) ?? 0];
        if (!Number.isSafeInteger(left) || !Number.isSafeInteger(right)) continue;
        assert.ok(!unequal || left !== right, `${x.text} is never ${y.text}, at ${h}×${w} it is`);
        assert.ok(!notSmaller || left >= right, `${x.text} >= ${y.text}, not at ${h}×${w}`);
      }
    }),
    { seed: 3_009, numRuns: 2000 },
  );
  assert.ok(shown > 500, `${shown} of 2000 pairs show something`);
});

test("formulas read as people write them", () => {
  const formulas: readonly (readonly [SizeExpression, string])[] = [
    [ceil(H, 2), "⌈H/2⌉"],
    [ceil(ceil(ceil(H, 2), 2), 2), "⌈H/8⌉"],
    [floor(floor(H, 2), 3), "⌊H/6⌋"],
    [floor(by(2, H), 2), "H"],
    [floor(plus(by(2, H), 1), 2), "H"],
    [ceil(plus(by(2, H), 1), 2), "H + 1"],
    [floor(plus(by(2, H), 1), 4), "⌊H/2⌋"],
    // A valid 3×3 window of stride 2, then one of stride 1.
    [plus(floor(plus(W, -3), 2), 1), "⌈W/2⌉ − 1"],
    [plus(plus(floor(plus(W, -3), 2), 1), -2), "⌈W/2⌉ − 3"],
    [plus(by(2, floor(plus(W, -3), 2)), 1), "2·⌈W/2⌉ − 3"],
    [plus(floor(plus(H, -3), 3), 1), "⌊H/3⌋"],
    [floor(plus(H, 1), 3), "⌊(H + 1)/3⌋"],
    [floor(by(3, H), 2), "⌊3·H/2⌋"],
    [by(64, times(H, W)), "64·H·W"],
    [by(64, times(plus(H, -2), plus(W, -2))), "64·(H − 2)·(W − 2)"],
    [times(W, plus(by(2, H), 1)), "(2·H + 1)·W"],
    [by(32, times(ceil(W, 2), ceil(H, 2))), "32·⌈H/2⌉·⌈W/2⌉"],
    [sumExpressions([by(9, times(W, H)), by(3, times(H, W)), H, plus(H, 4)]), "12·H·W + 2·H + 4"],
    [subtractExpressions(plus(H, 3), H), "3"],
    [by(-1, plus(H, -4)), "−H + 4"],
    [floor(times(plus(H, 1), plus(W, 1)), 2), "⌈(H·W + H + W)/2⌉"],
  ];
  assert.deepEqual(
    formulas.map(([formula]) => formula.text),
    formulas.map(([, text]) => text),
  );
});

test("sizes that can never meet are told from those that sometimes do", () => {
  const never = [
    [H, plus(H, 1)],
    [by(2, floor(H, 2)), plus(by(2, W), 1)],
    [by(2, ceil(H, 2)), plus(H, 3)],
    [H, by(2, H)],
    [plus(H, 8), numberExpression(5)],
  ] as const;
  const sometimes = [
    [by(2, ceil(H, 2)), H],
    [by(2, floor(H, 2)), H],
    [by(2, ceil(H, 2)), plus(H, 1)],
    [H, W],
    [H, numberExpression(5)],
    [by(3, H), by(2, W)],
  ] as const;
  for (const [a, b] of never) assert.ok(neverEqual(a, b), `${a.text} and ${b.text}`);
  for (const [a, b] of sometimes) assert.ok(!neverEqual(a, b), `${a.text} and ${b.text}`);
});
