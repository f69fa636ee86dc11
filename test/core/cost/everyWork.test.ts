/** Costs of every layer class and operation: a number, zero for a stated reason, or unknown with a reason. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { type Count, countToNumber } from "../../../core/cost/count.ts";
import { workAnswer } from "../../../core/cost/workAnswer.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import { inferLayer } from "../../../core/layers/inferLayer.ts";
import type { LayerInference } from "../../../core/layers/layerInference.ts";
import { shapeFromNumbers } from "../../../core/shape/shape.ts";
import { readKerasLayer } from "../../../server/parse/keras-json/readKerasLayer.ts";
import { readDocument } from "../../../server/parse/readDocument.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";

type Sizes = (number | null)[];

interface Case {
  readonly class: string;
  readonly layer?: unknown;
  readonly inputs?: Sizes[];
  readonly model?: unknown;
}

function casesOf(name: string): Case[] {
  return readFileSync(path.join(repositoryRoot, "test/data", name), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

/** Old classes, and those that Keras does not make here. */
const others: readonly (readonly [className: string, config: object, ...inputs: Sizes[]])[] = [
  ["MaxoutDense", { output_dim: 3 }, [null, 4]],
  ["Highway", {}, [null, 4]],
  ["LocallyConnected1D", { filters: 2, kernel_size: 3 }, [null, 8, 3]],
  ["LocallyConnected2D", { filters: 2, kernel_size: 3 }, [null, 8, 8, 3]],
  ["ParametricSoftplus", {}, [null, 4]],
  ["SReLU", {}, [null, 4]],
  ["ThresholdedReLU", {}, [null, 4]],
  ["RandomFourierFeatures", { output_dim: 3 }, [null, 4]],
  ["RandomHeight", { factor: 0.1 }, [null, 8, 8, 3]],
  ["RandomWidth", { factor: 0.1 }, [null, 8, 8, 3]],
  ["ConvLSTM2DCell", { filters: 2, kernel_size: 3 }, [null, 8, 8, 3]],
  ["Merge", { mode: "<lambda>", output_shape: [3] }, [null, 4]],
  ["DenseFeatures", {}, [null, 4]],
  ["LayerScale", { projection_dim: 3, init_values: 0.1 }, [null, 8, 8, 3]],
  ["StochasticDepth", { drop_path_rate: 0.1 }, [null, 8, 8, 3]],
  ["StochasticDepth", { drop_path_rate: 0.1 }, [null, 8, 8, 3], [null, 8, 8, 3]],
  ["Hashing", { num_bins: 4 }, [null, 3]],
  ["HashedCrossing", { num_bins: 4 }, [null, 1], [null, 1]],
  ["IntegerLookup", { vocabulary: [5, 7] }, [null, 3]],
  ["StringLookup", { vocabulary: ["a"], output_mode: "multi_hot" }, [null, 3]],
  ["TextVectorization", { output_sequence_length: 6 }, [null, 1]],
  ["Equalization", {}, [null, 8, 8, 3]],
  ["TFSMLayer", {}, [null, 3]],
  ["JaxLayer", {}, [null, 3]],
];

/** Work of each layer of a case, those inside models too. */
function inferencesOf(entry: Case): { name: string; inference: LayerInference }[] {
  if (entry.model === undefined) {
    const node = readKerasLayer(JSON.stringify(entry.layer));
    const inputs = (entry.inputs ?? []).map((sizes) => shapeFromNumbers(sizes));
    return [{ name: entry.class, inference: inferLayer(node, inputs, "keras").value }];
  }
  const text = JSON.stringify(entry.model);
  const graph = readDocument({ text, languageId: "json", fileName: "m.json" })?.models[0];
  assert.ok(graph, entry.class);
  const found: { name: string; inference: LayerInference }[] = [];
  const walk = (model: ModelAnalysis): void => {
    for (const { node, calls } of model.layers) {
      for (const call of calls) {
        if (call.inference) found.push({ name: node.className, inference: call.inference });
        if (call.nested) walk(call.nested);
      }
    }
  };
  walk(analyseModel(graph));
  return found;
}

const all: readonly Case[] = [
  ...casesOf("keras-class-examples.jsonl").filter(({ model }) => model !== undefined),
  ...casesOf("keras-operations.jsonl"),
  ...casesOf("keras-more-layers.jsonl").filter((entry) => entry.layer && !("error" in entry)),
  ...others.map(([className, config, ...inputs]) => ({
    class: className,
    layer: { class_name: className, config: { name: "layer", ...config } },
    inputs,
  })),
];

