// Holes in what dilated layers read, against counting with nested loops.
import assert from "node:assert/strict";
import { test } from "node:test";
import { adviseModel } from "../../../core/advice/index.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

interface Window {
  readonly kernel: number;
  readonly dilation: number;
}

const name = (index: number) => `c${index}`;

function chain(windows: readonly Window[], length = 400): HandMadeLayer[] {
  const layers = windows.map(({ kernel, dilation }, index) => ({
    className: "Conv1D",
    name: name(index),
    config: { filters: 2, kernel_size: kernel, dilation_rate: dilation, padding: "same" },
  }));
  return [handMadeInput("steps", length, 2), ...layers];
}

function messages(layers: readonly HandMadeLayer[]): string[] {
  return adviseModel(analyseModel(handMadeGraph(layers)))
    .filter(({ code }) => code === "gridding")
    .map(({ message }) => message);
}

const rates = (...dilations: number[]) => dilations.map((dilation) => ({ kernel: 3, dilation }));

/** Positions that output 0 of the last layer reads: every path through the layers, one by one. */
function bruteForce(windows: readonly Window[]): Set<number> {
  let read = new Set([0]);
  for (const { kernel, dilation } of windows) {
    const next = new Set<number>();
    for (const at of read) for (let tap = 0; tap < kernel; tap++) next.add(at + tap * dilation);
    read = next;
  }
  return read;
}

test("2, 2, 2 reads 7 of 13 positions; 1, 2, 5 and 1, 2, 3, 1, 2, 3 read all", () => {
  const [message, ...more] = messages(chain(rates(2, 2, 2)));
  assert.deepEqual(more, []);
  assert.match(
    message ?? "",
    /The 3 dilated layers from "c0" to "c2" \(rates 2, 2, 2\).*reads 7 of the 13 positions/,
  );
  assert.deepEqual(messages(chain(rates(1, 2, 5))), []);
  assert.deepEqual(messages(chain(rates(1, 2, 3, 1, 2, 3))), []);
});

test("500 random chains report exactly those with holes, with the counted numbers", () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  let holed = 0;
  for (let round = 0; round < 500; round++) {
    const windows = Array.from({ length: 2 + random(4) }, () => ({
      kernel: 1 + random(5),
      dilation: 1 + random(6),
    }));
    const read = bruteForce(windows);
    const span = Math.max(...read) + 1;
    const dilated = windows.filter(({ kernel, dilation }) => kernel > 1 && dilation > 1).length;
    const [message] = messages(chain(windows));
    if (read.size === span || dilated < 2) {
      assert.equal(message, undefined, JSON.stringify(windows));
    } else {
      holed++;
      assert.match(
        message ?? "",
        new RegExp(` reads ${read.size} of the ${span} positions`),
        JSON.stringify(windows),
      );
    }
  }
  assert.ok(holed > 50 && holed < 450, `${holed} chains with holes`);
});

test("axes are counted one by one", () => {
  const layers = [0, 1].map((index) => ({
    className: "Conv2D",
    name: name(index),
    config: { filters: 2, kernel_size: 3, dilation_rate: [1, 2], padding: "same" },
  }));
  const [message] = messages([handMadeInput("image", 32, 32, 2), ...layers]);
  assert.match(message ?? "", /reads 5 of the 9 positions of its width, and never/);
});

test("layers between, residual connections and undilated layers belong to the run; strides end it", () => {
  const [input, a, b] = chain(rates(2, 2)) as [HandMadeLayer, HandMadeLayer, HandMadeLayer];
  const relu = { className: "ReLU", name: "relu" };
  const residual = [
    input,
    a,
    relu,
    { ...b, calls: [["relu"]] },
    { className: "Add", name: "sum", calls: [["steps", "c1"]] },
  ];
  assert.match(messages(residual)[0] ?? "", /reads 5 of the 9 positions/);
  const filled = {
    className: "Conv1D",
    name: "fill",
    config: { filters: 2, kernel_size: 3, padding: "same" },
  };
  assert.deepEqual(messages([input, a, b, filled]), []);
  const pooled = { className: "MaxPooling1D", name: "pool", config: { pool_size: 2 } };
  assert.equal(messages([input, a, pooled, b]).length, 0);
  // The pooling itself is the last of the run: it reads two neighbours.
  assert.deepEqual(messages([input, a, b, pooled]), []);
});

test("a branch that reads between the holes fills them", () => {
  const [input, a, b] = chain(rates(2, 2)) as [HandMadeLayer, HandMadeLayer, HandMadeLayer];
  const wide = {
    className: "Conv1D",
    name: "wide",
    config: { filters: 2, kernel_size: 9, padding: "same" },
    calls: [["steps"]],
  };
  assert.deepEqual(
    messages([input, a, b, wide, { className: "Add", name: "sum", calls: [["c1", "wide"]] }]),
    [],
  );
});

test("silent on unknowns, and on one dilated layer alone", () => {
  const [input, a, b] = chain(rates(2, 2)) as [HandMadeLayer, HandMadeLayer, HandMadeLayer];
  assert.deepEqual(messages([input, a]), []);
  assert.deepEqual(messages([input, { className: "SomebodysOwnLayer", name: "own" }, a, b]), []);
  assert.deepEqual(messages([input, a, { className: "SomebodysOwnLayer", name: "own" }, b]), []);
});
