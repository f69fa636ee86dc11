/** A size that a Reshape leaves open: TensorFlow.js refuses just the layers that the advice names. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { adviseModel } from "../../../core/advice/index.ts";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import { readDocument } from "../../../server/parse/readDocument.ts";
import { askTensorflowJs } from "../../support/tensorflowJs.ts";

type Chain = readonly (readonly [className: string, config: object])[];

const chains: readonly {
  readonly input: readonly (number | null)[];
  readonly chain: Chain;
  readonly refused?: string;
}[] = [
  {
    input: [null, 16],
    chain: [
      ["Reshape", { target_shape: [-1, 1] }],
      ["Flatten", {}],
    ],
    refused: "Flatten",
  },
  {
    input: [null, 16],
    chain: [
      ["Reshape", { target_shape: [16, 1] }],
      ["Flatten", {}],
    ],
  },
  {
    input: [2, 16],
    chain: [
      ["Reshape", { target_shape: [-1, 1] }],
      ["Flatten", {}],
    ],
  },
  {
    input: [null, 16],
    chain: [
      ["Reshape", { target_shape: [-1, 4] }],
      ["Dense", { units: 3 }],
    ],
  },
  {
    input: [null, 16],
    chain: [
      ["Reshape", { target_shape: [4, -1] }],
      ["Dense", { units: 3 }],
    ],
    refused: "Dense",
  },
  {
    input: [null, 48],
    chain: [
      ["Reshape", { target_shape: [-1, 4] }],
      ["Conv1D", { filters: 2, kernel_size: 3, padding: "same" }],
      ["ReLU", {}],
      ["MaxPooling1D", { pool_size: 2 }],
      ["Flatten", {}],
      ["Dense", { units: 2 }],
    ],
    refused: "Flatten",
  },
  {
    input: [null, 48],
    chain: [
      ["Reshape", { target_shape: [-1, 4] }],
      ["GlobalAveragePooling1D", {}],
      ["Dense", { units: 2 }],
    ],
  },
  {
    input: [null, 48],
    chain: [
      ["Reshape", { target_shape: [4, 4, -1] }],
      ["BatchNormalization", {}],
    ],
    refused: "BatchNormalization",
  },
  {
    input: [null, 48],
    chain: [
      ["Reshape", { target_shape: [4, 4, -1] }],
      ["Conv2D", { filters: 2, kernel_size: 3 }],
    ],
    refused: "Conv2D",
  },
];

function modelOf({ input, chain }: (typeof chains)[number]): unknown {
  const names = chain.map(([className], index) => `${className.toLowerCase()}_${index}`);
  const before = ["in", ...names];
  return {
    class_name: "Model",
    config: {
      name: "m",
      layers: [
        {
          class_name: "InputLayer",
          name: "in",
          config: { batch_input_shape: input, dtype: "float32", sparse: false, name: "in" },
          inbound_nodes: [],
        },
        ...chain.map(([className, config], index) => ({
          class_name: className,
          name: names[index],
          config: { name: names[index], ...config },
          inbound_nodes: [[[before[index], 0, 0, {}]]],
        })),
      ],
      input_layers: [["in", 0, 0]],
      output_layers: [[names.at(-1), 0, 0]],
    },
  };
}

test("what is advised is what TensorFlow.js does", async () => {
  const models = chains.map(modelOf);
  const answers = await askTensorflowJs(
    models.map((model, index) => ({
      model,
      layer: `${chains[index]?.chain.at(-1)?.[0].toLowerCase()}_${(chains[index]?.chain.length ?? 1) - 1}`,
      batch: 2,
      freeSize: 6,
    })),
  );
  for (const [index, { refused, chain }] of chains.entries()) {
    const where = JSON.stringify(chain);
    const text = JSON.stringify({ format: "layers-model", modelTopology: { model_config: models[index] } });
    const graph = readDocument({ text, languageId: "json", fileName: "model.json" })?.models[0];
    assert.ok(graph);
    const found = adviseModel(analyseModel(graph)).filter(({ code }) => code === "tfjs-cannot-build");
    assert.equal(
      answers[index]?.refuses !== undefined,
      refused !== undefined,
      `${where}: ${answers[index]?.refuses}`,
    );
    assert.equal(found.length, refused === undefined ? 0 : 1, where);
    if (refused)
      assert.match(found[0]?.message ?? "", new RegExp(`refuses ${refused} .* -1 in Reshape "reshape_0"`));
  }
});

test("Keras works the size out, so its files are left alone", () => {
  const text = JSON.stringify(modelOf(chains[0] as (typeof chains)[number]));
  const graph = readDocument({ text, languageId: "json", fileName: "model.json" })?.models[0];
  assert.ok(graph);
  assert.deepEqual(
    adviseModel(analyseModel(graph)).filter(({ code }) => code.startsWith("tfjs-")),
    [],
  );
});
