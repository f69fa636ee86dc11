/** What other programs rely on in `convlens run`: keys, order of several arrays, layout, names of weights, and which model. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { type NamedArray, readFloatArray, writeFloatArray, writeSafetensors } from "./arrayFiles.ts";
import { runHere } from "./cliProcess.ts";

let folder = "";
before(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "run-contract-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const fileIn = (name: string) => path.join(folder, name);

function writeSequential(name: string, layers: readonly { class_name: string; config: object }[]): string {
  const file = fileIn(name);
  writeFileSync(file, JSON.stringify({ class_name: "Sequential", config: { name: "m", layers } }));
  return file;
}

/** Runs with an output file and gives what was printed and written. */
async function run(file: string, layer: string, ...more: readonly string[]) {
  const out = fileIn(`${path.basename(file)}-${layer}.npy`);
  const args = ["run", file, "--layer", layer, ...more, "--out", out, "--format", "json"];
  const { exitCode, stdout, stderr } = await runHere(...args);
  assert.equal(exitCode, 0, stderr);
  return { printed: JSON.parse(stdout) as Record<string, unknown>, made: readFloatArray(out), stderr };
}

test("the JSON document has the keys that are promised, each of its kind", async () => {
  const { printed } = await run("samples/seven-convolutions.keras.json", "pointwise", "--random", "3");
  const kinds: Readonly<Record<string, string>> = {
    layer: "string",
    inputShape: "object",
    outputShape: "object",
    backend: "string",
    weights: "string",
    milliseconds: "number",
    min: "number",
    max: "number",
    mean: "number",
    std: "number",
    nonFinite: "number",
  };
  for (const [key, kind] of Object.entries(kinds)) assert.equal(typeof printed[key], kind, key);
  assert.equal(printed.layer, "pointwise");
  assert.match(String(printed.weights), /^initialiser.* seed 0/);
  const seeded = await run("samples/seven-convolutions.keras.json", "pointwise", "--init", "5");
  assert.match(String(seeded.printed.weights), /seed 5/);
});

test("several arrays go to the inputs in the model's order", async () => {
  const code = `import * as tf from "@tensorflow/tfjs";
const a = tf.input({ shape: [2], name: "a" });
const b = tf.input({ shape: [2], name: "b" });
const less = tf.layers.concatenate({ name: "both" }).apply([b, a]);
export const model = tf.model({ inputs: [a, b], outputs: less });
`;
  const file = fileIn("two.ts");
  writeFileSync(file, code);
  writeFloatArray(fileIn("a.npy"), [1, 2], (index) => 1 + index);
  writeFloatArray(fileIn("b.npy"), [1, 2], (index) => 10 + index);
  const arrays = ["--array", fileIn("a.npy"), "--array", fileIn("b.npy")];
  assert.deepEqual([...(await run(file, "both", ...arrays)).made.data], [10, 11, 1, 2]);
  const one = await runHere("run", file, "--layer", "both", "--array", fileIn("a.npy"));
  assert.equal(one.exitCode, 2);
  assert.equal(one.stdout, "");
  assert.match(one.stderr, /2 inputs|inputs? .*b/);
});

test("a file of channels first is read and written channels first", async () => {
  const config = {
    name: "pool",
    pool_size: [1, 2],
    data_format: "channels_first",
    batch_input_shape: [null, 2, 1, 4],
  };
  const file = writeSequential("first.json", [{ class_name: "MaxPooling2D", config }]);
  writeFloatArray(fileIn("first.npy"), [1, 2, 1, 4], (index) => index);
  const { made } = await run(file, "pool", "--array", fileIn("first.npy"));
  assert.deepEqual(made.shape, [1, 2, 1, 2]);
  assert.deepEqual([...made.data], [1, 3, 5, 7]);
});

