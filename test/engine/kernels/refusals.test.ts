/** Kernels say what is unknown or does not fit, before anything runs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { slideWindow, type WindowGeometry } from "../../../core/geometry/windowGeometry.ts";
import type { LayerOperation } from "../../../core/layers/operation.ts";
import { freeDim } from "../../../core/shape/dim.ts";
import { findBackend, kernelFor } from "../../../engine/kernels/backend.ts";
import { randomConvolution } from "../randomCalls.ts";

function refuse(operation: LayerOperation, inputShapes: number[][], outputShape: number[]): string {
  return kernelFor(findBackend("reference"), operation).refuse({ operation, inputShapes, outputShape }) ?? "";
}

test("a free size is named", () => {
  const call = randomConvolution(4);
  const free = slideWindow(freeDim("H"), {
    kernel: 3,
    stride: 2,
    dilation: 1,
    padding: "same",
  }) as WindowGeometry;
  const operation = { ...call.operation, windows: call.operation.windows.map(() => free) };
  const reason = refuse(operation, [[...(call.inputs[0]?.shape ?? [])]], [...call.outputShape]);
  assert.match(reason, /not a number but H/);
});

test("other sizes and channels than those worked out are refused with both numbers", () => {
  const call = randomConvolution(4);
  const [batch = 1, ...rest] = call.inputs[0]?.shape ?? [];
  const larger = [batch, ...rest.map((size) => size + 1)];
  assert.match(refuse(call.operation, [larger], [...call.outputShape]), /worked out for \d+ .* given \d+/);
  const fewer = { ...call.operation, inputChannels: call.operation.inputChannels + 1 };
  assert.match(refuse(fewer, [[batch, ...rest]], [...call.outputShape]), /weights for \d+ input channels/);
});

test("an interpolation that cannot be run is refused by name", () => {
  const operation: LayerOperation = {
    op: "upSampling",
    factors: [2, 2],
    interpolation: "area",
    dataFormat: "channels_last",
  };
  assert.match(refuse(operation, [[1, 2, 2, 1]], [1, 4, 4, 1]), /"area"/);
});

test("glu inside a layer is refused, since it changes the shape", () => {
  const call = randomConvolution(4);
  const operation = { ...call.operation, activation: { name: "glu", settings: {} } };
  assert.match(refuse(operation, [[...(call.inputs[0]?.shape ?? [])]], [...call.outputShape]), /glu/);
});
