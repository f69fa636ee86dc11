/** All kernels against numbers that Keras computed, class by class. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inferLayer } from "../../core/layers/inferLayer.ts";
import { shapeFromNumbers, shapeToNumbers } from "../../core/shape/shape.ts";
import { kernelFor } from "../../engine/kernels/backend.ts";
import type { Tensor } from "../../engine/tensor/tensor.ts";
import { type KerasValueCase, kerasValueCases } from "../support/conformanceValues.ts";
import { allBackends } from "../support/kernelBackends.ts";

const cases = kerasValueCases();
const backends = allBackends();

test(`there are ${cases.length} Keras cases with numbers`, () => {
  assert.equal(cases.length, 300);
});

for (const className of new Set(cases.map((entry) => entry.className))) {
  const ofClass = cases.filter((entry) => entry.className === className);
  test(`${className} computes what Keras computes (${ofClass.length} cases)`, () => {
    for (const entry of ofClass) compare(entry);
  });
}

function compare(entry: KerasValueCase): void {
  const where = `${entry.id} ${JSON.stringify(entry.given)} on ${entry.inputs.map((input) => input.shape.join("×"))}`;
  const { value } = inferLayer(
    entry.node,
    entry.inputs.map((input) => shapeFromNumbers(input.shape)),
    "keras",
  );
  const { operation } = value;
  assert.ok(operation, `${where}: no operation`);
  const outputShape = value.outputs[0] && shapeToNumbers(value.outputs[0]);
  assert.deepEqual(outputShape, entry.output.shape, where);
  for (const weight of value.weights ?? []) {
    assert.deepEqual(entry.weights[weight.name]?.shape, weight.shape, `${where}: weight ${weight.name}`);
  }
  const inputShapes = entry.inputs.map((input) => input.shape);
  const call = { operation, inputShapes, outputShape: entry.output.shape };
  for (const { name, backend, tolerance } of backends) {
    const kernel = kernelFor(backend, operation);
    assert.equal(kernel.refuse(call), undefined, where);
    const data = new Float32Array(entry.output.data.length).fill(Number.NaN);
    const output: Tensor = { shape: entry.output.shape, data };
    kernel.run({ operation, inputs: entry.inputs, weights: entry.weights, output });
    assertClose(data, entry.output.data, tolerance, `${where}, ${name}`);
  }
}

/** Relative to the largest output; unwritten elements are NaN and fail. */
function assertClose(actual: Float32Array, expected: Float32Array, tolerance: number, where: string): void {
  const largest = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  for (const [at, value] of expected.entries()) {
    const difference = Math.abs((actual[at] ?? Number.NaN) - value);
    assert.ok(
      difference <= tolerance * largest,
      `${where}: element ${at} is ${actual[at]}, Keras says ${value}`,
    );
  }
}
