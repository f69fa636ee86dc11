/** The explanation of an element must come to the number that the kernel computed, for every operation. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { explainPixel } from "../../../engine/explain/explainPixel.ts";
import type { PixelExplanation } from "../../../engine/explain/pixelExplanation.ts";
import {
  type RandomCall,
  random,
  randomConvolution,
  randomDepthwise,
  randomPooling,
  randomSeparable,
  randomTransposed,
  runReference,
} from "../randomCalls.ts";
import { randomOthers } from "../randomOthers.ts";

const seeds = Array.from({ length: 40 }, (_, seed) => seed);

const generators: Readonly<Record<string, (seed: number) => readonly RandomCall[]>> = {
  convolution: (seed) => [randomConvolution(seed)],
  "transposed convolution": (seed) => [randomTransposed(seed)],
  "depthwise convolution": (seed) => [randomDepthwise(seed)],
  "separable convolution": (seed) => [randomSeparable(seed)],
  pooling: (seed) => [randomPooling(seed)],
  "all others": randomOthers,
};

for (const [name, generate] of Object.entries(generators)) {
  test(`${name}: the explanation equals the kernel's output`, () => {
    for (const seed of seeds) {
      for (const call of generate(seed)) explainSome(call, seed);
    }
  });
}

function explainSome(call: RandomCall, seed: number): void {
  const output = runReference(call);
  const choose = random(seed + 5000);
  for (let round = 0; round < 12; round++) {
    const at = choose.integer(0, output.data.length - 1);
    const explanation = explainPixel({ ...call, at, mostTaps: 1000 });
    const where = `seed ${seed}, ${JSON.stringify(call.operation)}, element ${at}`;
    assert.ok(explanation, where);
    const value = output.data[at] ?? Number.NaN;
    const tolerance = 3e-7 * Math.max(1e-3, Math.abs(value));
    assert.ok(
      Math.abs(explanation.output - value) <= tolerance,
      `${where}: ${explanation.output}, kernel ${value}`,
    );
    checkParts(explanation, call, where);
  }
}

/** The listed parts add up, and every value listed is the one that stands at its coordinates. */
function checkParts(explanation: PixelExplanation, call: RandomCall, where: string): void {
  const elementOf = (input: number, coordinates: readonly number[]) => {
    const shape = call.inputs[input]?.shape ?? [];
    const at = coordinates.reduce((index, place, axis) => index * (shape[axis] ?? 1) + place, 0);
    return call.inputs[input]?.data[at];
  };
  if (explanation.kind === "sum") {
    const [first] = explanation.stages;
    const last = explanation.stages.at(-1);
    assert.ok(first && last, where);
    for (const tap of first.taps) {
      if (tap.padded) assert.equal(tap.value, 0, where);
      else assert.equal(tap.value, elementOf(tap.input, tap.coordinates), where);
    }
    assert.equal(first.taps.length, first.tapCount, where);
    const fromTaps = last.taps.reduce((sum, tap) => sum + tap.value * tap.weight, 0);
    const fromParts = last.partialSums.reduce((sum, part) => sum + part.sum, 0);
    for (const sum of [fromTaps, fromParts]) {
      assert.ok(Math.abs(sum + (explanation.bias ?? 0) - explanation.preActivation) < 1e-9, where);
    }
  }
  if (explanation.kind === "window" && explanation.reduce === "max") {
    const chosen = explanation.elements.filter((element) => element.chosen);
    assert.equal(chosen.length, 1, where);
    assert.equal(chosen[0]?.value, explanation.output, where);
  }
  if (explanation.kind === "copy" && explanation.source) {
    assert.equal(
      elementOf(explanation.source.input, explanation.source.coordinates),
      explanation.output,
      where,
    );
  }
}

test("taps beyond the limit are counted and summed, and not listed", () => {
  const call = randomOthers(3).find((other) => other.operation.op === "dense");
  assert.ok(call);
  const all = explainPixel({ ...call, at: 0, mostTaps: 1000 });
  const few = explainPixel({ ...call, at: 0, mostTaps: 2 });
  assert.ok(all?.kind === "sum" && few?.kind === "sum");
  assert.equal(few.stages[0]?.taps.length, 2);
  assert.equal(all.stages[0]?.tapCount, 6);
  assert.equal(few.stages[0]?.tapCount, 6);
  assert.equal(few.preActivation, all.preActivation);
});

test("a place outside the output has no explanation", () => {
  const call = randomPooling(1);
  assert.equal(explainPixel({ ...call, at: 1e9, mostTaps: 10 }), undefined);
  assert.equal(explainPixel({ ...call, at: [0], mostTaps: 10 }), undefined);
  assert.equal(explainPixel({ ...call, at: call.outputShape, mostTaps: 10 }), undefined);
});
