/** The convolution kernels against their definitions, written as sums over whole index ranges. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { linearActivation } from "../../../core/layers/activationFunction.ts";
import type { Activation, DataFormat } from "../../../core/layers/operation.ts";
import { coordinatesOf, elementCount, type Tensor } from "../../../engine/tensor/tensor.ts";
import {
  type RandomCall,
  randomConvolution,
  randomDepthwise,
  randomSeparable,
  randomTransposed,
  runReference,
  sizesOf,
  spatialShape,
} from "../randomCalls.ts";

const seeds = Array.from({ length: 60 }, (_, seed) => seed);

test("convolution is the sum over all input positions of a kernel laid over them", () => {
  for (const seed of seeds) {
    const call = withoutActivation(randomConvolution(seed));
    const { operation, weights } = call;
    const { windows, dataFormat, groups } = operation;
    const perGroup = { inputs: operation.inputChannels / groups, outputs: operation.outputChannels / groups };
    const expected = outputFrom(call.outputShape, dataFormat, (b, place, filter) => {
      let sum = weights.bias ? at(weights.bias, [filter]) : 0;
      everyIndex(sizesOf(windows).inputs, (position) => {
        const tap = position.map((input, axis) => {
          const window = windows[axis];
          assert.ok(window);
          return (input + (window.padBefore ?? 0) - (place[axis] ?? 0) * window.stride) / window.dilation;
        });
        if (
          !tap.every(
            (index, axis) => Number.isInteger(index) && index >= 0 && index < (windows[axis]?.kernel ?? 0),
          )
        )
          return;
        const group = Math.floor(filter / perGroup.outputs);
        for (let channel = 0; channel < perGroup.inputs; channel++) {
          const x = pixel(call.inputs[0], dataFormat, b, position, group * perGroup.inputs + channel);
          sum += x * at(weights.kernel, [...tap, channel, filter]);
        }
      });
      return sum;
    });
    assertClose(runReference(call), expected, `seed ${seed}`);
  }
});

test("transposed convolution scatters: every input position adds its scaled kernel", () => {
  for (const seed of seeds) {
    const call = withoutActivation(randomTransposed(seed));
    const { operation, weights } = call;
    const { windows, dataFormat } = operation;
    const { inputs, outputs } = sizesOf(windows);
    const sums = new Map<string, number>();
    everyIndex([2, ...inputs, ...windows.map((window) => window.kernel)], (index) => {
      const [b = 0, ...rest] = index;
      const position = rest.slice(0, windows.length);
      const tap = rest.slice(windows.length);
      const target = windows.map(
        (window, axis) =>
          (position[axis] ?? 0) * window.stride + (tap[axis] ?? 0) * window.dilation - window.cropBefore,
      );
      if (!target.every((place, axis) => place >= 0 && place < (outputs[axis] ?? 0))) return;
      for (let filter = 0; filter < operation.outputChannels; filter++) {
        for (let channel = 0; channel < operation.inputChannels; channel++) {
          const key = [b, ...target, filter].join();
          const product =
            pixel(call.inputs[0], dataFormat, b, position, channel) *
            at(weights.kernel, [...tap, filter, channel]);
          sums.set(key, (sums.get(key) ?? 0) + product);
        }
      }
    });
    const expected = outputFrom(call.outputShape, dataFormat, (b, place, filter) => {
      const bias = weights.bias ? at(weights.bias, [filter]) : 0;
      return bias + (sums.get([b, ...place, filter].join()) ?? 0);
    });
    assertClose(runReference(call), expected, `seed ${seed}`);
  }
});

test("depthwise convolution is a grouped one with a group per channel", () => {
  for (const seed of seeds) {
    const call = withoutActivation(randomDepthwise(seed));
    const { depthMultiplier, ...shared } = call.operation;
    // [..., channels, multiplier] and [..., 1, channels·multiplier] are the same memory.
    const kernel = call.weights.kernel;
    assert.ok(kernel);
    const shape = [...kernel.shape.slice(0, -2), 1, shared.inputChannels * depthMultiplier];
    const grouped = runReference({
      ...call,
      operation: { ...shared, op: "convolution", groups: shared.inputChannels },
      weights: { ...call.weights, kernel: { shape, data: kernel.data } },
    });
    assertClose(runReference(call), grouped.data, `seed ${seed}`);
  }
});

test("separable convolution is depthwise, then a sum over its channels", () => {
  for (const seed of seeds) {
    const call = withoutActivation(randomSeparable(seed));
    const { operation, weights } = call;
    const { dataFormat, windows } = operation;
    const between = operation.inputChannels * operation.depthMultiplier;
    const kernel = weights.depthwise_kernel;
    assert.ok(kernel);
    const depthwise = runReference({
      operation: { ...operation, op: "depthwiseConvolution", outputChannels: between, useBias: false },
      inputs: call.inputs,
      weights: { kernel },
      outputShape: spatialShape(2, sizesOf(windows).outputs, between, dataFormat),
    });
    const expected = outputFrom(call.outputShape, dataFormat, (b, place, filter) => {
      let sum = at(weights.bias, [filter]);
      for (let channel = 0; channel < between; channel++) {
        const weight = at(weights.pointwise_kernel, [...windows.map(() => 0), channel, filter]);
        sum += pixel(depthwise, dataFormat, b, place, channel) * weight;
      }
      return sum;
    });
    assertClose(runReference(call), expected, `seed ${seed}`);
  }
});

function withoutActivation<Operation extends RandomCall["operation"] & { readonly activation: Activation }>(
  call: RandomCall<Operation>,
): RandomCall<Operation> {
  return { ...call, operation: { ...call.operation, activation: linearActivation } };
}

function everyIndex(sizes: readonly number[], visit: (index: number[]) => void): void {
  for (let flat = 0; flat < elementCount(sizes); flat++) visit(coordinatesOf(flat, sizes));
}

function at(tensor: Tensor | undefined, index: readonly number[]): number {
  assert.ok(tensor);
  const flat = index.reduce((sum, place, axis) => sum * (tensor.shape[axis] ?? 1) + place, 0);
  return tensor.data[flat] ?? Number.NaN;
}

function pixel(
  tensor: Tensor | undefined,
  dataFormat: DataFormat,
  batch: number,
  place: readonly number[],
  channel: number,
): number {
  return at(tensor, dataFormat === "channels_last" ? [batch, ...place, channel] : [batch, channel, ...place]);
}

function outputFrom(
  shape: readonly number[],
  dataFormat: DataFormat,
  value: (batch: number, place: readonly number[], channel: number) => number,
): Float64Array {
  const data = new Float64Array(elementCount(shape));
  for (let flat = 0; flat < data.length; flat++) {
    const [batch = 0, ...rest] = coordinatesOf(flat, shape);
    const last = dataFormat === "channels_last";
    const channel = (last ? rest.at(-1) : rest[0]) ?? 0;
    data[flat] = value(batch, last ? rest.slice(0, -1) : rest.slice(1), channel);
  }
  return data;
}

/** Both sides sum in float64 and differ by one rounding to float32. */
function assertClose(actual: Tensor, expected: ArrayLike<number>, where: string): void {
  assert.equal(actual.data.length, expected.length, where);
  for (let i = 0; i < expected.length; i++) {
    const value = expected[i] ?? Number.NaN;
    const difference = Math.abs((actual.data[i] ?? Number.NaN) - value);
    assert.ok(
      difference <= 1e-6 * Math.max(1, Math.abs(value)),
      `${where}: element ${i} is ${actual.data[i]}, wanted ${value}`,
    );
  }
}
