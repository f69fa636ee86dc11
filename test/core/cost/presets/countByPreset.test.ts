/** Counting presets against the tools' own and published figures, and against sums worked out by hand. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { countToNumber } from "../../../../core/cost/count.ts";
import { countByPreset } from "../../../../core/cost/presets/countByPreset.ts";
import { countingPresets, findCountingPreset } from "../../../../core/cost/presets/index.ts";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import type { ModelAnalysis } from "../../../../core/graph/modelAnalysis.ts";
import { readDocument } from "../../../../server/parse/readDocument.ts";
import { corpusFile, corpusFiles, corpusSize } from "../../../support/corpus.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../../support/handMadeGraph.ts";
import { repositoryRoot } from "../../../support/repositoryRoot.ts";

test("the convlens preset is the analysis's own count, for every model of the corpus", (context) => {
  const files = corpusFiles();
  if (files.length === 0) return context.skip(`the corpus folder is not there: ${corpusSize} files skipped`);
  let models = 0;
  for (const { name, text } of files) {
    for (const graph of readDocument({ text, languageId: "json", fileName: name })?.models ?? []) {
      const analysis = analyseModel(graph);
      assert.equal(totalOf(analysis, "convlens"), countToNumber(analysis.totals.macs), name);
      models += 1;
    }
  }
  context.diagnostic(`${models} models`);
  assert.ok(models > 70);
});

test("torch.utils.flop_counter is what PyTorch's counter said of 600 convolutions", () => {
  const lines = readFileSync(path.join(repositoryRoot, "test/data/torch-flops.jsonl"), "utf8").split("\n");
  const cases = lines.filter((line) => line !== "").map((line) => JSON.parse(line));
  for (const { id, class: className, config, input, torchFlops } of cases) {
    const analysis = analyse(input.slice(1), { className, name: "probe", config });
    assert.equal(totalOf(analysis, "torch.utils.flop_counter"), torchFlops, id);
  }
  assert.equal(cases.length, 600);
});

/** Sums by hand, in the order of the list of presets; `null` where the tool's figure cannot be told. */
const byHand: readonly (readonly [HandMadeLayer, readonly number[], readonly (number | null)[]])[] = [
  // 6·6 positions · 9 taps · 2 · 4 channels = 2592 MACs, 144 bias additions and as many ReLUs.
  [
    layer("Conv2D", { filters: 4, kernel_size: 3, activation: "relu" }),
    [8, 8, 2],
    [2592, 2592, 5184, 2736, 2592, 2880, 5472, 5328],
  ],
  // 4·4 inputs · 9 taps · 2 · 4 = 1152 MACs; 9·9 outputs: 5832, 81·4 = 324 biases; 2·⌊5832 / 4⌋ = 2916.
  [
    layer("Conv2DTranspose", { filters: 4, kernel_size: 3, strides: 2 }),
    [4, 4, 2],
    [1152, 1152, 2304, 6156, 5832, 6156, null, 3240],
  ],
  // 3·5 MACs and 5 biases, softmax of 5: 3·5 − 1 for thop, 5·5 for TensorFlow.
  [layer("Dense", { units: 5, activation: "softmax" }), [3], [15, 15, 30, 20, 29, 25, 35, 60]],
  // 48 elements, 3 scales and 3 offsets.
  [layer("BatchNormalization", {}), [4, 4, 3], [0, 96, 0, 6, 192, 96, 96, 0]],
  [layer("BatchNormalization", { scale: false }), [4, 4, 3], [0, 48, 0, 3, 96, 48, 48, 0]],
  // 48 inputs, 12 outputs, 4 values a window.
  [layer("MaxPooling2D", {}), [4, 4, 3], [0, 0, 0, 0, 0, 48, 48, 48]],
  [layer("AveragePooling2D", {}), [4, 4, 3], [0, 0, 0, 0, 12, 48, 48, 48]],
  [layer("GlobalAveragePooling2D", {}), [4, 4, 3], [0, 48, 0, 0, 51, 48, 48, 48]],
  // 48 inputs, 192 outputs.
  [layer("UpSampling2D", { interpolation: "bilinear" }), [4, 4, 3], [0, 768, 0, 0, 2112, 192, 48, 0]],
  // 5 steps · 4 gates · 2 units · (3 + 2) = 200 MACs, 10 states, 40 gates, 80 additions of two biases.
  [layer("LSTM", { units: 2 }), [5, 3], [200, 0, null, 280, 360, 380, 500, null]],
];

