/** Walking through the arithmetic of a value: every tap once, sums that end in the value, and the same way back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import {
  isShown,
  runningSum,
  type StepSize,
  settledStep,
  stepBack,
  stepOn,
  type WalkPlace,
} from "../../../media/panel/probeSteps.ts";
import { answerPixel } from "../../../media/worker/answerPixel.ts";
import type { PixelAnswer } from "../../../media/worker/pixelAnswer.ts";
import { runOrder } from "../../../media/worker/runOrder.ts";
import { handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";
import { inputOrder } from "../../support/inputOrder.ts";

const graph = handMadeGraph([
  handMadeInput("image", 6, 6, 3),
  {
    className: "Conv2D",
    name: "plain",
    config: { filters: 2, kernel_size: [3, 2], padding: "same", activation: "relu" },
  },
  { className: "SeparableConv2D", name: "separable", config: { filters: 3, kernel_size: [2, 2] } },
  { className: "MaxPooling2D", name: "pool", config: { pool_size: [2, 2] } },
]);

/** Asks as the panel does: for the group that the walk is in. */
async function ask(layer: string): Promise<(group: number) => PixelAnswer> {
  const result = await runOrder(
    analyseModel(graph),
    {
      layerPath: [layer],
      inputShape: null,
      mode: "upTo",
      input: inputOrder({ kind: "sample", id: "scene" }),
      seed: 0,
      memoryLimitBytes: 1e9,
    },
    { onProgress: () => {}, signal: { aborted: false }, yieldNow: async () => {}, now: () => 0 },
  );
  if (result.kind !== "done") assert.fail(result.kind);
  return (group) => {
    const answer = answerPixel(result.kept, { channel: 1, slice: 0, row: 1, column: 1 }, group);
    assert.ok(answer);
    return answer;
  };
}

/** All places from the beginning to the end, each with the sum so far. */
async function walk(layer: string, size: StepSize, direction: 1 | -1): Promise<string[]> {
  const answerOf = await ask(layer);
  const seen: string[] = [];
  let place: WalkPlace | null = { step: null, group: 0 };
  for (let count = 0; count < 500; count++) {
    place = (direction > 0 ? stepOn : stepBack)(answerOf(place.group), place, size);
    if (!place) return seen;
    const answer = answerOf(place.group);
    assert.ok(isShown(answer, place));
    const step = settledStep(answer, place.step);
    place = { ...place, step };
    if (step?.kind !== "tap") {
      seen.push(step?.kind ?? "");
      continue;
    }
    const stage = answer.stages[step.stage];
    assert.ok(stage);
    const group = stage.shownGroup < 0 ? 0 : place.group;
    seen.push(`${step.stage}/${group}/${step.tap}: ${runningSum(stage, step.tap).toPrecision(9)}`);
  }
  assert.fail("the walk does not end");
}

test("a convolution is walked tap by tap through its channels, then bias and activation", async () => {
  const steps = await walk("plain", "tap", 1);
  assert.equal(steps.length, 3 * 6 + 2);
  assert.deepEqual(steps.slice(-2), ["bias", "activation"]);
  const { stages } = (await ask("plain"))(0);
  const total = stages[0]?.total ?? Number.NaN;
  assert.equal(steps.at(-3), `0/2/5: ${total.toPrecision(9)}`);
});

test("channel by channel, the sums are those of whole channels", async () => {
  const steps = await walk("plain", "group", 1);
  const taps = (await walk("plain", "tap", 1)).filter((step) => step.includes("/5: "));
  assert.deepEqual(steps, [...taps, "bias", "activation"]);
});

test("a separable layer is walked through each depthwise result by itself, then across them", async () => {
  const steps = await walk("separable", "tap", 1);
  // Two channels come in: 2 results of 4 taps, then 2 taps of the pointwise stage, and the bias.
  assert.equal(steps.length, 2 * 4 + 2 + 1);
  const { stages } = (await ask("separable"))(1);
  assert.equal(steps[7], `0/1/3: ${(stages[0]?.groups[1]?.result ?? 0).toPrecision(9)}`);
  assert.equal(steps[9], `1/0/1: ${(stages[1]?.total ?? 0).toPrecision(9)}`);
});

for (const layer of ["plain", "separable", "pool"]) {
  test(`the way back through ${layer} is the same`, async () => {
    assert.deepEqual((await walk(layer, "tap", -1)).reverse(), await walk(layer, "tap", 1));
  });
}
