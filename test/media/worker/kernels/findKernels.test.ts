/** Kernels as pictures against the weights read in Keras's own order, and edits against a run with those weights. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import { createRunSession } from "../../../../engine/executor/runSession.ts";
import { layerWeights } from "../../../../engine/weights/layerWeights.ts";
import { emptyWeightStore } from "../../../../engine/weights/weightStore.ts";
import { withStep } from "../../../../media/panel/kernelHistory.ts";
import { namedStep, numberStep, restoreStep } from "../../../../media/panel/kernelSteps.ts";
import { initialKernels } from "../../../../media/panel/kernelsState.ts";
import { withChanges } from "../../../../media/worker/changedMaps.ts";
import { editedStore } from "../../../../media/worker/kernels/editedStore.ts";
import { findKernels } from "../../../../media/worker/kernels/findKernels.ts";
import { type KernelStage, kernelPlane, weightIndex } from "../../../../media/worker/kernels/layerKernels.ts";
import { rankOneErrors, relativeError, rerun } from "../../../../media/worker/kernels/rerun.ts";
import { foldWidth } from "../../../../media/worker/kernels/stageLayouts.ts";
import { runOrder } from "../../../../media/worker/runOrder.ts";
import { noWeights } from "../../../../media/worker/weightSession.ts";
import { readWeightEdits } from "../../../../protocol/kernelEdits.ts";
import { readDocument } from "../../../../server/parse/readDocument.ts";
import { inputOrder } from "../../../support/inputOrder.ts";
import { repositoryRoot } from "../../../support/repositoryRoot.ts";

const fileName = "seven-convolutions.keras.json";
const text = readFileSync(path.join(repositoryRoot, "samples", fileName), "utf8");
const [graph] = readDocument({ text, languageId: "json", fileName })?.models ?? [];
assert.ok(graph);
const analysis = analyseModel(graph);
const origin = { analysis, store: emptyWeightStore, seed: 0 };
const report = { yieldNow: () => Promise.resolve(), now: () => 0, signal: { aborted: false } };

function stagesOf(layer: string): readonly KernelStage[] {
  const kernels = findKernels(origin, [layer]);
  assert.equal(kernels.kind, "kernels");
  return kernels.kind === "kernels" ? kernels.stages : [];
}

function weightsOf(layer: string) {
  const specs = analysis.layers.find(({ node }) => node.name === layer)?.weights ?? [];
  return layerWeights(specs, layer, emptyWeightStore, 0).weights;
}

/** Where Keras keeps the number of a filter, channel, row and column, written out for each kind by hand. */
const orders = {
  standard: ["kernel", (f: number, c: number, r: number, q: number) => [r, q, c, f]],
  dilated: ["kernel", (f: number, c: number, r: number, q: number) => [r, q, c, f]],
  transposed: ["kernel", (f: number, c: number, r: number, q: number) => [r, q, f, c]],
  separable_column: ["kernel", (f: number, c: number, r: number, q: number) => [r, q, c, f]],
  depthwise: ["kernel", (f: number, _: number, r: number, q: number) => [r, q, f, 0]],
  depthwise_separable: ["depthwise_kernel", (f: number, _: number, r: number, q: number) => [r, q, f, 0]],
} as const;

for (const [layer, [weight, order]] of Object.entries(orders)) {
  test(`${layer}: each tap is the weight's own number`, () => {
    const stage = stagesOf(layer).find((each) => each.layerPath[0] === layer);
    assert.ok(stage);
    const own = weightsOf(layer);
    const tensor = own[weight] ?? own.depthwise_kernel;
    assert.ok(tensor);
    let different = 0;
    for (const filter of [0, 1, stage.filters - 1]) {
      for (const channel of [0, stage.channels - 1]) {
        const place = { filter, channel, slice: 0 };
        const plane = kernelPlane(stage, place, undefined);
        for (let row = 0; row < stage.rows; row++) {
          for (let column = 0; column < stage.columns; column++) {
            const at: number = order(filter, channel, row, column).reduce<number>(
              (sum: number, index, axis) => sum * (tensor.shape[axis] ?? 1) + index,
              0,
            );
            assert.equal(plane[row * stage.columns + column], tensor.data[at]);
            assert.equal(weightIndex(stage, place, row, column), at);
            if (tensor.data[at] !== plane[0]) different++;
          }
        }
      }
    }
    assert.ok(different > 0, "not all numbers are the same");
  });
}

test("stages and pairs are listed, and a layer of one tap is a list of shares", () => {
  assert.deepEqual(
    stagesOf("depthwise_separable").map(({ weight }) => weight),
    ["depthwise_kernel", "pointwise_kernel"],
  );
  assert.deepEqual(
    stagesOf("separable_column").map(({ layerPath, rows, columns }) => [layerPath[0], rows, columns]),
    [
      ["separable_column", 7, 1],
      ["separable_row", 1, 7],
    ],
  );
  const [pointwise] = stagesOf("pointwise").filter(({ layerPath }) => layerPath[0] === "pointwise");
  assert.ok(pointwise);
  const { data, shape } = weightsOf("pointwise").kernel ?? { data: [], shape: [] };
  const plane = kernelPlane(pointwise, { filter: 3, channel: 0, slice: 0 }, undefined);
  assert.equal(plane.length, shape[2]);
  assert.deepEqual(
    [...plane],
    [...plane].map((_, channel) => data[channel * (shape[3] ?? 1) + 3]),
  );
  assert.deepEqual(stagesOf("dilated")[0]?.dilation, { row: 4, column: 4 });
});