test("small layers are counted as the tools' rules read", () => {
  for (const [probe, input, expected] of byHand) {
    const analysis = analyse(input, probe);
    const found = countingPresets.map(({ name }) => totalOf(analysis, name));
    assert.deepEqual(found, expected, `${probe.className} ${JSON.stringify(probe.config)}`);
  }
});

test("totals round to the figures that the tools publish", (context) => {
  const published: readonly (readonly [preset: string, model: string, giga: string])[] = [
    ["ptflops", "VGG16", "15.50"],
    ["ptflops", "DenseNet121", "2.88"],
    ["ptflops", "Xception", "8.42"],
    ["thop", "DenseNet121", "2.90"],
    ["thop", "MobileNetV2", "0.33"],
    ["convlens", "VGG16", "15.47"],
    ["convlens", "InceptionV3", "5.71"],
    ["convlens", "EfficientNetB0", "0.39"],
    ["convlens", "DenseNet121", "2.83"],
  ];
  for (const [preset, model, giga] of published) {
    const file = corpusFile(`keras3_app_${model}`);
    if (!file) return context.skip(`the corpus folder is not there: ${published.length} figures skipped`);
    const [graph] = readDocument({ text: file.text, languageId: "json", fileName: file.name })?.models ?? [];
    assert.ok(graph);
    assert.equal(((totalOf(analyseModel(graph), preset) ?? 0) / 1e9).toFixed(2), giga, `${preset} ${model}`);
  }
});

test("a sum over axes counts in TensorFlow's profiler alone", () => {
  const layer = (name: string) => ({
    module: "keras.src.ops.numpy",
    class_name: name,
    name: "probe",
    config: { name: "probe", axis: [1, 2], keepdims: false },
    inbound_nodes: [
      {
        args: [
          {
            class_name: "__keras_tensor__",
            config: { shape: [null, 8, 6, 4], keras_history: ["in", 0, 0] },
          },
        ],
        kwargs: {},
      },
    ],
  });
  const totals = ["Mean", "Sum", "Max"].map((name) => {
    const input = {
      class_name: "InputLayer",
      name: "in",
      config: { name: "in", batch_shape: [null, 8, 6, 4] },
      inbound_nodes: [],
    };
    const config = {
      layers: [input, layer(name)],
      input_layers: ["in", 0, 0],
      output_layers: ["probe", 0, 0],
    };
    const text = JSON.stringify({ class_name: "Functional", config });
    const graph = readDocument({ text, languageId: "json", fileName: "m.json" })?.models[0];
    assert.ok(graph);
    const analysis = analyseModel(graph);
    return countingPresets.map((preset) => totalOf(analysis, preset.name));
  });
  const rest = countingPresets.slice(0, -1).map(() => 0);
  assert.equal(countingPresets.at(-1)?.name, "tf-profiler");
  // 192 values of an example; a sum of 192 values to 4 has 188 additions, a mean divides each of the 4 as well.
  assert.deepEqual(totals, [
    [...rest, 192],
    [...rest, 188],
    [...rest, 0],
  ]);
});

test("every rule names its source, and every name is found", () => {
  for (const preset of countingPresets) {
    assert.equal(findCountingPreset(preset.name), preset);
    for (const [category, rules] of Object.entries(preset.rules)) {
      assert.ok(rules.length > 0, `${preset.name} ${category}`);
      for (const rule of rules) assert.match(rule.source, /\.(py|md)/, `${preset.name} ${category}`);
    }
  }
  assert.equal(findCountingPreset("other"), undefined);
});

function layer(className: string, config: NonNullable<HandMadeLayer["config"]>): HandMadeLayer {
  return { className, name: "probe", config };
}

function analyse(input: readonly (number | null)[], probe: HandMadeLayer): ModelAnalysis {
  return analyseModel(handMadeGraph([handMadeInput("input", ...input), probe]));
}

function totalOf(analysis: ModelAnalysis, name: string): number | null {
  const preset = findCountingPreset(name);
  assert.ok(preset);
  return countToNumber(countByPreset(analysis, preset).total);
}
