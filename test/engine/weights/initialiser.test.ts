/** Initialisers: Keras's distributions by their own formulas, old names, and what happens to unknown ones. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConfigData } from "../../../core/graph/paramValue.ts";
import { tensorStatistics } from "../../../engine/tensor/statistics.ts";
import { fansOf, initialiseWeight } from "../../../engine/weights/initialiser.ts";

function fill(className: string, shape: number[], config: Record<string, ConfigData> = {}, seed = 0) {
  return initialiseWeight(
    { name: "kernel", shape, trainable: true, initializer: { className, config } },
    seed,
    "c/kernel",
  );
}

const kernel = [3, 3, 64, 32];
const fanIn = 9 * 64;
const fanOut = 9 * 32;

test("fans of vectors, matrices and kernels", () => {
  assert.deepEqual(fansOf([5]), { fanIn: 5, fanOut: 5 });
  assert.deepEqual(fansOf([5, 7]), { fanIn: 5, fanOut: 7 });
  assert.deepEqual(fansOf(kernel), { fanIn, fanOut });
});

/** Class, settings, variance, largest value. */
const families: readonly (readonly [string, Record<string, ConfigData>, number, number])[] = [
  ["GlorotUniform", {}, 2 / (fanIn + fanOut), Math.sqrt(6 / (fanIn + fanOut))],
  ["glorot_uniform", {}, 2 / (fanIn + fanOut), Math.sqrt(6 / (fanIn + fanOut))],
  ["GlorotNormal", {}, 2 / (fanIn + fanOut), (2 / 0.87962566) * Math.sqrt(2 / (fanIn + fanOut))],
  ["HeUniform", {}, 2 / fanIn, Math.sqrt(6 / fanIn)],
  ["HeNormal", {}, 2 / fanIn, (2 / 0.87962566) * Math.sqrt(2 / fanIn)],
  ["lecun_uniform", {}, 1 / fanIn, Math.sqrt(3 / fanIn)],
  ["LecunNormal", {}, 1 / fanIn, (2 / 0.87962566) * Math.sqrt(1 / fanIn)],
  [
    "VarianceScaling",
    { scale: 2, mode: "fan_out", distribution: "untruncated_normal" },
    2 / fanOut,
    Number.POSITIVE_INFINITY,
  ],
  [
    "VarianceScaling",
    { scale: null, mode: null, distribution: null },
    1 / fanIn,
    (2 / 0.87962566) * Math.sqrt(1 / fanIn),
  ],
  ["RandomUniform", { minval: -0.3, maxval: 0.3 }, 0.36 / 12, 0.3],
  ["uniform", {}, 0.01 / 12, 0.05],
  ["normal", {}, 0.0025, Number.POSITIVE_INFINITY],
  ["TruncatedNormal", { stddev: 1 }, 0.87962566 ** 2, 2],
];

for (const [className, config, variance, largest] of families) {
  test(`${className} ${JSON.stringify(config)}`, () => {
    const { tensor, note } = fill(className, kernel, config);
    const found = tensorStatistics(tensor);
    assert.equal(note, undefined);
    assert.ok(Math.abs(found.deviation / Math.sqrt(variance) - 1) < 0.03, `deviation ${found.deviation}`);
    assert.ok(Math.abs(found.mean) < 0.05 * Math.sqrt(variance));
    assert.ok(Math.max(found.max, -found.min) <= largest * (1 + 1e-6));
  });
}

test("constants and identity", () => {
  assert.deepEqual([...fill("Zeros", [2]).tensor.data], [0, 0]);
  assert.deepEqual([...fill("one", [2]).tensor.data], [1, 1]);
  assert.deepEqual([...fill("Constant", [2], { value: 3 }).tensor.data], [3, 3]);
  assert.deepEqual([...fill("Identity", [2, 3], { gain: 2 }).tensor.data], [2, 0, 0, 0, 2, 0]);
});

test("orthogonal: rows or columns of length gain at right angles", () => {
  for (const [rows, columns] of [
    [12, 5],
    [5, 12],
    [6, 6],
  ] as const) {
    const { tensor } = fill("OrthogonalInitializer", [rows, columns], { gain: 2 });
    const count = Math.min(rows, columns);
    const element = (vector: number, at: number) =>
      tensor.data[rows < columns ? vector * columns + at : at * columns + vector] ?? Number.NaN;
    for (let a = 0; a < count; a++) {
      for (let b = 0; b <= a; b++) {
        let product = 0;
        for (let at = 0; at < Math.max(rows, columns); at++) product += element(a, at) * element(b, at);
        assert.ok(
          Math.abs(product - (a === b ? 4 : 0)) < 1e-5,
          `${rows}×${columns}: ${a}·${b} is ${product}`,
        );
      }
    }
  }
});

test("an unknown initialiser, and one that cannot do the shape, fall back and say so", () => {
  const unknown = fill("QInitializer", kernel);
  assert.match(unknown.note ?? "", /c\/kernel: .*"QInitializer" is not known.*Glorot uniform/);
  assert.deepEqual(unknown.tensor.data, fill("GlorotUniform", kernel).tensor.data);
  assert.match(fill("constructor", [3]).note ?? "", /not known/);
  assert.match(fill("Identity", [2, 2, 2]).note ?? "", /matrices only/);
  assert.match(fill("Orthogonal", [25088, 4096]).note ?? "", /too long/);
});

test("the seed decides the numbers", () => {
  const numbers = (seed: number) => [...fill("HeNormal", [9], {}, seed).tensor.data];
  assert.deepEqual(numbers(4), numbers(4));
  assert.notDeepEqual(numbers(4), numbers(5));
});

test("values that were forgotten are made again, the same ones", () => {
  const { tensor } = fill("HeNormal", [300, 400], {}, 4);
  const before = [...tensor.data];
  assert.equal(tensor.bytesHeld, 4 * 300 * 400);
  tensor.forget();
  assert.equal(tensor.bytesHeld, 0);
  assert.deepEqual([...tensor.data], before);
});