test("safetensors by Keras's names: depthwise and pointwise kernels, normalisation, recurrent kernels", async () => {
  const layers = [
    {
      class_name: "SeparableConv2D",
      config: { name: "sep", filters: 1, kernel_size: [1, 1], batch_input_shape: [null, 1, 1, 2] },
    },
    { class_name: "BatchNormalization", config: { name: "bn", epsilon: 0 } },
  ];
  const file = writeSequential("sep.json", layers);
  // In another order than the layers', so that only the names can match them.
  const arrays: NamedArray[] = [
    { name: "bn/moving_variance", shape: [1], values: [4] },
    { name: "bn/moving_mean", shape: [1], values: [3] },
    { name: "bn/beta", shape: [1], values: [0.5] },
    { name: "bn/gamma", shape: [1], values: [6] },
    { name: "sep/bias", shape: [1], values: [1] },
    { name: "sep/pointwise_kernel", shape: [1, 1, 2, 1], values: [5, 7] },
    { name: "sep/depthwise_kernel", shape: [1, 1, 2, 1], values: [2, 3] },
  ];
  writeSafetensors(fileIn("sep.safetensors"), arrays);
  writeFloatArray(fileIn("sep.npy"), [1, 1, 1, 2], (index) => [10, 100][index] ?? 0);
  const given = ["--array", fileIn("sep.npy"), "--weights", fileIn("sep.safetensors")];
  const mixed = 10 * 2 * 5 + 100 * 3 * 7 + 1;
  const normalised = await run(file, "bn", ...given);
  assert.deepEqual([...normalised.made.data], [(6 * (mixed - 3)) / 2 + 0.5]);
  assert.equal(normalised.printed.weights, "file");

  const recurrent = writeSequential("rnn.json", [
    {
      class_name: "SimpleRNN",
      config: { name: "rnn", units: 1, activation: "linear", batch_input_shape: [null, 3, 1] },
    },
  ]);
  writeSafetensors(fileIn("rnn.safetensors"), [
    { name: "rnn/bias", shape: [1], values: [1] },
    { name: "rnn/recurrent_kernel", shape: [1, 1], values: [10] },
    { name: "rnn/kernel", shape: [1, 1], values: [2] },
  ]);
  writeFloatArray(fileIn("rnn.npy"), [1, 3, 1], (index) => index);
  const state = await run(
    recurrent,
    "rnn",
    "--array",
    fileIn("rnn.npy"),
    "--weights",
    fileIn("rnn.safetensors"),
  );
  // h = 2·x + 10·h + 1 for x of 0, 1, 2.
  assert.deepEqual([...state.made.data], [2 * 2 + 10 * (2 * 1 + 10 * 1 + 1) + 1]);
});

test("--model chooses among the models of a file", async () => {
  const code = `import * as tf from "@tensorflow/tfjs";
export const small = tf.sequential({ name: "small", layers: [tf.layers.reLU({ name: "act", inputShape: [2] })] });
export const large = tf.sequential({ name: "large", layers: [tf.layers.reLU({ name: "act", inputShape: [5] })] });
`;
  const file = fileIn("models.ts");
  writeFileSync(file, code);
  for (const [model, size] of [
    ["small", 2],
    ["large", 5],
  ] as const) {
    const { made } = await run(file, "act", "--model", model, "--random", "1");
    assert.deepEqual(made.shape, [1, size]);
  }
});

test("the forms of Winograd's algorithm give the same maps to their accuracy, and are named", async () => {
  const config = {
    ...{ name: "conv", filters: 16, kernel_size: [3, 3], padding: "same" },
    batch_input_shape: [null, 24, 24, 16],
  };
  const file = writeSequential("winograd.json", [{ class_name: "Conv2D", config }]);
  const plain = await run(file, "conv", "--random", "2", "--backend", "reference");
  const largest = plain.made.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (const [form, name] of [
    ["off", /^direct convolution/],
    ["f2", /^Winograd F\(2x2, 3x3\)/],
    ["f4", /^Winograd F\(4x4, 3x3\)/],
  ] as const) {
    const { printed, made } = await run(file, "conv", "--random", "2", "--winograd", form);
    assert.match(String(printed.algorithm), name);
    for (const [at, value] of plain.made.data.entries()) {
      const error = Math.abs(value - (made.data[at] ?? Number.NaN));
      assert.ok(error <= 2e-5 * largest, `${form}: ${at} is off by ${error}`);
    }
  }
});
