/** Copies of a transposed kernel at each output position, against scattering every tap of every input one by one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { overlapCounts, overlapRange } from "../../../core/geometry/overlapCounts.ts";
import { spreadWindow, type TransposedSettings } from "../../../core/geometry/transposedGeometry.ts";
import { dimToNumber, freeDim, knownDim } from "../../../core/shape/dim.ts";

/** Calls of `check` with every small setting that Keras takes. */
function forEachSetting(check: (settings: TransposedSettings) => void): void {
  for (let kernel = 1; kernel <= 7; kernel++)
    for (let stride = 1; stride <= 5; stride++)
      for (let dilation = 1; dilation <= 4; dilation++)
        for (const padding of ["valid", "same"] as const)
          for (const outputPadding of [null, ...Array.from({ length: stride }, (_, by) => by)])
            check({ kernel, stride, dilation, padding, outputPadding });
}

/** Counts at the outputs from the crop on. */
function scattered(
  { kernel, stride, dilation }: TransposedSettings,
  place: { readonly input: number; readonly cropBefore: number; readonly output: number },
): number[] {
  const counts = new Array<number>(place.output).fill(0);
  for (let input = 0; input < place.input; input++) {
    for (let tap = 0; tap < kernel; tap++) {
      const at = input * stride + tap * dilation - place.cropBefore;
      if (at >= 0 && at < place.output) counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  return counts;
}

test("every output counts the taps that scattering brings to it, borders and cropping included", () => {
  let checked = 0;
  forEachSetting((settings) => {
    for (const input of [1, 2, 3, 9]) {
      const window = spreadWindow(knownDim(input), settings);
      const output = dimToNumber(window.output) ?? 0;
      if (output <= 0) continue;
      const wanted = scattered(settings, { input, output, cropBefore: window.cropBefore });
      const counts = overlapCounts(window, { from: 0, length: output });
      assert.deepEqual([...(counts ?? [])], wanted, JSON.stringify(window));
      const part = overlapCounts(window, { from: 1, length: Math.max(0, output - 2) });
      assert.deepEqual([...(part ?? [])], wanted.slice(1, -1), JSON.stringify(window));
      checked++;
    }
  });
  assert.ok(checked > 4000, `${checked} settings`);
});

test("the range far from the border is what the middle of a long row has", () => {
  const input = 40;
  forEachSetting((settings) => {
    const { kernel, stride, dilation } = settings;
    const full = (input - 1) * stride + (kernel - 1) * dilation + 1;
    const counts = scattered(settings, { input, output: full, cropBefore: 0 });
    // A whole number of strides that every input on either side could reach.
    const start = (kernel - 1) * dilation;
    const middle = counts.slice(start, start + 2 * stride);
    const wanted = { least: Math.min(...middle), most: Math.max(...middle) };
    assert.deepEqual(overlapRange(spreadWindow(knownDim(input), settings)), wanted, JSON.stringify(settings));
  });
});

test("an input of open size begins like a long one and does not end", () => {
  forEachSetting((settings) => {
    const { cropBefore } = spreadWindow(knownDim(60), settings);
    const wanted = scattered(settings, { input: 60, output: 20, cropBefore });
    const counts = overlapCounts(spreadWindow(freeDim("H"), settings), { from: 0, length: 20 });
    assert.deepEqual([...(counts ?? [])], wanted, JSON.stringify(settings));
  });
});

test("sizes that nobody could count one by one are answered alike", () => {
  const settings = {
    kernel: 1e9 + 1,
    stride: 1e9,
    dilation: 1,
    padding: "valid",
    outputPadding: null,
  } as const;
  const window = spreadWindow(knownDim(4096), settings);
  assert.deepEqual(overlapRange(window), { least: 1, most: 2 });
  assert.deepEqual([...(overlapCounts(window, { from: 1e9 - 1, length: 3 }) ?? [])], [1, 2, 1]);
  const sparse = spreadWindow(knownDim(4096), { ...settings, stride: 2, kernel: 31, dilation: 1e6 + 1 });
  assert.equal(overlapCounts(sparse, { from: 0, length: 3 }), null);
  assert.deepEqual(overlapRange(sparse), { least: 15, most: 16 });
});