test("no class and no operation is left without an answer", () => {
  const kinds = { counted: new Set<string>(), idle: new Set<string>(), unknown: new Set<string>() };
  const without: string[] = [];
  for (const entry of all) {
    for (const { name, inference } of inferencesOf(entry)) {
      const { macs, elementary, idle } = workAnswer(inference);
      const works = [macs, elementary].some((count) => count.kind === "exact" && count.value > 0);
      const open = [macs, elementary].filter((count) => count.kind === "unknown");
      assert.ok(open.every(hasReason), name);
      if (idle !== undefined) kinds.idle.add(name);
      else if (open.length > 0) kinds.unknown.add(name);
      else if (works) kinds.counted.add(name);
      else without.push(`${name}: ${JSON.stringify(entry.layer ?? entry.class).slice(0, 200)}`);
    }
  }
  assert.deepEqual(without.slice(0, 20), [], `${without.length} without an answer`);
  assert.ok(kinds.counted.size > 200 && kinds.idle.size > 60, `${kinds.counted.size}, ${kinds.idle.size}`);
});

function hasReason(count: Count): boolean {
  return count.kind === "unknown" && count.reason.length > 10;
}

/** Elementary steps by hand, as docs/conventions.md counts them. */
const byHand: readonly (readonly [
  className: string,
  config: object,
  inputs: readonly Sizes[],
  steps: Record<string, number>,
])[] = [
  ["SimpleRNN", { units: 3 }, [[null, 5, 4]], { bias: 5 * 3, elementwise: 5 * 3 }],
  ["LSTM", { units: 3 }, [[null, 5, 4]], { bias: 5 * 12, elementwise: 5 * 3 * 9 }],
  ["LSTM", { units: 3, use_bias: false }, [[null, 5, 4]], { elementwise: 5 * 3 * 9 }],
  ["GRU", { units: 3, reset_after: true }, [[null, 5, 4]], { bias: 2 * 5 * 9, elementwise: 5 * 3 * 8 }],
  ["GRU", { units: 3, reset_after: false }, [[null, 5, 4]], { bias: 5 * 9, elementwise: 5 * 3 * 8 }],
  [
    "ConvLSTM2D",
    { filters: 2, kernel_size: 3 },
    [[null, 4, 8, 8, 3]],
    { bias: 4 * 36 * 8, elementwise: 4 * 36 * 2 * 9 },
  ],
  [
    "MultiHeadAttention",
    { num_heads: 2, key_dim: 3, use_bias: false },
    [
      [null, 5, 4],
      [null, 7, 4],
    ],
    { elementwise: 5 * 2 * 3, softmax: 2 * 5 * 7 },
  ],
  [
    "MultiHeadAttention",
    { num_heads: 2, key_dim: 3 },
    [
      [null, 5, 4],
      [null, 7, 4],
    ],
    { bias: 5 * 6 + 7 * 6 + 7 * 6 + 5 * 4, elementwise: 5 * 2 * 3, softmax: 2 * 5 * 7 },
  ],
  [
    "Attention",
    {},
    [
      [null, 5, 4],
      [null, 7, 4],
    ],
    { softmax: 5 * 7 },
  ],
  [
    "AdditiveAttention",
    {},
    [
      [null, 5, 4],
      [null, 7, 4],
    ],
    { elementwise: 2 * 5 * 7 * 4, softmax: 5 * 7 },
  ],
  ["Masking", {}, [[null, 5, 4]], { elementwise: 20 }],
  [
    "Dot",
    { axes: 2, normalize: true },
    [
      [null, 5, 4],
      [null, 5, 4],
    ],
    { normalisation: 2 * 40 },
  ],
];

for (const [className, config, inputs, steps] of byHand) {
  test(`${className} ${JSON.stringify(config)}: ${JSON.stringify(steps)}`, () => {
    const layer = { class_name: className, config: { name: "layer", ...config } };
    const [found] = inferencesOf({ class: className, layer, inputs: [...inputs] });
    const counted = Object.fromEntries(
      (found?.inference.elementary ?? []).map(({ label, count }) => [label, countToNumber(count)]),
    );
    assert.deepEqual(counted, steps);
  });
}

test("a Bidirectional has the steps of both directions, and those of its merge", () => {
  const inner = { class_name: "LSTM", config: { name: "l", units: 3, return_sequences: true } };
  const layer = { class_name: "Bidirectional", config: { name: "layer", layer: inner, merge_mode: "sum" } };
  const [found] = inferencesOf({ class: "Bidirectional", layer, inputs: [[null, 5, 4]] });
  assert.deepEqual(
    found?.inference.elementary.map(({ label, count }) => [label, countToNumber(count)]),
    [
      ["bias", 2 * 5 * 12],
      ["elementwise", 2 * 5 * 3 * 9],
      ["merge", 5 * 3],
    ],
  );
});

test("attention over some of the axes counts the pairs of those alone", () => {
  const layer = {
    class_name: "MultiHeadAttention",
    config: { name: "layer", num_heads: 2, key_dim: 3, use_bias: false, attention_axes: [2] },
  };
  const [found] = inferencesOf({
    class: "",
    layer,
    inputs: [
      [null, 6, 5, 4],
      [null, 6, 7, 4],
    ],
  });
  const scores = found?.inference.macs.find(({ label }) => label === "scores");
  // 6 rows, each with 5 × 7 pairs, 2 heads of size 3.
  assert.deepEqual(scores?.count, { kind: "exact", value: 6 * 5 * 7 * 2 * 3 });
});
