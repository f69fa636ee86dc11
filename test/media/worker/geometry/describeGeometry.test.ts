/** Where layers read, against runs of layers of ones: an output that counts what reaches it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { adviseModel } from "../../../../core/advice/index.ts";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import type { ConfigData } from "../../../../core/graph/paramValue.ts";
import { channelTable } from "../../../../media/views/geometry/channelDrawing.ts";
import { overlapMap, windowOverlap } from "../../../../media/views/geometry/overlap.ts";
import { describeGeometry } from "../../../../media/worker/geometry/describeGeometry.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../../support/handMadeGraph.ts";
import { impulse, lastOutput, ones } from "../../../support/lastOutput.ts";
import { randomNumbers } from "../../../support/randomModels.ts";

type Config = Readonly<Record<string, ConfigData>>;

const layer = (className: string, name: string, config: Config = {}): HandMadeLayer => ({
  className,
  name,
  config,
});
const conv = (name: string, config: Config) =>
  layer("Conv2D", name, { filters: 1, padding: "same", ...ones, ...config });

function geometryOf(layers: readonly HandMadeLayer[], name = layers.at(-1)?.name ?? "") {
  const analysis = analyseModel(handMadeGraph(layers));
  const geometry = describeGeometry(analysis, [name]);
  assert.ok(geometry);
  return { analysis, geometry };
}

test("overlap: the counts are what 120 random transposed layers of ones make of ones", async () => {
  const random = randomNumbers(11);
  let uneven = 0;
  for (let number = 0; number < 120; number++) {
    const [rows, columns] = [random(1, 7), random(1, 7)];
    const strides = [random(1, 4), random(1, 4)];
    const config: Config = {
      filters: 1,
      kernel_size: [random(1, 6), random(1, 6)],
      strides,
      padding: random(0, 1) === 0 ? "same" : "valid",
      ...(random(0, 2) === 0 ? { output_padding: strides.map((stride) => random(0, stride - 1)) } : {}),
      ...ones,
    };
    const input = handMadeInput("image", rows, columns, 1);
    const { analysis, geometry } = geometryOf([input, layer("Conv2DTranspose", "up", config)]);
    // Settings that give no output are told of elsewhere.
    if (!geometry.window) continue;
    const { window } = geometry;
    assert.ok(window.kind === "spreads");
    const made = await lastOutput(analysis, {
      shape: [1, rows, columns, 1],
      data: new Float32Array(rows * columns).fill(1),
    });
    const map = overlapMap(window, { row: 0, column: 0 });
    assert.deepEqual([...made.data], [...(map?.counts ?? [])], JSON.stringify(config));
    const { least, most } = windowOverlap(window.windows);
    if (least !== most) uneven++;
    const codes = adviseModel(analysis).map(({ code }) => code);
    assert.equal(codes.includes("uneven-overlap"), least !== most, JSON.stringify(config));
  }
  assert.ok(uneven > 20, `${uneven} layers are uneven`);
});

test("coverage: the counts are the ways from an output to each input, of 25 random runs with branches", async () => {
  const random = randomNumbers(5);
  const size = 33;
  const middle = (size - 1) / 2;
  let holed = 0;
  for (let number = 0; number < 25; number++) {
    const layers: HandMadeLayer[] = [handMadeInput("image", size, size, 1)];
    for (let depth = random(1, 3); depth > 0; depth--) {
      const rate = random(1, 3);
      layers.push(conv(`c${depth}`, { kernel_size: [random(1, 3), random(1, 3)], dilation_rate: rate }));
      const before = layers.at(-2)?.name ?? "";
      if (random(0, 2) === 0) {
        layers.push({ className: "Add", name: `sum${depth}`, calls: [[layers.at(-1)?.name ?? "", before]] });
      }
    }
    const { analysis, geometry } = geometryOf(layers);
    const { plane, origin } = geometry.coverage ?? {};
    assert.ok(plane);
    assert.equal(origin, "image");
    const { part } = plane;
    assert.deepEqual([part.rows, part.columns], [plane.rows, plane.columns]);
    for (let row = 0; row < part.rows; row++) {
      for (let column = 0; column < part.columns; column++) {
        const at = (middle + part.row + row) * size + middle + part.column + column;
        const output = await lastOutput(analysis, impulse([1, size, size, 1], at));
        assert.equal(
          part.ways[row * part.columns + column],
          output.data[middle * size + middle],
          `${number}: ${row}, ${column}`,
        );
      }
    }
    if (plane.read < part.ways.length) holed++;
    assert.equal(plane.read, part.ways.filter((count) => count > 0).length);
  }
  assert.ok(holed > 4, `${holed} have holes`);
});

test("channels: each output channel reads the inputs that reach it in a run", async () => {
  const kinds: readonly HandMadeLayer[] = [
    layer("Conv2D", "standard", { filters: 4, kernel_size: 1, ...ones }),
    layer("Conv2D", "grouped", { filters: 6, kernel_size: 1, groups: 3, ...ones }),
    layer("DepthwiseConv2D", "depthwise", { kernel_size: 1, depth_multiplier: 2, ...ones }),
    layer("SeparableConv2D", "separable", { filters: 3, kernel_size: 1, ...ones }),
    layer("Conv2DTranspose", "transposed", { filters: 5, kernel_size: 1, ...ones }),
    layer("MaxPooling2D", "pool", { pool_size: 1 }),
  ];
  for (const kind of kinds) {
    const { analysis, geometry } = geometryOf([handMadeInput("image", 1, 1, 6), kind]);
    assert.ok(geometry.window);
    const { channels } = geometry.window;
    const read = Array.from({ length: channels.outputs }, () => [] as number[]);
    for (let channel = 0; channel < 6; channel++) {
      const output = await lastOutput(analysis, impulse([1, 1, 1, 6], channel));
      for (const [at, value] of output.data.entries()) if (value !== 0) read[at]?.push(channel);
    }
    const told = channelTable(channels).rows.map(([, text]) => text);
    const texts = read.map((list) => (list.length === 1 ? `${list[0]}` : `${list[0]} to ${list.at(-1)}`));
    assert.deepEqual(told, texts, kind.name);
    assert.ok(read.every((list) => list.every((channel, at) => channel === (list[0] ?? 0) + at)));
  }
});

test("the field's path names each layer that changes it, with its numbers", () => {
  const layers = [
    handMadeInput("image", 64, 64, 1),
    conv("first", { kernel_size: 3, strides: 2 }),
    layer("ReLU", "relu"),
    layer("MaxPooling2D", "pool", { pool_size: 2 }),
    conv("wide", { kernel_size: 3, dilation_rate: 2 }),
  ];
  const { field } = geometryOf(layers).geometry;
  assert.deepEqual(
    field.steps.map(({ layer: name, window, sizes, jumps, starts }) => [
      name,
      window,
      sizes?.[0],
      jumps?.[0],
      starts?.[0],
    ]),
    [
      ["image", "", 1, 1, 0],
      // An even input padded on one side only: output 0 reads 0 to 2.
      ["first", "3×3 /2", 3, 2, 0],
      ["pool", "2×2 /2", 5, 4, 0],
      ["wide", "3×3 rate 2", 21, 4, -8],
    ],
  );
  assert.equal(field.unchanged, 1);
});

test("layers without a window say so, and hostile sizes are not counted one by one", () => {
  const image = handMadeInput("image", 8, 8, 3);
  assert.match(geometryOf([image, layer("ReLU", "relu")]).geometry.noWindow, /relu \(ReLU\) has no window/);
  assert.match(geometryOf([image, layer("Mystery", "m")]).geometry.noWindow, /not known/);
  const huge = layer("Conv2DTranspose", "up", { filters: 1, kernel_size: 3, strides: 1_000_000_000 });
  const { window } = geometryOf([image, huge]).geometry;
  assert.ok(window?.kind === "spreads");
  assert.deepEqual(windowOverlap(window.windows), { least: 0, most: 1 });
  assert.equal(overlapMap(window, { row: 5, column: 1_000_000_000 })?.counts.length, 48 * 48);
  const chain = Array.from({ length: 3000 }, (_, at) => conv(`c${at}`, { kernel_size: 3 }));
  const { coverage } = geometryOf([handMadeInput("image", 9000, 9000, 1), ...chain]).geometry;
  assert.ok(coverage?.plane);
  assert.ok(coverage.plane.part.ways.length <= 128 * 128);
  assert.ok(coverage.plane.part.ways.every(Number.isFinite));
  assert.equal(describeGeometry(analyseModel(handMadeGraph([image])), ["other"]), null);
});
