/** Ways from an output to the positions it reads, against walking every one of them, and against what the advice counts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type AdvisedModel, advisedModel } from "../../../core/advice/advisedModel.ts";
import { type Run, runsOf } from "../../../core/advice/dilatedRuns.ts";
import { coverageOf, coveredPositions, middleOf } from "../../../core/advice/runCoverage.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { callKey } from "../../../core/graph/executionOrder.ts";
import type { ConfigData } from "../../../core/graph/paramValue.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { randomNumbers } from "../../support/randomModels.ts";

function conv(rank: number, name: string, config: Readonly<Record<string, ConfigData>>): HandMadeLayer {
  return { className: `Conv${rank}D`, name, config: { filters: 2, ...config } };
}

/** The run that ends at the last layer. */
function lastRun(layers: readonly HandMadeLayer[]): { readonly model: AdvisedModel; readonly run: Run } {
  const model = advisedModel(analyseModel(handMadeGraph(layers)), true);
  const run = runsOf(model).get(callKey({ layer: layers.length - 1, call: 0 }));
  assert.ok(run);
  return { model, run };
}

/**
 * Walks from the last layer's output 0 along every tap of every window to the input, over the last two axes alone: how often
 * it comes to each position.
 */
function walkedWays(model: AdvisedModel): Map<string, number> {
  const calls = new Map(model.calls.map((call) => [call.key, call]));
  const ways = new Map<string, number>();
  const walk = (key: string, place: readonly number[]) => {
    const call = calls.get(key);
    assert.ok(call);
    if (call.operation.op === "input") {
      ways.set(place.join(), (ways.get(place.join()) ?? 0) + 1);
      return;
    }
    const before = call.sources.map(callKey);
    if (call.operation.op !== "convolution") {
      for (const source of before) walk(source, place);
      return;
    }
    let places: number[][] = [[]];
    for (const [axis, { kernel, stride, dilation, padBefore }] of call.operation.windows
      .slice(-2)
      .entries()) {
      const taps = Array.from({ length: kernel }, (_, tap) => tap * dilation - (padBefore ?? 0));
      places = places.flatMap((front) => taps.map((tap) => [...front, (place[axis] ?? 0) * stride + tap]));
    }
    for (const each of places) walk(before[0] ?? "", each);
  };
  const last = model.calls.at(-1);
  assert.ok(last);
  const rank = last.operation.op === "convolution" ? Math.min(2, last.operation.windows.length) : 2;
  walk(last.key, new Array<number>(rank).fill(0));
  return ways;
}

function assertSame(layers: readonly HandMadeLayer[], note: string): Run {
  const { model, run } = lastRun(layers);
  const wanted = walkedWays(model);
  const coverage = coverageOf(run.path);
  assert.ok(coverage, note);
  const { rows, columns, read } = coveredPositions(coverage);
  const whole = middleOf(coverage, 1000);
  assert.deepEqual([whole.rows, whole.columns], [rows, columns], note);
  const found = new Map<string, number>();
  for (const [at, count] of whole.ways.entries()) {
    const [row, column] = [whole.row + Math.floor(at / columns), whole.column + (at % columns)];
    const key = run.axes.length > 1 ? `${row},${column}` : String(column);
    if (count > 0) found.set(key, count);
  }
  assert.deepEqual([...found].sort(), [...wanted].sort(), note);
  assert.equal(read, wanted.size, note);
  return run;
}

/** Each row that is read, and each column, is one that the advice counts as read, and the other way round. */
function assertAxes({ axes, path }: Run, note: string): number {
  const coverage = coverageOf(path);
  assert.ok(coverage);
  const { ways, rows, columns } = middleOf(coverage, 1000);
  const lines = (count: number, isRead: (line: number) => boolean) =>
    Array.from({ length: count }, (_, line) => isRead(line));
  const readLines = [
    lines(rows, (row) => ways.subarray(row * columns, (row + 1) * columns).some((count) => count > 0)),
    lines(columns, (column) => ways.some((count, at) => count > 0 && at % columns === column)),
  ];
  for (const [axis, positions] of axes.entries()) {
    const told = lines(positions.span, (at) => positions.mask === null || positions.mask[at] === 1);
    assert.deepEqual(told, readLines[axis], note);
  }
  return axes.some(({ mask }) => mask !== null) ? 1 : 0;
}

test("60 random runs of two axes, with residual connections and a stride at the end, have the ways that are walked", () => {
  const random = randomNumbers(21);
  let holed = 0;
  for (let number = 0; number < 60; number++) {
    const layers: HandMadeLayer[] = [handMadeInput("image", 64, 48, 2)];
    const depth = random(1, 3);
    for (let at = 0; at < depth; at++) {
      const before = layers.at(-1)?.name ?? "";
      const config = {
        kernel_size: [random(1, 3), random(1, 3)],
        dilation_rate: [random(1, 3), random(1, 3)],
        padding: "same",
      };
      layers.push(conv(2, `c${at}`, config));
      if (random(0, 1) === 0)
        layers.push({ className: "Add", name: `sum${at}`, calls: [[`c${at}`, before]] });
      else layers.push({ className: "ReLU", name: `relu${at}` });
    }
    if (random(0, 1) === 0) layers.push(conv(2, "last", { kernel_size: 3, strides: 2, padding: "same" }));
    const note = `${number}: ${JSON.stringify(layers)}`;
    holed += assertAxes(assertSame(layers, note), note);
  }
  assert.ok(holed > 15, `${holed} runs have holes`);
});

