/** Which tiles direct convolutions are cut into: choices that were measured, and that a quicker search for them must not change. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isMisfit, slideWindow } from "../../../core/geometry/windowGeometry.ts";
import { linearActivation } from "../../../core/layers/activationFunction.ts";
import type { ConvolutionOperation } from "../../../core/layers/operation.ts";
import { knownDim } from "../../../core/shape/dim.ts";
import { kernelFor } from "../../../engine/kernels/backend.ts";
import { generatedFor } from "../../support/kernelBackends.ts";

interface Layer {
  readonly size: readonly [rows: number, columns: number];
  readonly kernel: number;
  readonly stride: number;
  readonly channels: readonly [inputs: number, outputs: number];
  readonly tiles: readonly [relaxed: string, plain: string];
}

const layers: readonly Layer[] = [
  { size: [96, 96], kernel: 3, stride: 2, channels: [3, 32], tiles: ["6x8", "5x8"] },
  { size: [48, 48], kernel: 1, stride: 1, channels: [32, 64], tiles: ["6x8", "5x8"] },
  { size: [14, 14], kernel: 1, stride: 1, channels: [64, 128], tiles: ["6x8", "5x8"] },
  { size: [13, 13], kernel: 3, stride: 1, channels: [8, 24], tiles: ["5x8", "5x8"] },
  { size: [7, 7], kernel: 3, stride: 1, channels: [16, 20], tiles: ["6x8", "5x8"] },
  { size: [7, 7], kernel: 1, stride: 1, channels: [160, 320], tiles: ["6x8", "5x8"] },
  { size: [5, 3], kernel: 3, stride: 1, channels: [4, 9], tiles: ["5x8", "5x8"] },
  { size: [2, 2], kernel: 3, stride: 1, channels: [32, 64], tiles: ["4x8", "4x8"] },
  { size: [1, 1], kernel: 1, stride: 1, channels: [512, 1000], tiles: ["1x32", "1x32"] },
  { size: [1, 3], kernel: 1, stride: 1, channels: [64, 30], tiles: ["2x16", "2x16"] },
  { size: [17, 31], kernel: 5, stride: 3, channels: [6, 4], tiles: ["11x4", "11x4"] },
  { size: [4, 40], kernel: 3, stride: 1, channels: [5, 3], tiles: ["10x4", "10x4"] },
  { size: [3, 5], kernel: 3, stride: 1, channels: [8, 12], tiles: ["5x8", "5x8"] },
  { size: [6, 4], kernel: 1, stride: 1, channels: [24, 7], tiles: ["6x8", "5x8"] },
];

for (const [at, level] of (["relaxed", "plain"] as const).entries()) {
  test(`tiles of direct convolutions, ${level} SIMD`, () => {
    const { backend } = generatedFor({ level, winograd: null });
    for (const { size, kernel, stride, channels, tiles } of layers) {
      const [inputChannels, outputChannels] = channels;
      const windows = size.map((input) => {
        const window = slideWindow(knownDim(input), { kernel, stride, dilation: 1, padding: "same" });
        assert.ok(!isMisfit(window));
        return window;
      });
      const operation: ConvolutionOperation = {
        op: "convolution",
        ...{ windows, inputChannels, outputChannels, groups: 1, useBias: true },
        ...{ activation: linearActivation, dataFormat: "channels_last" },
      };
      const described = kernelFor(backend, operation).describe?.({
        operation,
        inputShapes: [[1, ...size, inputChannels]],
        outputShape: [1, ...size.map((input) => Math.ceil(input / stride)), outputChannels],
      });
      const wanted = `direct convolution, ${tiles[at]} tiles, ${level} SIMD`;
      assert.equal(
        described,
        wanted,
        `${size.join("x")}, ${kernel}x${kernel}, stride ${stride}, ${channels}`,
      );
    }
  });
}
