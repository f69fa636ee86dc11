/** `convlens run` with arguments, arrays and weight files that do not fit or are hostile, its statistics against the values written, and the help of every command. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { zipSync } from "fflate";
import { repositoryRoot } from "../support/repositoryRoot.ts";
import { readFloatArray, writeFloatArray, writeSafetensors } from "./arrayFiles.ts";
import { runHere } from "./cliProcess.ts";

let folder: string;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), "convlens-run-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const seven = path.join(repositoryRoot, "samples/seven-convolutions.keras.json");

function written(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** A Keras 2 model of one dense layer of 2 units on 3 numbers. */
const denseModel = (name: string, layer: string) => ({
  class_name: "Sequential",
  config: {
    name,
    layers: [{ class_name: "Dense", config: { name: layer, units: 2, batch_input_shape: [null, 3] } }],
  },
});

test("min, max, mean and standard deviation are those of the values in --out", async () => {
  const out = path.join(folder, "values.npy");
  const { stdout } = await runHere(
    ...["run", seven, "--layer", "depthwise", "--random", "3", "--out", out, "--format", "json"],
  );
  const document = JSON.parse(stdout);
  const { shape, data } = readFloatArray(out);
  assert.deepEqual(document.outputShape, shape);
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length;
  close(
    document.min,
    data.reduce((least, value) => Math.min(least, value)),
  );
  close(
    document.max,
    data.reduce((most, value) => Math.max(most, value)),
  );
  close(document.mean, mean);
  close(document.std, Math.sqrt(variance));
});

test("several inputs take their arrays in the model's order, batches included, and others are refused by name", async () => {
  const input = (name: string, size: number) => ({
    class_name: "InputLayer",
    name,
    config: { name, batch_input_shape: [null, size] },
    inbound_nodes: [],
  });
  const join = {
    class_name: "Concatenate",
    name: "join",
    config: { name: "join", axis: -1 },
    inbound_nodes: [
      [
        ["left", 0, 0, {}],
        ["right", 0, 0, {}],
      ],
    ],
  };
  const config = {
    name: "two",
    layers: [input("left", 2), input("right", 3), join],
    input_layers: [
      ["right", 0, 0],
      ["left", 0, 0],
    ],
    output_layers: [["join", 0, 0]],
  };
  const model = written("two-inputs.json", JSON.stringify({ class_name: "Functional", config }));
  const [left, right] = [path.join(folder, "left.npy"), path.join(folder, "right.npy")];
  writeFloatArray(left, [2, 2], (index) => 1 + index);
  writeFloatArray(right, [2, 3], (index) => 11 + index);
  const out = path.join(folder, "joined.npy");
  const run = (...arrays: string[]) =>
    runHere("run", model, "--layer", "join", "--array", ...arrays, "--out", out);
  const inOrder = await run(right, left);
  assert.deepEqual([inOrder.exitCode, inOrder.stderr], [0, ""]);
  const { shape, data } = readFloatArray(out);
  assert.deepEqual(
    [shape, [...data]],
    [
      [2, 5],
      [1, 2, 11, 12, 13, 3, 4, 14, 15, 16],
    ],
  );
  const swapped = await run(left, right);
  assert.deepEqual([swapped.exitCode, swapped.stdout], [2, ""]);
  assert.match(swapped.stderr, /left\.npy is 2×2, and input 'right' takes batch×3/);
  const one = await run(right);
  assert.deepEqual([one.exitCode, one.stdout], [2, ""]);
  assert.match(one.stderr, /2 input arrays are needed \(right, left\) and 1 are given/);
});

test("safetensors under other names are matched by order and shape, and the report says so", async () => {
  const model = written("dense.json", JSON.stringify(denseModel("m", "last")));
  const weights = path.join(folder, "foreign.safetensors");
  writeSafetensors(weights, [
    { name: "blob.0", shape: [3, 2], values: [1, 2, 3, 4, 5, 6] },
    { name: "blob.1", shape: [2], values: [10, 20] },
  ]);
  const input = path.join(folder, "ones.npy");
  writeFloatArray(input, [1, 3], (index) => [1, 10, 100][index] ?? 0);
  const out = path.join(folder, "dense.npy");
  const { exitCode, stdout } = await runHere(
    ...["run", model, "--layer", "last", "--alone", "--array", input, "--weights", weights],
    ...["--out", out, "--format", "json"],
  );
  assert.equal(exitCode, 0);
  assert.deepEqual([...readFloatArray(out).data], [1 + 30 + 500 + 10, 2 + 40 + 600 + 20]);
  const document = JSON.parse(stdout);
  assert.equal(document.weights, "file");
  assert.match(document.notes.join("\n"), /by (their )?order/);
});

