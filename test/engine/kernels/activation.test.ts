/** Activation functions at points whose values follow from their definitions, written down by hand or with care. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { activate, refuseActivation } from "../../../engine/kernels/activation/activate.ts";
import { erf } from "../../../engine/kernels/activation/erf.ts";
import { tensorOf, zeros } from "../../../engine/tensor/tensor.ts";

/** Name, settings, inputs, outputs. */
const table: readonly (readonly [string, Record<string, number>, number[], number[]])[] = [
  ["linear", {}, [-2, 3], [-2, 3]],
  ["relu", {}, [-2, 0, 3], [0, 0, 3]],
  ["relu", { max_value: 6, negative_slope: 0.1, threshold: 1 }, [-1, 0.5, 1, 4, 9], [-0.2, -0.05, 1, 4, 6]],
  ["relu6", {}, [-1, 3, 8], [0, 3, 6]],
  ["leaky_relu", { negative_slope: 0.3 }, [-2, 2], [-0.6, 2]],
  ["elu", { alpha: 2 }, [-1, 1], [2 * (Math.exp(-1) - 1), 1]],
  ["selu", {}, [-1, 1], [-1.1113307378125625, 1.0507009873554805]],
  ["celu", { alpha: 2 }, [-1, 1], [2 * (Math.exp(-0.5) - 1), 1]],
  ["gelu", {}, [-1, 0, 2], [-0.15865525393145707, 0, 1.9544997361036416]],
  ["gelu", { approximate: 1 }, [-1, 2], [-0.15880800939172324, 1.954597694087775]],
  ["sigmoid", {}, [-Math.log(3), 0, 1000, -1000], [0.25, 0.5, 1, 0]],
  ["hard_sigmoid", {}, [-3, 0, 1.5, 3], [0, 0.5, 0.75, 1]],
  ["hard_sigmoid", { slope: 0.2 }, [-2.5, 1], [0, 0.7]],
  ["log_sigmoid", {}, [0, -1000], [-Math.LN2, -1000]],
  ["tanh", {}, [0.5 * Math.log(3)], [0.5]],
  ["hard_tanh", {}, [-3, 0.5, 2], [-1, 0.5, 1]],
  ["tanh_shrink", {}, [0.5 * Math.log(3)], [0.5 * Math.log(3) - 0.5]],
  ["softplus", {}, [0, 1000, -1000], [Math.LN2, 1000, 0]],
  ["softsign", {}, [-3, 1], [-0.75, 0.5]],
  ["silu", {}, [Math.log(3)], [Math.log(3) * 0.75]],
  ["swish", {}, [Math.log(3)], [Math.log(3) * 0.75]],
  ["hard_silu", {}, [-4, 0, 1, 4], [0, 0, 4 / 6, 4]],
  ["mish", {}, [0, Math.log(Math.E - 1)], [0, Math.log(Math.E - 1) * Math.tanh(1)]],
  ["exponential", {}, [0, 1], [1, Math.E]],
  ["squareplus", {}, [0, 1.5], [1, 2]],
  ["hard_shrink", {}, [-1, 0.4, 0.6], [-1, 0, 0.6]],
  ["soft_shrink", {}, [-1, 0.4, 0.75], [-0.5, 0, 0.25]],
  ["threshold", { threshold: 1, value: 0 }, [0.5, 1, 2], [0, 0, 2]],
  ["sparse_plus", {}, [-2, 0, 3], [0, 0.25, 3]],
  ["sparse_sigmoid", {}, [-2, 0, 3], [0, 0.5, 1]],
  ["softmax", {}, [Math.log(1), Math.log(3)], [0.25, 0.75]],
  ["softmax", {}, [1000, 1000], [0.5, 0.5]],
  ["log_softmax", {}, [Math.log(1), Math.log(3)], [Math.log(0.25), Math.log(0.75)]],
  // The projection onto the simplex gives 0.6 and 0.4; Keras takes running sums, threshold (0.5 + 0.8 - 1) / 2.
  ["sparsemax", {}, [0.5, 0.3, -1], [0.35, 0.15, 0]],
  ["sparsemax", {}, [5, 0, 0], [1, 0, 0]],
];

for (const [name, settings, inputs, outputs] of table) {
  test(`${name} ${JSON.stringify(settings)} of ${inputs.map((x) => x.toPrecision(3)).join(", ")}`, () => {
    const output = zeros([1, inputs.length]);
    activate({ name, settings }, tensorOf([1, inputs.length], inputs), output);
    for (const [at, wanted] of outputs.entries()) {
      const difference = Math.abs((output.data[at] ?? Number.NaN) - wanted);
      assert.ok(difference <= 2e-7 * Math.max(1, Math.abs(wanted)), `${output.data[at]} is not ${wanted}`);
    }
  });
}

test("glu multiplies the first half with the sigmoid of the second", () => {
  const output = zeros([1, 2]);
  activate({ name: "glu", settings: {} }, tensorOf([1, 4], [2, 3, 0, Math.log(3)]), output);
  assert.deepEqual([...output.data], [1, 2.25]);
});

test("NaN stays NaN through every function of one value", () => {
  for (const [name, settings] of table.filter(([name]) => !/max$/.test(name))) {
    const output = zeros([1]);
    activate({ name, settings }, tensorOf([1], [Number.NaN]), output);
    assert.ok(Number.isNaN(output.data[0]), name);
  }
});

test("a custom or unknown activation is refused by name", () => {
  assert.match(refuseActivation({ name: "custom", settings: {} }) ?? "", /custom function/);
  assert.match(refuseActivation({ name: "constructor", settings: {} }) ?? "", /"constructor"/);
});

test("erf agrees with tabulated values", () => {
  // Abramowitz and Stegun, table 7.1.
  const known = [
    [0.1, 0.112462916],
    [0.5, 0.5204998778],
    [1, 0.8427007929],
    [2, 0.995322265],
    [3, 0.9999779095],
  ] as const;
  for (const [x, value] of known) {
    assert.ok(Math.abs(erf(x) - value) < 1e-10, `erf(${x})`);
    assert.equal(erf(-x), -erf(x));
  }
});
