/** What the drawing of a window marks, against which inputs and outputs of a layer of ones have to do with one another. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import type { ConfigData } from "../../../../core/graph/paramValue.ts";
import { isDrawable, windowLattice } from "../../../../media/views/geometry/windowLattice.ts";
import { axesTable, tapsTable, windowSentence } from "../../../../media/views/geometry/windowTexts.ts";
import type { TableContent } from "../../../../media/views/table/tableContent.ts";
import { describeGeometry } from "../../../../media/worker/geometry/describeGeometry.ts";
import { handMadeGraph, handMadeInput } from "../../../support/handMadeGraph.ts";
import { impulse, lastOutput, ones } from "../../../support/lastOutput.ts";
import { randomNumbers } from "../../../support/randomModels.ts";

function prepared(className: string, length: number, config: Readonly<Record<string, ConfigData>>) {
  const graph = handMadeGraph([
    handMadeInput("steps", length, 1),
    { className, name: "layer", config: { filters: 1, ...ones, ...config } },
  ]);
  const analysis = analyseModel(graph);
  return { analysis, window: describeGeometry(analysis, ["layer"])?.window ?? null };
}

/** The window of a two-dimensional convolution over a square of that size. */
function windowOf(size: number, config: Readonly<Record<string, ConfigData>>) {
  const layers = [handMadeInput("image", size, size, 3), { className: "Conv2D", name: "layer", config }];
  return describeGeometry(analyseModel(handMadeGraph(layers)), ["layer"])?.window;
}

/** For each output the inputs that reach it. */
async function readBy(analysis: ReturnType<typeof analyseModel>, length: number): Promise<number[][]> {
  const read: number[][] = [];
  for (let input = 0; input < length; input++) {
    const output = await lastOutput(analysis, impulse([1, length, 1], input));
    for (const [at, value] of output.data.entries()) {
      read[at] ??= [];
      if (value !== 0) read[at].push(input);
    }
  }
  return read;
}

test("taps of 80 random sliding windows stand on the inputs that the output reads", async () => {
  const random = randomNumbers(3);
  let padded = 0;
  for (let number = 0; number < 80; number++) {
    const length = random(1, 14);
    const strided = random(0, 1) === 0;
    const config = {
      kernel_size: random(1, 5),
      strides: strided ? random(1, 3) : 1,
      dilation_rate: strided ? 1 : random(1, 3),
      padding: ["same", "valid", "causal"][random(0, 2)] ?? "same",
    };
    const { analysis, window } = prepared("Conv1D", length, config);
    // A window larger than what it slides over is told of elsewhere.
    if (!window) continue;
    for (const [output, inputs] of (await readBy(analysis, length)).entries()) {
      const lattice = windowLattice(window, { row: 0, column: output });
      const { columns } = lattice;
      const inside = columns.taps.filter((tap) => tap >= 0 && tap < length);
      assert.deepEqual(inside, inputs, `${JSON.stringify(config)} of ${length}, output ${output}`);
      assert.equal(columns.taps.length, config.kernel_size);
      assert.ok(
        columns.taps.every((tap) => tap >= columns.from && tap <= columns.to),
        "all taps are drawn",
      );
      assert.ok(
        columns.windows.some(({ index }) => index === output),
        "the chosen window has its dot",
      );
      if (inside.length < columns.taps.length) padded++;
      const told: TableContent = tapsTable(window, lattice);
      assert.equal(
        told.rows.filter((row) => row[3] === "padding").length,
        columns.taps.length - inside.length,
      );
    }
  }
  assert.ok(padded > 50, `${padded} windows reach into the padding`);
});

test("copies that reach an output are those of the inputs that it is made of, of 60 random transposed layers", async () => {
  const random = randomNumbers(4);
  for (let number = 0; number < 60; number++) {
    const length = random(1, 8);
    const config = {
      kernel_size: random(1, 5),
      strides: random(1, 4),
      padding: random(0, 1) === 0 ? "same" : "valid",
    };
    const { analysis, window } = prepared("Conv1DTranspose", length, config);
    assert.ok(window);
    for (const [output, inputs] of (await readBy(analysis, length)).entries()) {
      const { columns } = windowLattice(window, { row: 0, column: output });
      const copies = columns.windows
        .filter(({ start }) => columns.outlined.includes(start))
        .map(({ index }) => index);
      assert.equal(
        columns.outlined.length,
        inputs.length,
        `${JSON.stringify(config)} of ${length}, output ${output}`,
      );
      // A copy whose middle lies beyond the picture has no dot in it.
      assert.ok(copies.every((copy) => inputs.includes(copy)));
      assert.equal(columns.chosen, output);
    }
  }
});

test("the sentence and the table tell the numbers of a dilated window at the border", () => {
  const window = windowOf(20, { filters: 4, kernel_size: 3, dilation_rate: 4, padding: "same" });
  assert.ok(window);
  const place = { row: 0, column: 10 };
  assert.equal(
    windowSentence(window, windowLattice(window, place), place),
    "Output row 0, column 10 reads input rows −4, 0, 4, columns 6, 10, 14: 9 taps a channel, 3 of them in the padding.",
  );
  assert.deepEqual(axesTable(window).rows, [
    ["Input", "20", "20"],
    ["Kernel", "3", "3"],
    ["Dilation", "4", "4"],
    ["Spans", "9", "9"],
    ["Stride", "1", "1"],
    ["Padding, before + after", "4 + 4", "4 + 4"],
    ["Output", "⌈20 / 1⌉ = 20", "⌈20 / 1⌉ = 20"],
  ]);
});

test("huge windows are drawn in part, and at once", () => {
  const window = windowOf(4096, { filters: 1, kernel_size: 31, dilation_rate: 32, padding: "same" });
  assert.ok(window);
  const { rows } = windowLattice(window, { row: 2000, column: 2000 });
  assert.deepEqual([rows.from, rows.to, rows.taps.length], [1519, 2481, 31]);
});

test("windows that a file may ask for and nobody means are not drawn", () => {
  const wide = windowOf(64, { filters: 1, kernel_size: 3, dilation_rate: 1_000_000, padding: "same" });
  const many = windowOf(64, { filters: 1, kernel_size: 1_000_000, padding: "same" });
  const usual = windowOf(64, { filters: 1, kernel_size: 31, dilation_rate: 32, padding: "same" });
  assert.deepEqual(
    [wide, many, usual].map((window) => window && isDrawable(window)),
    [false, false, true],
  );
});
