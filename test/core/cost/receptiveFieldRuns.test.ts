/**
 * Receptive fields of 300 random graphs against runs: each position of the input is changed in turn, and the outputs that change
 * must be those whose span starts, ends and is empty where the field says so.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type AxisField, spanAt } from "../../../core/cost/axisField.ts";
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import { shapeToNumbers } from "../../../core/shape/shape.ts";
import { randomTensor } from "../../../engine/tensor/fill.ts";
import { zeros } from "../../../engine/tensor/tensor.ts";
import { lastOutput } from "../../support/lastOutput.ts";
import { randomFieldModel } from "./randomFieldGraphs.ts";

const count = 300;

test(`receptive fields of ${count} random graphs equal what changes in the output`, async (context) => {
  let outputs = 0;
  let branches = 0;
  const phases = new Map<number, number>();
  for (let seed = 0; seed < count; seed++) {
    const analysis = randomFieldModel(seed);
    const last = analysis.layers.at(-1);
    const field = last?.calls[0]?.field;
    assert.ok(last && field?.kind === "axes");
    const changed = await changedOutputs(analysis, seed);
    for (const [axis, found] of changed.entries()) {
      const own = field.axes[axis] as AxisField;
      outputs += compareAxis(seed, axis, own, found);
      phases.set(own.spans.length, (phases.get(own.spans.length) ?? 0) + 1);
    }
    if (analysis.layers.some(({ node }) => (node.calls[0]?.inputs.length ?? 0) > 1)) branches += 1;
  }
  const periods = [...phases].sort(([a], [b]) => a - b).map(([length, times]) => `${length} (${times})`);
  context.diagnostic(`seeds 0 to ${count - 1}: ${branches} with branches, ${outputs} outputs compared`);
  context.diagnostic(`periods of outputs: ${periods.join(", ")}`);
  assert.ok(branches > count / 3);
});

/** Along one axis: for each output position, the input positions that change it, and how many there are to change. */
interface Changed {
  readonly inputs: number;
  readonly outputs: readonly (readonly number[])[];
}

function compareAxis(seed: number, axis: number, field: AxisField, { inputs, outputs }: Changed): number {
  let compared = 0;
  let largest = 0;
  const margin = Math.floor(inputs / 4);
  for (const [output, positions] of outputs.entries()) {
    const span = spanAt(field, output);
    const place = span ?? around(field, output);
    // Near the borders, what lies in the padding of some layer is missing.
    if (!place || place[0] < margin || place[1] >= inputs - margin) continue;
    const what = `seed ${seed}, axis ${axis}, output ${output}`;
    const seen = positions.length === 0 ? null : [Math.min(...positions), Math.max(...positions)];
    assert.deepEqual(seen, span, what);
    largest = Math.max(
      largest,
      positions.length === 0 ? 0 : (positions.at(-1) ?? 0) - (positions[0] ?? 0) + 1,
    );
    compared += 1;
  }
  assert.ok(compared >= field.spans.length, `seed ${seed}: a whole period of outputs is compared`);
  assert.equal(largest, field.size, `seed ${seed}, axis ${axis}`);
  return compared;
}

/** Where an output that reads nothing lies. */
function around(field: AxisField, output: number) {
  for (let next = 1; next <= field.spans.length; next++) {
    const span = spanAt(field, output + next);
    if (span) return span;
  }
  return null;
}

/** Runs a batch of one plain example and one more for each position of each axis, changed across all other axes. */
async function changedOutputs(analysis: ModelAnalysis, seed: number): Promise<Changed[]> {
  const shape = analysis.inputs[0]?.shape;
  const [, ...sizes] = (shape && shapeToNumbers(shape)) ?? [];
  const spatial = sizes.slice(0, -1).map((size) => size ?? 0);
  const examples = spatial.flatMap((size, axis) =>
    Array.from({ length: size }, (_, position) => ({ axis, position })),
  );
  const plain = randomTensor(spatial, seed, { kind: "uniform", low: 0.5, high: 1.5 }, "x");
  const input = zeros([examples.length + 1, ...spatial, 1]);
  input.data.set(plain.data);
  for (const [index, { axis, position }] of examples.entries()) {
    const offset = (index + 1) * plain.data.length;
    input.data.set(plain.data, offset);
    for (const place of slice(spatial, axis, position)) input.data[offset + place] = 10_000;
  }
  const output = await lastOutput(analysis, input, seed);
  const outputSizes = output.shape.slice(1, -1);
  const size = output.data.length / (examples.length + 1);
  const channels = output.shape.at(-1) ?? 1;
  const changed = spatial.map((inputs, axis) => ({
    inputs,
    outputs: Array.from({ length: outputSizes[axis] ?? 0 }, (): number[] => []),
  }));
  for (const [index, { axis, position }] of examples.entries()) {
    const offset = (index + 1) * size;
    const found = changed[axis]?.outputs ?? [];
    for (const [place, list] of found.entries()) {
      const differs = slice(outputSizes, axis, place).some((at) =>
        Array.from({ length: channels }, (_, channel) => at * channels + channel).some(
          (element) => output.data[element] !== output.data[offset + element],
        ),
      );
      if (differs) list.push(position);
    }
  }
  return changed;
}

/** Places, in a grid of those sizes, whose coordinate on that axis is `position`. */
function slice(sizes: readonly number[], axis: number, position: number): number[] {
  const inner = sizes.slice(axis + 1).reduce((product, size) => product * size, 1);
  const outer = sizes.slice(0, axis).reduce((product, size) => product * size, 1);
  const size = sizes[axis] ?? 1;
  return Array.from(
    { length: outer * inner },
    (_, index) => (Math.floor(index / inner) * size + position) * inner + (index % inner),
  );
}
