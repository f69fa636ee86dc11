/** The seven kinds in the place of all sorts of convolutions: sizes kept, costs by the textbook, weights that do the same. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import { type SevenKind, sevenKindNames } from "../../../../core/layers/convolutionKind.ts";
import type { ComparedKind, KindMeasure } from "../../../../media/worker/compare/comparison.ts";
import { countKinds } from "../../../../media/worker/compare/countKinds.ts";
import { comparedMaps, measureKinds } from "../../../../media/worker/compare/measureKinds.ts";
import { runOrder } from "../../../../media/worker/runOrder.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../../support/handMadeGraph.ts";
import { inputOrder } from "../../../support/inputOrder.ts";

type Config = NonNullable<HandMadeLayer["config"]>;

interface Compared {
  readonly rows: ReadonlyMap<SevenKind, ComparedKind>;
  readonly measures: ReadonlyMap<SevenKind, KindMeasure>;
  readonly maps: ReturnType<typeof comparedMaps>;
}

async function compare(sizes: readonly number[], className: string, config: Config): Promise<Compared> {
  const graph = handMadeGraph([handMadeInput("image", ...sizes), { className, name: "it", config }]);
  const analysis = analyseModel(graph);
  let clock = 0;
  const report = {
    onProgress: () => undefined,
    signal: { aborted: false },
    yieldNow: async () => undefined,
    now: () => clock++,
  };
  const run = await runOrder(
    analysis,
    {
      layerPath: ["it"],
      inputShape: null,
      mode: "upTo",
      input: inputOrder({ kind: "sample", id: "scene" }),
      seed: 3,
      memoryLimitBytes: 1e9,
    },
    report,
  );
  if (run.kind !== "done") throw new Error(`The run is ${run.kind}.`);
  const counted = countKinds(analysis, ["it"]);
  assert.equal(counted.comparison.kind, "seven");
  const measures = new Map<SevenKind, KindMeasure>();
  const kept = await measureKinds(counted, run.kept, report, (kind, measure) => measures.set(kind, measure));
  assert.ok(kept);
  return {
    rows: new Map(counted.models.map(({ row }) => [row.kind, row])),
    measures,
    maps: comparedMaps(kept, { channel: 1, slice: 0 }),
  };
}

const window = { filters: 6, kernel_size: 3 };

/** Layers of every kind, rank and padding, and the other kinds that do exactly the same with their weights. */
const cases: readonly (readonly [
  name: string,
  sizes: readonly number[],
  className: string,
  config: Config,
  same: readonly SevenKind[],
])[] = [
  ["standard", [12, 10, 2], "Conv2D", { ...window, padding: "same" }, ["transposed", "spatially-separable"]],
  ["strided", [13, 10, 3], "Conv2D", { ...window, strides: 2, padding: "same", activation: "relu" }, []],
  ["valid and strided", [13, 12, 3], "Conv2D", { ...window, strides: [2, 3], kernel_size: [3, 5] }, []],
  ["channels first", [3, 10, 9], "Conv2D", { ...window, data_format: "channels_first" }, ["transposed"]],
  ["grouped", [8, 8, 4], "Conv2D", { ...window, filters: 8, groups: 2 }, ["transposed"]],
  [
    "pointwise",
    [8, 8, 3],
    "Conv2D",
    { filters: 5, kernel_size: 1 },
    ["standard", "transposed", "dilated", "spatially-separable", "depthwise-separable"],
  ],
  ["transposed", [6, 5, 3], "Conv2DTranspose", { ...window, strides: 2, padding: "same" }, []],
  ["transposed, valid", [6, 5, 3], "Conv2DTranspose", { ...window, strides: 2 }, []],
  [
    "transposed, stride 1",
    [6, 5, 2],
    "Conv2DTranspose",
    { ...window, padding: "same" },
    ["standard", "spatially-separable"],
  ],
  ["dilated", [16, 16, 2], "Conv2D", { ...window, dilation_rate: 3 }, ["spatially-separable"]],
  ["column", [9, 8, 3], "Conv2D", { ...window, kernel_size: [5, 1] }, ["standard", "transposed"]],
  ["depthwise", [9, 8, 3], "DepthwiseConv2D", { kernel_size: 3, depth_multiplier: 2 }, ["standard"]],
  ["depthwise separable", [9, 8, 3], "SeparableConv2D", { ...window, padding: "same" }, ["standard"]],
  ["one axis, causal", [16, 3], "Conv1D", { ...window, padding: "causal" }, []],
  ["one axis", [16, 3], "Conv1D", { ...window, strides: 2 }, []],
  ["three axes", [6, 7, 8, 2], "Conv3D", { ...window, activation: "tanh" }, ["transposed"]],
];

