// Budgets: how limits are written, and what is told of a model that passes them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { budgetKeys, parseAmount, readBudget } from "../../../core/budget/budget.ts";
import { checkBudget } from "../../../core/budget/checkBudget.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

test("amounts: plain, with powers of ten, with powers of two", () => {
  const amounts: readonly (readonly [string, number | undefined])[] = [
    ["600", 600],
    ["4.2M", 4_200_000],
    ["0.57G", 570_000_000],
    ["5m", 5_000_000],
    ["12k", 12_000],
    ["64KiB", 65_536],
    ["1.5MiB", 1_572_864],
    ["2MB", 2_000_000],
    ["1,234,567", 1_234_567],
    ["1_000", 1_000],
    ["1.1k", 1_100],
    ["", undefined],
    ["M", undefined],
    ["-5", undefined],
    ["5 apples", undefined],
    ["1e6", undefined],
    ["5P", undefined],
  ];
  for (const [text, amount] of amounts) assert.equal(parseAmount(text), amount, text);
});

test("a budget keeps what can be read and names the rest", () => {
  const { budget, faults } = readBudget({
    parameters: "5M",
    macs: 600,
    flops: "many",
    colour: 3,
    weightBytes: 0.5,
  });
  assert.deepEqual(budget, { parameters: 5_000_000, macs: 600 });
  assert.equal(faults.length, 3);
  assert.match(faults.join(" "), /flops is "many".*"colour" is no limit.*weightBytes is 0.5/);
  for (const data of [null, 3, "5M", [1]]) assert.equal(readBudget(data).faults.length, 1);
});

const layer = (className: string, name: string, config: HandMadeLayer["config"] = {}) => ({
  className,
  name,
  config,
});
const model = analyseModel(
  handMadeGraph([
    handMadeInput("image", 8, 8, 3),
    layer("Conv2D", "c", { filters: 16, kernel_size: 3 }),
    layer("Flatten", "f"),
    layer("Dense", "d", { units: 10 }),
  ]),
);
/** Written out from the formulas: parameters 448 + 5,770; MACs 36·27·16 + 576·10; peak 576 + 576 values, at Flatten. */
const totals = {
  parameters: 6218,
  macs: 21312,
  flops: 42624,
  weightBytes: 24872,
  receptiveField: 3,
};

test("a limit that is met is kept, and one less is passed", () => {
  for (const [key, total] of Object.entries(totals)) {
    assert.deepEqual(checkBudget(model, { [key]: total }), [], key);
    const [problem, ...more] = checkBudget(model, { [key]: total - 1 });
    assert.equal(problem?.code, "budget-exceeded", key);
    assert.deepEqual(more, []);
    assert.ok(problem?.message.includes(String(total - 1)), problem?.message);
  }
  assert.equal(checkBudget(model, Object.fromEntries(budgetKeys.map((key) => [key, 0]))).length, 6);
});

test("the message names the layer with the largest part, which is marked", () => {
  const [parameters] = checkBudget(model, { parameters: 100 });
  assert.match(parameters?.message ?? "", /5770, 93%, in "d"/);
  assert.equal(parameters?.layer, "d");
  const [macs] = checkBudget(model, { macs: 100 });
  assert.match(macs?.message ?? "", /21312 MACs \(42624 FLOPs\) for input 8×8×3, 21212 above.*in "c"/);
  const [peak] = checkBudget(model, { peakActivationBytes: 100 });
  assert.match(peak?.message ?? "", /bytes of activations at the peak for input 8×8×3.*The peak is at "f"/);
});

test("a field has to be reached; one that sees everything is large enough", () => {
  const plain = analyseModel(
    handMadeGraph([handMadeInput("image", 8, 8, 3), layer("Conv2D", "c", { filters: 16, kernel_size: 3 })]),
  );
  assert.deepEqual(checkBudget(plain, { minReceptiveField: 3 }), []);
  assert.match(checkBudget(plain, { minReceptiveField: 4 })[0]?.message ?? "", /is 3×3.*asks for 4/);
  assert.deepEqual(checkBudget(model, { minReceptiveField: 100 }), []);
});

test("what is not known is told, unless the known part passes the limit already", () => {
  const open = analyseModel(
    handMadeGraph([
      handMadeInput("image", null, null, 3),
      layer("Conv2D", "c", { filters: 16, kernel_size: 3 }),
      layer("SomebodysOwnLayer", "own"),
    ]),
  );
  assert.equal(checkBudget(open, { macs: 100 })[0]?.code, "budget-not-known");
  assert.equal(checkBudget(open, { parameters: 448 })[0]?.code, "budget-not-known");
  const [passed] = checkBudget(open, { parameters: 447 });
  assert.equal(passed?.code, "budget-exceeded");
  assert.match(passed?.message ?? "", /at least 448 parameters, 1 above/);
});
