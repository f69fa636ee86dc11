/** Models with free sizes: putting numbers into the formulas gives what an analysis with those numbers gives. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Count, countExpression } from "../../../core/cost/count.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import { sizeConditions } from "../../../core/inputSizes/sizeConditions.ts";
import { dimExpression } from "../../../core/shape/dim.ts";
import { type Shape, shapeToNumbers } from "../../../core/shape/shape.ts";
import { evaluateExpression, type SizeExpression } from "../../../core/shape/sizeExpression.ts";
import { randomFreeModel, randomNumbers } from "../../support/randomModels.ts";

type Evaluate = (expression: SizeExpression) => number | undefined;

const modelsWanted = 200;
const sizesTried = 24;

test(`the formulas of ${modelsWanted} random models hold`, (context) => {
  const random = randomNumbers(20_263);
  let models = 0;
  let comparisons = 0;
  let layers = 0;
  let refused = 0;
  let peaks = 0;
  for (let drawn = 0; models < modelsWanted; drawn++) {
    assert.ok(drawn < 2 * modelsWanted, `${models} of ${drawn} models have a size that works`);
    const graph = randomFreeModel(random);
    const free = analyseModel(graph);
    let compared = 0;
    for (let attempt = 0; attempt < sizesTried; attempt++) {
      const [height, width] = [random(1, 64), random(1, 64)];
      const evaluate: Evaluate = (expression) =>
        evaluateExpression(expression, (name) => ({ H: height, W: width })[name]);
      if (hasError(free) || !meets(free, evaluate)) {
        // Where the formulas say that a size does not fit, only a branch of size 1 can.
        refused++;
        continue;
      }
      const sized = analyseModel(graph, { inputShape: [height, width, null] });
      assert.ok(
        !hasError(sized),
        `${height}×${width}: ${JSON.stringify(sized.problems)} ${JSON.stringify(graph)}`,
      );
      layers += compare(free, sized, evaluate, `model ${drawn} at ${height}×${width}`);
      compared++;
    }
    if (compared > 0) models++;
    if (compared > 0 && countExpression(free.totals.peakActivationElements)) peaks++;
    comparisons += compared;
  }
  context.diagnostic(
    `${models} models, ${comparisons} sizes, ${layers} layers and ${peaks} peaks of memory equal; ${refused} sizes do not fit`,
  );
  assert.ok(comparisons > 5 * models);
  assert.ok(peaks > 0.9 * models, `${peaks} peaks`);
});

test("free sizes keep counts no numbers, with the reason beside the formula", () => {
  const { totals } = analyseModel(randomFreeModel(randomNumbers(4)));
  assert.equal(totals.macs.kind, "unknown");
  assert.ok(totals.macs.kind === "unknown" && totals.macs.expression && totals.macs.reason.includes("free"));
});

function hasError(analysis: ModelAnalysis): boolean {
  return analysis.problems.some(({ severity }) => severity === "error");
}

/** What the analysis with free sizes asks of the input. */
function meets(free: ModelAnalysis, evaluate: Evaluate): boolean {
  const { positive, equal } = sizeConditions(free);
  return (
    positive.every((formula) => (evaluate(formula) ?? 0) >= 1) &&
    equal.every(({ left, right }) => evaluate(left) === evaluate(right))
  );
}

function compare(free: ModelAnalysis, sized: ModelAnalysis, evaluate: Evaluate, where: string): number {
  const count = (formula: Count, number: Count, what: string) => {
    const expression = countExpression(formula);
    assert.ok(
      expression && number.kind === "exact",
      `${where}, ${what}: ${JSON.stringify([formula, number])}`,
    );
    assert.equal(evaluate(expression), number.value, `${where}, ${what}: ${expression.text}`);
  };
  for (const key of ["macs", "flops", "parameters"] as const) count(free.totals[key], sized.totals[key], key);
  // The peak is the largest of many formulas; where too many may be the largest it has none.
  for (const key of ["peakActivationElements", "peakActivationBytes"] as const) {
    if (countExpression(free.totals[key])) count(free.totals[key], sized.totals[key], key);
  }
  let layers = 0;
  for (const [index, layer] of free.layers.entries()) {
    const other = sized.layers[index] as LayerAnalysis;
    const place = `${layer.node.name}`;
    count(layer.macs, other.macs, `MACs of ${place}`);
    for (const [number, call] of layer.calls.entries()) {
      const numbers = other.calls[number];
      assert.ok(numbers);
      assert.deepEqual(
        call.outputs.map((shape) => evaluated(shape, evaluate)),
        numbers.outputs.map(withoutBatch),
        `${where}, ${place}`,
      );
      for (const [work, { label, count: formula }] of (call.inference?.elementary ?? []).entries()) {
        count(formula, numbers.inference?.elementary[work]?.count as Count, `${label} of ${place}`);
      }
      if (call.nested && numbers.nested) layers += compare(call.nested, numbers.nested, evaluate, where);
    }
    layers++;
  }
  return layers;
}

function evaluated(shape: Shape, evaluate: Evaluate): (number | undefined)[] {
  assert.ok(shape.kind === "ranked");
  return shape.dims.slice(1).map((dim) => {
    assert.ok(dim.kind !== "unknown");
    return evaluate(dimExpression(dim));
  });
}

function withoutBatch(shape: Shape): (number | null)[] {
  return shapeToNumbers(shape)?.slice(1) ?? [];
}