for (const [name, sizes, className, config, same] of cases) {
  test(`${name}: all kinds give maps of the same size, and some the same values`, async () => {
    const { rows, measures, maps } = await compare(sizes, className, config);
    assert.deepEqual([...rows.keys()], sevenKindNames);
    const own = [...rows.values()].find((row) => row.own);
    const channels = (output: string | undefined) =>
      (output ?? "").split("×").at(config.data_format === "channels_first" ? 0 : -1);
    const positions = (output: string | undefined) =>
      (output ?? "").split("×").toSpliced(config.data_format === "channels_first" ? 0 : -1, 1);
    const exact: SevenKind[] = [];
    for (const [kind, row] of rows) {
      const measure = measures.get(kind);
      if (kind === "spatially-separable" && sizes.length === 2) {
        assert.match(row.obstacle ?? "", /along one axis/);
        continue;
      }
      assert.equal(row.obstacle, null, kind);
      assert.deepEqual(positions(row.counts?.output), positions(own?.counts?.output), kind);
      assert.equal(row.counts?.sameShape, channels(row.counts?.output) === channels(own?.counts?.output));
      assert.equal(measure?.kind, "done", kind);
      if (measure?.kind !== "done" || row.own) continue;
      assert.equal(measure.difference === null, !row.counts?.sameShape, kind);
      const map = maps.maps.find((each) => each.kind === kind);
      assert.equal(map?.difference === null, measure.difference === null, kind);
      if (measure.difference && measure.difference.relative < 1e-6) exact.push(kind);
    }
    assert.deepEqual(
      same.filter((kind) => !exact.includes(kind)),
      [],
      `only ${exact.join(", ")} do the same`,
    );
  });
}

test("costs are those of the textbook", async () => {
  const { rows } = await compare([32, 32, 8], "Conv2D", {
    filters: 16,
    kernel_size: 3,
    padding: "same",
    use_bias: false,
  });
  const [k, inputs, outputs, places] = [3, 8, 16, 32 * 32];
  const weights: Record<SevenKind, number> = {
    standard: k * k * inputs * outputs,
    pointwise: inputs * outputs,
    transposed: k * k * inputs * outputs,
    dilated: k * k * inputs * outputs,
    "spatially-separable": k * inputs * outputs + k * outputs * outputs,
    depthwise: k * k * inputs * 2,
    "depthwise-separable": k * k * inputs + inputs * outputs,
  };
  for (const [kind, row] of rows) {
    assert.equal(row.counts?.parameters, weights[kind], kind);
    assert.equal(row.counts?.macs, places * weights[kind], kind);
  }
  assert.equal(
    rows.get("standard")?.counts?.bytesMoved,
    4 * (places * (inputs + outputs) + weights.standard),
  );
});

test("the difference map is what one map has more than the layer's own", async () => {
  const { maps, measures } = await compare([10, 10, 3], "Conv2D", { ...window, filters: 4, padding: "same" });
  const own = maps.maps.find(({ kind }) => kind === "standard")?.map;
  const dilated = maps.maps.find(({ kind }) => kind === "dilated");
  assert.ok(own && dilated?.map && dilated.difference);
  for (const [at, value] of dilated.difference.values.entries()) {
    assert.equal(value, Math.fround((dilated.map.values[at] ?? 0) - (own.values[at] ?? 0)));
  }
  const measure = measures.get("dilated");
  assert.ok(measure?.kind === "done" && measure.difference && measure.difference.relative > 0.01);
});

test("a layer that is no convolution says so, and names those that are near", () => {
  const graph = handMadeGraph([
    handMadeInput("image", 8, 8, 3),
    { className: "Conv2D", name: "a", config: { filters: 2, kernel_size: 3 } },
    { className: "ReLU", name: "it" },
    { className: "DepthwiseConv2D", name: "b", config: { kernel_size: 3 } },
  ]);
  const { comparison } = countKinds(analyseModel(graph), ["it"]);
  assert.equal(comparison.kind, "none");
  assert.deepEqual(comparison.kind === "none" ? comparison.others : [], [["a"], ["b"]]);
});

test("every kind that Keras can have in a layer's place, TensorFlow.js can have too", () => {
  const layer = { className: "Conv2D", name: "it", config: { ...window, padding: "same" } };
  const graph = handMadeGraph([handMadeInput("image", 12, 12, 3), layer]);
  const obstacles = (dialect: "keras" | "tfjs") =>
    countKinds(analyseModel({ ...graph, dialect }), ["it"]).models.map(({ row }) => row.obstacle);
  assert.deepEqual(obstacles("tfjs"), obstacles("keras"));
  assert.ok(obstacles("tfjs").every((obstacle) => obstacle === null));
});