test("one axis is a single row, causal windows lie before the output, and three axes are the plane of the last two", () => {
  const steps = [
    handMadeInput("steps", 40, 2),
    conv(1, "a", { kernel_size: 2, dilation_rate: 4, padding: "causal" }),
    conv(1, "b", { kernel_size: 3, dilation_rate: 2, padding: "causal" }),
  ];
  const { run } = lastRun(steps);
  assertSame(steps, "causal");
  const coverage = coverageOf(run.path);
  assert.ok(coverage);
  const whole = middleOf(coverage, 100);
  assert.deepEqual(
    [whole.row, whole.rows, whole.column, [...whole.ways]],
    [0, 1, -8, [1, 0, 1, 0, 2, 0, 1, 0, 1]],
  );
  const cube = [
    handMadeInput("cube", 20, 20, 20, 1),
    conv(3, "a", { kernel_size: [3, 2, 1], padding: "same" }),
    conv(3, "b", { kernel_size: [1, 3, 2], dilation_rate: 2, padding: "same" }),
  ];
  assertSame(cube, "three axes");
});

test("branches of different rates, as a pyramid has them, read what any of them reads", () => {
  const layers: HandMadeLayer[] = [
    handMadeInput("image", 64, 64, 2),
    ...[1, 3, 6].map((rate) => ({
      ...conv(2, `rate${rate}`, { kernel_size: 3, dilation_rate: rate, padding: "same" }),
      calls: [["image"]],
    })),
    { className: "Concatenate", name: "all", calls: [["rate1", "rate3", "rate6"]] },
    conv(2, "mixed", { kernel_size: 1 }),
  ];
  const run = assertSame(layers, "pyramid");
  const coverage = coverageOf(run.path);
  assert.ok(coverage);
  // Three crosses of nine taps that share the middle.
  assert.deepEqual(coveredPositions(coverage), { rows: 13, columns: 13, read: 25 });
});

test("large kernels far apart are counted along their axes, and a part is the middle of the whole", () => {
  const layers = [
    handMadeInput("image", 4096, 4096, 1),
    conv(2, "a", { kernel_size: 31, dilation_rate: 32, padding: "same" }),
    conv(2, "b", { kernel_size: 31, dilation_rate: 32, padding: "same" }),
  ];
  const coverage = coverageOf(lastRun(layers).run.path);
  assert.ok(coverage);
  // 61 places, 32 apart, on each axis.
  assert.deepEqual(coveredPositions(coverage), { rows: 1921, columns: 1921, read: 61 * 61 });
  const part = middleOf(coverage, 65);
  assert.deepEqual([part.rows, part.columns, part.row, part.column], [65, 65, -32, -32]);
  const read = [...part.ways.entries()].filter(([, count]) => count > 0);
  const ways = [30, 31, 30];
  assert.deepEqual(
    read,
    [0, 32, 64].flatMap((row, down) =>
      [0, 32, 64].map((column, across) => [row * 65 + column, (ways[down] ?? 0) * (ways[across] ?? 0)]),
    ),
  );
});

test("joined branches over too many positions are left out, and endless chains stay numbers", () => {
  const wide = conv(2, "wide", { kernel_size: 3, dilation_rate: 300, padding: "same" });
  const joined = [
    handMadeInput("image", 4096, 4096, 2),
    wide,
    { className: "Add", name: "sum", calls: [["wide", "image"]] },
  ];
  assert.equal(coverageOf(lastRun(joined).run.path), null);
  const chain = Array.from({ length: 1000 }, (_, at) =>
    conv(1, `c${at}`, { kernel_size: 3, padding: "same" }),
  );
  const coverage = coverageOf(lastRun([handMadeInput("steps", 8000, 2), ...chain]).run.path);
  assert.ok(coverage);
  assert.deepEqual(coveredPositions(coverage), { rows: 1, columns: 2001, read: 2001 });
  assert.ok(middleOf(coverage, 5).ways.every(Number.isFinite));
});

test("40 residual connections in a row are counted once each, not once a way", () => {
  const layers: HandMadeLayer[] = [handMadeInput("steps", 400, 2)];
  for (let at = 0; at < 40; at++) {
    const before = layers.at(-1)?.name ?? "";
    layers.push(conv(1, `c${at}`, { kernel_size: 1 }));
    layers.push({ className: "Add", name: `sum${at}`, calls: [[`c${at}`, before]] });
  }
  const coverage = coverageOf(lastRun(layers).run.path);
  assert.ok(coverage);
  assert.deepEqual([...middleOf(coverage, 5).ways], [2 ** 40]);
});