test("weight files that cannot be used: one line with file, array and numbers, and no output is written", async () => {
  const model = written("target.json", JSON.stringify(denseModel("m", "last")));
  const manifest = (dtype: string, shape: readonly number[]) =>
    JSON.stringify({
      weightsManifest: [{ paths: ["part.bin"], weights: [{ name: "last/kernel", shape, dtype }] }],
    });
  written("part.bin", new Uint8Array(20));
  const h5 = readFileSync(path.join(repositoryRoot, "test/data/weights/layers.h5"));
  const damaged = new Uint8Array(h5).fill(0xff, 96, 2000);
  // Larger than any machine's share of memory by its claim, a few bytes in truth.
  const bomb = zipSync({ "model.weights.h5": new Uint8Array(64_000_000) });
  const cases: readonly (readonly [file: string, message: RegExp, ...more: string[]])[] = [
    [
      written("short.json", manifest("float32", [3, 2])),
      /short\.json: .*"part\.bin" need 24 bytes, and the files have 20 \("last\/kernel" would end at byte 24\)/,
    ],
    [
      written("type.json", manifest("string", [3, 2])),
      /type\.json: The weight "last\/kernel" has the number type "string"/,
    ],
    [written("shape.json", manifest("float32", [5])), /shape\.json: "last\/kernel" is 5, and .* needs 3×2/],
    [written("damaged.h5", damaged), /damaged\.h5: As an HDF5 file it cannot be read: /],
    [
      written("bomb.keras", bomb),
      /bomb\.keras: model\.weights\.h5 in it unpacks to 64000000 bytes from a file of \d+, and the limit is 1000000\./,
      ...["--memory-limit", "1MB"],
    ],
  ];
  for (const [at, [weights, message, ...more]] of cases.entries()) {
    const out = path.join(folder, `never-${at}.npy`);
    const { exitCode, stdout, stderr } = await runHere(
      ...["run", model, "--layer", "last", "--weights", weights, "--out", out, ...more],
    );
    assert.deepEqual([exitCode, stdout], [2, ""], weights);
    assert.match(stderr, message);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
    assert.throws(() => readFileSync(out), { code: "ENOENT" });
  }
});

test("hostile arguments: exit code 2, one line on standard error that names them, nothing on standard output", async () => {
  const layer = [seven, "--layer", "standard"];
  const cases: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [[], /required option '--layer <name>'|missing required argument 'file'/],
    [["", "--layer", "x"], /^convlens: '' cannot be read: there is no such file\.$/],
    [[folder, "--layer", "x"], /is a folder/],
    [[seven, "--layer", ""], /no layer ''/],
    [[seven, "--layer", "__proto__"], /no layer '__proto__'/],
    [[seven, "--layer", "standard/../mask"], /no layer 'standard\/\.\.\/mask'/],
    [[seven, "other.json", "--layer", "standard"], /too many arguments/],
    [[...layer, "--bogus"], /unknown option '--bogus'/],
    [[...layer, "--random", "1.5"], /'1\.5' is invalid.*whole number/],
    [[...layer, "--init", "99999999999999999999"], /'99999999999999999999' is invalid.*whole number/],
    [[...layer, "--backend", "gpu"], /'gpu' is invalid\. Allowed choices are reference, simd\./],
    [[...layer, "--winograd", "f3"], /'f3' is invalid\. Allowed choices are f2, f4, off\./],
    [[...layer, "--format", "yaml"], /'yaml' is invalid\. Allowed choices are text, json\./],
    [[...layer, "--array"], /argument missing/],
    [[...layer, "--array", folder], /array .* cannot be read: EISDIR/],
    [[...layer, "--image", ""], /^convlens: picture '' cannot be read: ENOENT/],
    [[...layer, "--weights", ""], /^convlens: weight file '': /],
    [[...layer, "--weights", seven], /keras\.json: The file has no weightsManifest/],
    [[...layer, "--memory-limit", "0B"], /needs 1\.40 MB .*the limit is 0 B/],
    [[...layer, "--out", path.join(folder, "none/maps.npy")], /none\/maps\.npy cannot be written: ENOENT/],
  ];
  for (const [args, message] of cases) {
    const { exitCode, stdout, stderr } = await runHere("run", ...args);
    assert.deepEqual([exitCode, stdout], [2, ""], args.join(" "));
    assert.match(stderr.trim(), message);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  }
});

test("the help tells of every command and every option of the contract", async () => {
  const contract: Readonly<Record<string, readonly string[]>> = {
    summary: ["--input", "--preset", "--dtype", "--format"],
    check: ["--budget", "--format"],
    run: [
      ...["--layer", "--model", "--image", "--array", "--random", "--weights", "--init", "--alone"],
      ...["--backend", "--winograd", "--out", "--format"],
    ],
    diff: ["--exit-code", "--format"],
    convert: ["--to", "--out"],
  };
  const { exitCode, stdout } = await runHere("--help");
  assert.equal(exitCode, 0);
  for (const [command, options] of Object.entries(contract)) {
    assert.match(stdout, new RegExp(`^ {2}${command} `, "m"));
    const help = await runHere(command, "--help");
    assert.deepEqual([help.exitCode, help.stderr], [0, ""]);
    for (const option of options) assert.match(help.stdout, new RegExp(`^ {2}${option}[ ,]`, "m"), option);
  }
});

function close(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-5, `${actual} is not ${expected}`);
}
