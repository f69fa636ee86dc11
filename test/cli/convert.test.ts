// `convlens convert`: each form, its options, exit codes, and what is said of a model that does not come out alike.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { repositoryRoot } from "../support/repositoryRoot.ts";
import { runHere } from "./cliProcess.ts";

let folder: string;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), "convlens-convert-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const sample = (name: string) => path.join(repositoryRoot, "samples", name);
const seven = sample("seven-convolutions.keras.json");

function written(name: string, content: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

test("to and fro: every sample in every form is the same model", async () => {
  const samples = [
    "mobilenet-like.ts",
    "unet-like.ts",
    "edge-detector/model.json",
    "seven-convolutions.ts",
  ].map(sample);
  const endings = { "keras-json": "json", "tfjs-json": "json", "tfjs-code": "ts" } as const;
  for (const [index, file] of samples.entries()) {
    for (const [to, ending] of Object.entries(endings)) {
      const out = path.join(folder, `${index}-${to}.${ending}`);
      const converted = await runHere("convert", file, "--to", to, "--out", out);
      assert.deepEqual([converted.exitCode, converted.stdout], [0, ""], `${file} ${to}: ${converted.stderr}`);
      const compared = await runHere("diff", file, out, "--format", "json");
      const { models } = JSON.parse(compared.stdout);
      const changes = models.flatMap(
        (model: { layers: { name: string; changes?: object }[] }) => model.layers,
      );
      assert.deepEqual(changes, [], `${file} as ${to}`);
    }
  }
});

test("without --out the file goes to standard output, and remarks to standard error", async () => {
  const { exitCode, stdout, stderr } = await runHere("convert", seven, "--to", "tfjs-json");
  assert.equal(exitCode, 0);
  assert.equal(JSON.parse(stdout).format, "layers-model");
  assert.match(stderr, /^error: TensorFlow\.js leaves groups of Conv2D "grouped" out of account/m);
  const keras = await runHere("convert", sample("unet-like.ts"), "--to", "keras-json");
  assert.equal(JSON.parse(keras.stdout).class_name, "Functional");
  assert.equal(keras.stderr, "");
  const weights = await runHere("convert", sample("edge-detector/model.json"), "--to", "tfjs-code");
  assert.match(weights.stderr, /weights of the model\.json are not carried over/);
  assert.match(weights.stdout, /^import \* as tf from "@tensorflow\/tfjs";\n\nexport function create/);
});

test("a file of several models: one is chosen by name", async () => {
  const layer = (name: string) => ({
    class_name: "Dense",
    config: { name, units: 2, batch_input_shape: [null, 4] },
  });
  const model = (name: string) => ({
    class_name: "Sequential",
    config: { name, layers: [layer(`${name}_d`)] },
  });
  const file = written("two.json", JSON.stringify({ encoder: model("encoder"), decoder: model("decoder") }));
  const open = await runHere("convert", file, "--to", "keras-json");
  assert.equal(open.exitCode, 2);
  assert.match(open.stderr, /holds 2 models; choose one with --model: encoder, decoder/);
  const chosen = await runHere("convert", file, "--to", "keras-json", "--model", "decoder");
  assert.equal(JSON.parse(chosen.stdout).config.name, "decoder");
  const wrong = await runHere("convert", file, "--to", "keras-json", "--model", "other");
  assert.equal(wrong.exitCode, 2);
  assert.match(wrong.stderr, /no model "other"; there are encoder, decoder/);
});

test("exit code 2 for what cannot be read, written or done", async () => {
  const own = written(
    "own.json",
    JSON.stringify({
      class_name: "Sequential",
      config: {
        name: "m",
        layers: [{ class_name: "MyLayer", config: { name: "own", batch_input_shape: [null, 4] } }],
      },
    }),
  );
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [["convert", seven], /required option '--to/],
    [["convert", seven, "--to", "onnx"], /keras-json, tfjs-json, tfjs-code/],
    [["convert", sample("no-such-file.json"), "--to", "tfjs-code"], /no such file/],
    [["convert", written("other.json", "{}"), "--to", "tfjs-code"], /no model|JSON/],
    [["convert", own, "--to", "tfjs-code"], /"own" is a MyLayer/],
    [
      ["convert", seven, "--to", "keras-json", "--out", path.join(folder, "no/such/folder.json")],
      /cannot be written/,
    ],
  ];
  for (const [args, message] of cases) {
    const { exitCode, stdout, stderr } = await runHere(...args);
    assert.deepEqual([exitCode, stdout], [2, ""], args.join(" "));
    assert.match(stderr, message);
  }
});

test("--out writes the very text that is else printed", async () => {
  const out = path.join(folder, "seven.ts");
  await runHere("convert", seven, "--to", "tfjs-code", "--out", out);
  const printed = await runHere("convert", seven, "--to", "tfjs-code");
  assert.equal(readFileSync(out, "utf8"), printed.stdout);
});
