/** Live activations and memory traffic, against tensors listed one by one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { countToNumber } from "../../../core/cost/count.ts";
import { layerMemory, macsPerByte } from "../../../core/cost/layerMemory.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

test("the peak stands where a merge holds both branches and its own output", () => {
  const { totals } = analyseModel(
    handMadeGraph([
      handMadeInput("image", 4, 4, 2),
      convolution("wide", 4, "image"),
      convolution("narrow", 1, "image"),
      { className: "Concatenate", name: "both", calls: [["wide", "narrow"]] },
    ]),
  );
  // 64 + 16 + 80; the input's 32 are free by then.
  assert.equal(countToNumber(totals.peakActivationElements), 160);
  assert.equal(countToNumber(totals.peakActivationBytes), 640);
  assert.deepEqual(totals.peakActivationPath, ["both"]);
});

test("a peak inside a nested model is told by its path", () => {
  const model = handMadeGraph([
    handMadeInput("inner_input", 4, 4, 1),
    convolution("grow", 64, "inner_input"),
    convolution("shrink", 1, "grow"),
  ]);
  const { totals } = analyseModel(
    handMadeGraph([handMadeInput("image", 4, 4, 1), { className: "Functional", name: "block", model }]),
  );
  // 16·(64 + 1): the largest pair of neighbours.
  assert.equal(countToNumber(totals.peakActivationElements), 16 * 65);
  assert.deepEqual(totals.peakActivationPath.slice(0, 1), ["block"]);
  assert.equal(totals.peakActivationPath.length, 2);
});

test("the peak of random graphs is that of a list of all live tensors", () => {
  const graphs = fc.array(fc.record({ filters: fc.integer({ min: 1, max: 9 }), from: fc.nat() }), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(graphs, (choices) => {
      const sources = choices.map(({ from }, index) => from % (index + 1));
      const layers = choices.map(({ filters }, index) =>
        convolution(`layer_${index + 1}`, filters, `layer_${sources[index]}`),
      );
      const { layers: analysed, totals } = analyseModel(
        handMadeGraph([handMadeInput("layer_0", 2, 2, 3), ...layers]),
      );
      const sizes = analysed.map((layer) => countToNumber(layerMemory(layer).outputs) ?? Number.NaN);
      // The file's order is not the execution order; a tensor is named by its layer's place in that one.
      const order = breadthFirst(sources);
      const place = order.map((_, layer) => order.indexOf(layer));
      const readers = sizes.map((_, layer) =>
        sources.flatMap((source, index) => (source === layer ? [place[index + 1] ?? 0] : [])),
      );
      const peaks = order.map((_, step) =>
        order.reduce((sum, layer, made) => {
          const last = layer === sizes.length - 1 ? order.length : Math.max(made, ...(readers[layer] ?? []));
          return made <= step && step <= last ? sum + (sizes[layer] ?? 0) : sum;
        }, 0),
      );
      assert.equal(countToNumber(totals.peakActivationElements), Math.max(...peaks));
    }),
    { seed: 5, numRuns: 300 },
  );
});

test("a layer moves its weights, inputs and outputs; MACs per byte follow the type", () => {
  const [, layer] = analyseModel(
    handMadeGraph([handMadeInput("image", 4, 4, 2), convolution("probe", 4, "image")]),
  ).layers;
  assert.ok(layer);
  const memory = layerMemory(layer);
  // Kernel 3·3·2·4 and 4 biases; 32 inputs, 64 outputs; 16·9·2·4 MACs.
  assert.equal(countToNumber(memory.weights), 76);
  assert.equal(countToNumber(memory.outputs), 64);
  assert.equal(countToNumber(memory.moved), 76 + 32 + 64);
  assert.equal(macsPerByte(layer, memory, "float32"), 1152 / (172 * 4));
  assert.equal(macsPerByte(layer, memory, "int8"), 1152 / 172);
});

test("a shared layer reads its weights at every call; free sizes leave the traffic unknown", () => {
  const shared = { ...convolution("probe", 4, "image"), calls: [["image"], ["image"]] };
  const [, twice] = analyseModel(handMadeGraph([handMadeInput("image", 4, 4, 2), shared])).layers;
  assert.ok(twice);
  assert.equal(countToNumber(layerMemory(twice).moved), 2 * 172);
  assert.equal(countToNumber(layerMemory(twice).weights), 76);
  const [, free] = analyseModel(
    handMadeGraph([handMadeInput("image", null, 4, 2), convolution("probe", 4, "image")]),
  ).layers;
  assert.ok(free);
  assert.equal(countToNumber(layerMemory(free).outputs), null);
  assert.equal(macsPerByte(free, layerMemory(free), "float32"), undefined);
});

function convolution(name: string, filters: number, from: string): HandMadeLayer {
  return {
    className: "Conv2D",
    name,
    config: { filters, kernel_size: 3, padding: "same" },
    calls: [[from]],
  };
}

/** Layers in the order in which their only input becomes ready; the first is number 0. */
function breadthFirst(sources: readonly number[]): number[] {
  const order = [0];
  for (const current of order) {
    for (const [index, source] of sources.entries()) if (source === current) order.push(index + 1);
  }
  return order;
}
