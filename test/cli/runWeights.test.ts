/** `convlens run` with weight files of every kind, found beside the model or named, and with files that cannot be used. */
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { repositoryRoot } from "../support/repositoryRoot.ts";
import { readFloatArray, writeFloatArray, writeSafetensors } from "./arrayFiles.ts";
import { type BuiltCli, buildCli } from "./cliProcess.ts";

let cli: BuiltCli;
before(async () => {
  cli = await buildCli();
});
after(() => cli.dispose());

const data = path.join(repositoryRoot, "test/data/weights");
const golden = JSON.parse(readFileSync(path.join(data, "layers.json"), "utf8")) as {
  readonly model: unknown;
  readonly input: { readonly shape: number[]; readonly data: number[] };
  readonly output: { readonly data: number[] };
};

/** A folder with the model's JSON and its input. */
function modelFolder(name: string): {
  readonly model: string;
  readonly input: string;
  readonly in: (file: string) => string;
} {
  const folder = path.join(cli.folder, name);
  mkdirSync(folder);
  const inFolder = (file: string) => path.join(folder, file);
  writeFileSync(inFolder("layers.json"), JSON.stringify(golden.model));
  const { shape, data: values } = golden.input;
  writeFloatArray(inFolder("input.npy"), shape, (index) => values[index] ?? 0);
  return { model: inFolder("layers.json"), input: inFolder("input.npy"), in: inFolder };
}

for (const file of ["layers.keras", "layers.h5", "layers.safetensors"]) {
  test(`--weights ${file} gives Keras's output`, async () => {
    const { model, input, in: inFolder } = modelFolder(file);
    const out = inFolder("out.npy");
    const { exitCode, stdout, stderr } = await cli.run(
      ...[
        "run",
        model,
        "--layer",
        "last",
        "--array",
        input,
        "--weights",
        path.join(data, file),
        "--out",
        out,
        "--format",
        "json",
      ],
    );
    assert.equal(exitCode, 0, stderr);
    const result = JSON.parse(stdout);
    assert.equal(result.weights, "file");
    assert.match(result.notes[0], new RegExp(`^(\\d+) of \\1 weights come from .*${file}\\.$`));
    const values = readFloatArray(out).data;
    assert.equal(values.length, golden.output.data.length);
    for (const [at, value] of golden.output.data.entries()) {
      assert.ok(
        Math.abs((values[at] ?? Number.NaN) - value) < 1e-5,
        `${at}: ${values[at]}, Keras says ${value}`,
      );
    }
  });
}

test("a file of the model's name beside it is used without being asked for; --init asks for initialisers", async () => {
  const { model, input, in: inFolder } = modelFolder("beside");
  copyFileSync(path.join(data, "layers.h5"), inFolder("layers.h5"));
  const run = async (...more: string[]) =>
    JSON.parse(
      (await cli.run("run", model, "--layer", "last", "--array", input, "--format", "json", ...more)).stdout,
    );
  const found = await run();
  assert.equal(found.weights, "file");
  assert.match(found.notes[0], /weights come from .*layers\.h5/);
  assert.equal((await run("--init", "3")).weights, "initialiser seed 3");
});

test("a file beside the model that is damaged is told of, and initialisers fill the weights", async () => {
  const { model, input, in: inFolder } = modelFolder("damaged");
  writeFileSync(inFolder("layers.h5"), readFileSync(path.join(data, "layers.h5")).subarray(0, 70_000));
  const { exitCode, stdout, stderr } = await cli.run(
    "run",
    model,
    "--layer",
    "last",
    "--array",
    input,
    "--format",
    "json",
  );
  assert.equal(exitCode, 0);
  assert.equal(JSON.parse(stdout).weights, "initialiser seed 0");
  assert.match(stderr, /layers\.h5: .*159712 bytes and has 70000; it is cut off/);
});

test("a TensorFlow.js model brings its own shards", async () => {
  const { exitCode, stdout } = await cli.run(
    "run",
    "samples/edge-detector/model.json",
    "--layer",
    "edges",
    "--format",
    "json",
  );
  assert.equal(exitCode, 0);
  assert.equal(JSON.parse(stdout).weights, "file");
});

test("weights that cannot be used: exit code 2, one message with file, array and numbers, nothing on standard output", async () => {
  const { model, input, in: inFolder } = modelFolder("refused");
  const bad = inFolder("bad.h5");
  writeFileSync(bad, readFileSync(path.join(data, "layers.h5")).subarray(0, 100_000));
  const nan = inFolder("nan.safetensors");
  writeSafetensors(nan, [{ name: "last/bias", shape: [3], values: [1, Number.NaN, 2] }]);
  const shape = inFolder("shape.safetensors");
  writeSafetensors(shape, [{ name: "last/bias", shape: [4], values: [1, 2, 3, 4] }]);
  const cases: readonly (readonly [file: string, message: RegExp])[] = [
    [
      bad,
      /weight file .*bad\.h5: As an HDF5 file it cannot be read: it should have 159712 bytes and has 100000/,
    ],
    [
      nan,
      /weight file .*nan\.safetensors: "last\/bias" \(3\) has 1 of 3 values that are no finite numbers, the first at 1: NaN/,
    ],
    [shape, /weight file .*shape\.safetensors: "last\/bias" is 4, and last\/bias needs 3/],
    [inFolder("none.keras"), /none\.keras.*no such file/],
  ];
  for (const [file, message] of cases) {
    const { exitCode, stdout, stderr } = await cli.run(
      "run",
      model,
      "--layer",
      "last",
      "--array",
      input,
      "--weights",
      file,
    );
    assert.deepEqual([exitCode, stdout], [2, ""], file);
    assert.match(stderr, message);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  }
});