test("a layer without kernels says so and names those that have some", () => {
  const bare = analysis.layers.find(({ weights }) => weights?.length === 0);
  assert.ok(bare);
  const kernels = findKernels(origin, [bare.node.name]);
  assert.equal(kernels.kind, "none");
  if (kernels.kind !== "none") return;
  assert.match(kernels.reason, /no kernels/);
  assert.ok(kernels.others.some(([name]) => name === "standard"));
});

test("a fold has no rest and is no thin strip", () => {
  for (let count = 1; count < 300; count++) assert.equal(count % foldWidth(count), 0);
  assert.equal(foldWidth(64), 8);
  assert.equal(foldWidth(127), 127);
});

test("edits are steps that can be taken back, and what is the weight's own again is none", () => {
  const stages = stagesOf("standard");
  const state = { ...initialKernels, kernels: { kind: "kernels" as const, layerPath: ["standard"], stages } };
  const step = numberStep(state, 1, 2, 0.75);
  assert.ok(step);
  const edits = withStep([], step);
  assert.deepEqual(
    edits.map(({ places, values }) => [places.length, values]),
    [[1, [0.75]]],
  );
  assert.deepEqual(readWeightEdits(JSON.parse(JSON.stringify(edits))), edits, "survives being stored");
  assert.deepEqual(withStep(edits, step, true), []);
  const own = kernelPlane(stages[0] as KernelStage, state.place, undefined)[5] as number;
  assert.deepEqual(withStep(edits, numberStep({ ...state, edits }, 1, 2, own) ?? step), []);
  const whole = namedStep({ ...state, scope: "filter" }, "sobelX");
  assert.equal(whole?.places.length, 27);
  const restored = restoreStep({ ...state, edits: withStep([], whole ?? step) });
  assert.deepEqual(withStep(withStep([], whole ?? step), restored ?? step), []);
  assert.deepEqual(
    readWeightEdits([{ layerPath: ["a"], weight: "kernel", count: 2, places: [2], values: [1] }]),
    [],
  );
});

test("an edited layer runs as one with those weights does, and rank 1 leaves what it says", async () => {
  const order = {
    layerPath: ["standard"],
    inputShape: null,
    mode: "upTo" as const,
    input: inputOrder({ kind: "sample", id: "scene" }),
    seed: 0,
    memoryLimitBytes: 1e9,
  };
  const whole = { ...report, onProgress: () => undefined };
  const before = await runOrder(analysis, order, whole);
  assert.ok(before.kind === "done");
  const stages = stagesOf("standard");
  const state = { ...initialKernels, kernels: { kind: "kernels" as const, layerPath: ["standard"], stages } };
  const step = namedStep(state, "emboss");
  assert.ok(step);
  const store = editedStore(analysis, emptyWeightStore, withStep([], step), 0);
  const session = createRunSession(0);
  const request = { analysis, kept: before.kept, store, session, report };
  const again = await rerun(request);
  const direct = await runOrder(analysis, order, whole, { ...noWeights, store });
  assert.ok(again && direct.kind === "done");
  assert.deepEqual(again.changes.channels, [0], "an edit of a filter changes its own channel only");
  const maps = withChanges(before.outcome.maps, again.changes);
  assert.deepEqual(maps, direct.outcome.maps);
  assert.notDeepEqual(maps.values, before.outcome.maps.values);
  const [stage] = stages;
  assert.ok(stage);
  const errors = await rankOneErrors({ ...request, kept: again.kept }, stage, state.place);
  assert.ok(errors?.kernel && errors.kernel > 0 && errors.all > 0 && errors.kept < 1);
  const flat = namedStep(state, "gaussian");
  assert.ok(flat);
  const separable = editedStore(analysis, emptyWeightStore, withStep([], flat), 0);
  const smooth = await rerun({ ...request, store: separable });
  assert.ok(smooth);
  const none = await rankOneErrors({ ...request, store: separable, kept: smooth.kept }, stage, state.place);
  assert.ok((none?.kernel ?? 1) < 1e-6, "a separable kernel loses nothing");
});

test("a relative error is the root of squares over squares", () => {
  const tensor = (...data: number[]) => ({ shape: [1, 2, 2], data: Float32Array.from(data) });
  assert.equal(relativeError(tensor(3, 0, 4, 1), tensor(0, 0, 0, 1)), Math.sqrt(25 / 26));
  assert.equal(relativeError(tensor(3, 0, 4, 1), tensor(3, 5, 0, 1), { axis: 2, channel: 0 }), 4 / 5);
});
