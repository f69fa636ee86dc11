/** Dimensions: formulas evaluate to what the same arithmetic on numbers gives, and unknowns never compare equal. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  addDims,
  affineDim,
  ceilDivideDim,
  type Dim,
  floorDivideDim,
  formatDim,
  freeDim,
  knownDim,
  multiplyDims,
  sameDim,
  unknownDim,
} from "../../../core/shape/dim.ts";
import { evaluateExpression } from "../../../core/shape/sizeExpression.ts";

const steps = fc.array(
  fc.oneof(
    fc.record({
      op: fc.constant("affine" as const),
      by: fc.integer({ min: 1, max: 4 }),
      plus: fc.integer({ min: -3, max: 5 }),
    }),
    fc.record({
      op: fc.constantFrom("floor" as const, "ceil" as const),
      by: fc.integer({ min: 1, max: 4 }),
      plus: fc.constant(0),
    }),
  ),
  { maxLength: 8 },
);

test("a formula of H evaluates to what the numbers give, whatever was folded", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 5000 }), (list, size) => {
      let formula: Dim = freeDim("H");
      let number: Dim = knownDim(size);
      for (const { op, by, plus } of list) {
        const apply = (dim: Dim) =>
          op === "affine"
            ? affineDim(dim, by, plus)
            : op === "floor"
              ? floorDivideDim(dim, by)
              : ceilDivideDim(dim, by);
        formula = apply(formula);
        number = apply(number);
      }
      assert.ok(formula.kind === "symbol" && number.kind === "known");
      assert.equal(
        evaluateExpression(formula.expression, () => size),
        number.value,
        formatDim(formula),
      );
    }),
    { seed: 20_261, numRuns: 500 },
  );
});

test("sums and products of formulas", () => {
  const flat = multiplyDims([freeDim("H"), freeDim("W"), knownDim(64)]);
  assert.equal(formatDim(flat), "64·H·W");
  assert.equal(formatDim(addDims([freeDim("H"), knownDim(3)])), "H + 3");
  assert.equal(multiplyDims([knownDim(2 ** 40), knownDim(2 ** 40)]).kind, "unknown");
});

test("equal formulas are the same size; two unknowns never are", () => {
  assert.ok(sameDim(affineDim(freeDim("H"), 2, 0), affineDim(freeDim("H"), 2, 0)));
  assert.ok(!sameDim(freeDim("H"), freeDim("W")));
  assert.ok(!sameDim(unknownDim("a"), unknownDim("a")));
});
