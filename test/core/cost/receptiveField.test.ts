/** Receptive fields against an impulse response: which inputs reach one output through a random chain of layers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldSizes } from "../../../core/cost/receptiveField.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

const conv = (name: string, config: Record<string, number | string>): HandMadeLayer => ({
  className: "Conv1D",
  name,
  config: { filters: 1, kernel_size: 3, padding: "same", ...config },
});

function fieldOf(layers: readonly HandMadeLayer[]): number[] | null {
  const analysis = analyseModel(handMadeGraph([handMadeInput("in", 400, 1), ...layers]));
  const field = analysis.layers.at(-1)?.calls[0]?.field;
  return field ? fieldSizes(field) : null;
}

test("published chains: two 3-wide layers see 5, three see 7, dilations 1,2,3,1,2,3 see 25", () => {
  assert.deepEqual(fieldOf([conv("a", {}), conv("b", {})]), [5]);
  assert.deepEqual(fieldOf([conv("a", {}), conv("b", {}), conv("c", {})]), [7]);
  const rates = [1, 2, 3, 1, 2, 3];
  assert.deepEqual(fieldOf(rates.map((rate, index) => conv(`c${index}`, { dilation_rate: rate }))), [25]);
  const stem = [conv("a", { kernel_size: 7, strides: 2 }), conv("b", { strides: 2 }), conv("c", {})];
  assert.deepEqual(fieldOf(stem), [19]);
});

test("size, jump and start equal what marking every read input position gives", () => {
  for (const chain of [
    [
      { kernel_size: 5, strides: 2 },
      { kernel_size: 3, dilation_rate: 2 },
      { kernel_size: 2, strides: 3 },
    ],
    [
      { kernel_size: 4, padding: "valid" },
      { kernel_size: 3, strides: 2, padding: "same" },
    ],
    [{ kernel_size: 3, padding: "causal", dilation_rate: 4 }, { kernel_size: 1 }],
  ] as Record<string, number | string>[][]) {
    const graph = handMadeGraph([
      handMadeInput("in", 61, 1),
      ...chain.map((config, i) => conv(`c${i}`, config)),
    ]);
    const analysis = analyseModel(graph);
    const field = analysis.layers.at(-1)?.calls[0]?.field;
    assert.ok(field?.kind === "axes");
    const axis = field.axes[0];
    assert.ok(axis);
    const windows = analysis.layers.slice(1).map((layer) => {
      const operation = layer.calls[0]?.inference?.operation;
      assert.ok(operation?.op === "convolution");
      return operation.windows[0];
    });
    for (const position of [0, 3]) {
      let seen = new Set([position]);
      for (const window of windows.toReversed()) {
        assert.ok(window);
        const reads = new Set<number>();
        for (const output of seen)
          for (let tap = 0; tap < window.kernel; tap++)
            reads.add(output * window.stride + tap * window.dilation - (window.padBefore ?? 0));
        seen = reads;
      }
      assert.equal(axis.start + position * axis.jump, Math.min(...seen));
      assert.equal(axis.size, Math.max(...seen) - Math.min(...seen) + 1);
    }
  }
});

test("a transposed layer divides the jump, and adds the inputs that one output is made of", () => {
  const layers: HandMadeLayer[] = [
    conv("down", { strides: 2 }),
    {
      className: "Conv1DTranspose",
      name: "up",
      config: { filters: 1, kernel_size: 4, strides: 2, padding: "same" },
    },
  ];
  // Each output of kernel 4, stride 2 adds up 2 inputs, which lie 2 pixels apart and see 3: 3 + (2 - 1)·2.
  assert.deepEqual(fieldOf(layers), [5]);
});

test("flatten and dense see everything, and the model's total is the field before", () => {
  const graph = handMadeGraph([
    handMadeInput("in", 8, 8, 3),
    { className: "Conv2D", name: "conv", config: { filters: 2, kernel_size: [3, 5] } },
    { className: "Flatten", name: "flat" },
    { className: "Dense", name: "dense", config: { units: 4 } },
  ]);
  const analysis = analyseModel(graph);
  assert.equal(analysis.layers[3]?.calls[0]?.field.kind, "everything");
  assert.deepEqual(fieldSizes(analysis.totals.field), [3, 5]);
});

test("merging more tensors than a call can have arguments is no fault", () => {
  const names = new Array<string>(200_000).fill("image");
  for (const className of ["Concatenate", "Add"]) {
    const analysis = analyseModel(
      handMadeGraph([handMadeInput("image", 8, 8, 2), { className, name: "all", calls: [names] }]),
    );
    assert.deepEqual(analysis.problems, []);
    assert.equal(analysis.layers[1]?.calls[0]?.field.kind, "axes");
  }
});
