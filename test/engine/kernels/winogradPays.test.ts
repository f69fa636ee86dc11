/** Which strided, larger and transposed kernels take Winograd's algorithm: those whose larger weights are soon worth their making. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { spreadWindow } from "../../../core/geometry/transposedGeometry.ts";
import { isMisfit, slideWindow } from "../../../core/geometry/windowGeometry.ts";
import { knownDim } from "../../../core/shape/dim.ts";
import { winogradFits } from "../../../engine/kernels/convolution/winogradPlan.ts";
import { spatialGrid } from "../../../engine/kernels/spatialGrid.ts";
import { transposedWinogradFits } from "../../../engine/kernels/transposedConvolution/winogradLayer.ts";

interface Layer {
  readonly kernel: number;
  readonly stride: number;
  readonly side: number;
  readonly channels: readonly [inputs: number, outputs: number];
}

function strided({ kernel, stride, side, channels: [inputChannels, outputChannels] }: Layer): boolean {
  const window = slideWindow(knownDim(side), { kernel, stride, dilation: 1, padding: "same" });
  assert.ok(!isMisfit(window));
  const outputs = Math.ceil(side / stride);
  const to = spatialGrid([1, outputs, outputs, outputChannels], "channels_last");
  return winogradFits({ windows: [window, window], groups: 1, inputChannels, outputChannels }, to, 2);
}

function transposed({ kernel, stride, side, channels: [inputChannels, outputChannels] }: Layer): boolean {
  const settings = { kernel, stride, dilation: 1, padding: "same", outputPadding: null } as const;
  const window = spreadWindow(knownDim(side), settings);
  const to = spatialGrid([1, side * stride, side * stride, outputChannels], "channels_last");
  return transposedWinogradFits({ windows: [window, window], inputChannels, outputChannels }, to);
}

test("layers that were measured to be faster take it: a ResNet's stem, a generator's layer", () => {
  assert.ok(strided({ kernel: 7, stride: 2, side: 224, channels: [3, 64] }));
  assert.ok(transposed({ kernel: 4, stride: 2, side: 28, channels: [64, 32] }));
});

test("a layer that was measured to be slower stays direct, since its weights serve few pixels", () => {
  assert.ok(!strided({ kernel: 3, stride: 2, side: 28, channels: [256, 512] }));
});

test("so does one that gains less in five runs than the making of its weights takes", () => {
  assert.ok(!strided({ kernel: 3, stride: 2, side: 48, channels: [64, 128] }));
  assert.ok(!strided({ kernel: 3, stride: 2, side: 24, channels: [128, 256] }));
});

test("few weights are made in no time", () => {
  assert.ok(strided({ kernel: 7, stride: 2, side: 24, channels: [3, 33] }));
});
