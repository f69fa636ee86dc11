/** Sliding-window arithmetic against brute-force placing of every window. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { spreadWindow } from "../../../core/geometry/transposedGeometry.ts";
import { isMisfit, slideWindow } from "../../../core/geometry/windowGeometry.ts";
import { dimToNumber, formatDim, freeDim, knownDim } from "../../../core/shape/dim.ts";

test("valid windows are all the windows that lie inside the input", () => {
  forEachSetting(({ input, kernel, stride, dilation }) => {
    const window = slideWindow(knownDim(input), { kernel, stride, dilation, padding: "valid" });
    let count = 0;
    for (let start = 0; start + (kernel - 1) * dilation < input; start += stride) count++;
    if (count === 0) assert.ok(isMisfit(window));
    else assert.equal(isMisfit(window) ? -1 : dimToNumber(window.output), count);
  });
});

test("same padding starts a window at every stride-th position and adds as few zeros as that needs", () => {
  forEachSetting(({ input, kernel, stride, dilation }) => {
    const window = slideWindow(knownDim(input), { kernel, stride, dilation, padding: "same" });
    assert.ok(!isMisfit(window));
    const outputs = Math.ceil(input / stride);
    const { padBefore, padAfter } = window;
    assert.ok(padBefore !== null && padAfter !== null);
    assert.equal(dimToNumber(window.output), outputs);
    const reach = (outputs - 1) * stride + (kernel - 1) * dilation + 1;
    assert.equal(padBefore + padAfter, Math.max(reach - input, 0));
    assert.ok(padAfter - padBefore === 0 || padAfter - padBefore === 1, "the odd zero stands at the end");
  });
});

test("a causal output looks at no later input", () => {
  const window = slideWindow(knownDim(20), { kernel: 2, stride: 1, dilation: 8, padding: "causal" });
  assert.ok(!isMisfit(window));
  assert.deepEqual([dimToNumber(window.output), window.padBefore, window.padAfter], [20, 8, 0]);
});

test("a transposed window reaches what scattering every input position reaches", () => {
  forEachSetting(({ input, kernel, stride, dilation }) => {
    const full = (input - 1) * stride + (kernel - 1) * dilation + 1;
    const valid = spreadWindow(knownDim(input), {
      kernel,
      stride,
      dilation,
      padding: "valid",
      outputPadding: null,
    });
    // Keras: input·stride + max(span - stride, 0), that is the full reach, or a whole number of strides.
    assert.equal(dimToNumber(valid.output), Math.max(full, input * stride));
    const same = spreadWindow(knownDim(input), {
      kernel,
      stride,
      dilation,
      padding: "same",
      outputPadding: null,
    });
    assert.equal(dimToNumber(same.output), input * stride);
  });
});

test("sizes of the published padding example: 224, kernel 7, stride 2", () => {
  const window = slideWindow(knownDim(224), { kernel: 7, stride: 2, dilation: 1, padding: "same" });
  assert.ok(!isMisfit(window));
  assert.deepEqual([dimToNumber(window.output), window.padBefore, window.padAfter], [112, 2, 3]);
});

test("a free size is carried as a formula", () => {
  const window = slideWindow(freeDim("H"), { kernel: 3, stride: 2, dilation: 1, padding: "same" });
  assert.ok(!isMisfit(window));
  assert.equal(formatDim(window.output), "⌈H/2⌉");
  const valid = slideWindow(freeDim("H"), { kernel: 3, stride: 1, dilation: 1, padding: "valid" });
  assert.ok(!isMisfit(valid));
  assert.equal(formatDim(valid.output), "H − 2");
});

interface Setting {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}

function forEachSetting(check: (setting: Setting) => void): void {
  for (let input = 1; input <= 12; input++)
    for (let kernel = 1; kernel <= 5; kernel++)
      for (let stride = 1; stride <= 4; stride++)
        for (let dilation = 1; dilation <= 3; dilation++) check({ input, kernel, stride, dilation });
}
