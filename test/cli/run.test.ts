/** `convlens run` on the sample models: values, weights, forms of the output, and what it refuses. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { decode as decodePng, encode as encodePng } from "fast-png";
import { encode as encodeJpeg } from "jpeg-js";
import { readFloatArray, writeFloatArray, writeSafetensors } from "./arrayFiles.ts";
import { type BuiltCli, buildCli } from "./cliProcess.ts";

let cli: BuiltCli;
before(async () => {
  cli = await buildCli();
});
after(() => cli.dispose());

const edges = "samples/edge-detector/model.json";
const seven = "samples/seven-convolutions.keras.json";

test("an array through real weights gives what the kernels say", async () => {
  // A vertical step of height 1 between columns 63 and 64, the same in all three colours.
  const input = fileIn("step.npy");
  writeFloatArray(input, [1, 128, 128, 3], (index) => (Math.floor(index / 3) % 128 < 64 ? 0 : 1));
  const out = fileIn("edges.npy");
  const { exitCode, stdout, stderr } = await cli.run(
    ...[
      "run",
      edges,
      "--layer",
      "edges",
      "--array",
      input,
      "--weights",
      edges,
      "--out",
      out,
      "--format",
      "json",
    ],
  );
  assert.deepEqual([exitCode, stderr], [0, ""]);
  const result = JSON.parse(stdout);
  assert.deepEqual(result.inputShape, [1, 128, 128, 1]);
  assert.deepEqual(result.outputShape, [1, 128, 128, 6]);
  assert.equal(result.weights, "file");
  const { shape, data } = readFloatArray(out);
  assert.deepEqual(shape, [1, 128, 128, 6]);
  // Smoothed by 1 4 6 4 1 over 16, the step rises as 1/16, 5/16, 11/16, 15/16, 1 from column 62 on; grey keeps 0.9989
  // of it. Sobel's x kernel gives 4 times the difference of the columns beside: at column 63, 4 (11/16 - 1/16).
  const at = (channel: number): number => data[(64 * 128 + 63) * 6 + channel] ?? Number.NaN;
  const grey = 0.2989 + 0.587 + 0.114;
  close(at(0), 4 * (11 / 16 - 1 / 16) * grey);
  // The negative kernel and the y kernels see nothing, up to a rounding.
  for (const channel of [1, 2, 3]) close(at(channel), 0);
  // Laplacian along the row: 1/16 - 2 · 5/16 + 11/16.
  close(at(4), (1 / 16 - 10 / 16 + 11 / 16) * grey);
});

test("generated and plain kernels agree, and say how the layer was computed", async () => {
  const once = async (layer: string, ...options: string[]) => {
    const { stdout } = await cli.run("run", seven, "--layer", layer, ...options, "--format", "json");
    return JSON.parse(stdout);
  };
  const [simd, plain, direct, depthwise] = await Promise.all([
    once("standard"),
    once("standard", "--backend", "reference"),
    once("standard", "--winograd", "off"),
    once("depthwise"),
  ]);
  assert.deepEqual([simd.backend, plain.backend, plain.algorithm], ["simd", "reference", null]);
  for (const result of [simd, direct]) {
    for (const key of ["min", "max", "mean", "std"]) close(result[key], plain[key]);
  }
  assert.match(direct.algorithm, /^direct convolution, \dx8 tiles, (relaxed|plain) SIMD$/);
  assert.match(
    depthwise.algorithm,
    /^depthwise by rows, the next tile read ahead, \dx4 tiles, (relaxed|plain) SIMD$/,
  );
});

test("where generated code computes nothing, plain kernels do, and a note says so", async () => {
  const broken = fileIn("broken.mjs");
  writeFileSync(
    broken,
    `const { Instance } = WebAssembly;
     WebAssembly.Instance = function (module, imports) {
       const { exports } = new Instance(module, imports);
       return { exports: Object.fromEntries(Object.keys(exports).map((name) => [name, () => undefined])) };
     };`,
  );
  const layer = ["run", seven, "--layer", "standard", "--format", "json"];
  const [found, right] = await Promise.all([cli.runAfter(broken, ...layer), cli.run(...layer)]);
  assert.deepEqual([found.exitCode, found.stderr], [0, ""]);
  const [result, wanted] = [JSON.parse(found.stdout), JSON.parse(right.stdout)];
  for (const key of ["min", "max", "mean", "std"]) close(result[key], wanted[key]);
  const failed =
    /^The generated code of direct convolutions failed its check on this machine and is switched off: /;
  assert.ok(
    result.notes.some((note: string) => failed.test(note)),
    result.notes.join("\n"),
  );
  assert.ok(!wanted.notes.some((note: string) => failed.test(note)));
});

test("where WebAssembly has no SIMD, or is missing, the plain kernels compute the same", async () => {
  const layer = ["run", seven, "--layer", "standard", "--format", "json"];
  const scripts = {
    "no-simd.mjs": "WebAssembly.validate = () => false;",
    "no-wasm.mjs": "delete globalThis.WebAssembly;",
  };
  const { stdout } = await cli.run(...layer);
  const wanted = JSON.parse(stdout);
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(fileIn(name), text);
    const found = await cli.runAfter(fileIn(name), ...layer);
    assert.deepEqual([found.exitCode, found.stderr], [0, ""], name);
    const result = JSON.parse(found.stdout);
    for (const key of ["min", "max", "mean", "std"]) close(result[key], wanted[key]);
    assert.equal(result.algorithm, null, name);
  }
});

test("the same seeds give the same values, other seeds others", async () => {
  const once = async (...seeds: string[]): Promise<number> => {
    const { stdout } = await cli.run("run", seven, "--layer", "depthwise", ...seeds, "--format", "json");
    return JSON.parse(stdout).mean;
  };
  const [first, again, otherInput, otherWeights] = await Promise.all([
    once(),
    once("--random", "0", "--init", "0"),
    once("--random", "1"),
    once("--init", "1"),
  ]);
  assert.equal(first, again);
  assert.notEqual(first, otherInput);
  assert.notEqual(first, otherWeights);
});

test("a layer alone takes its own input", async () => {
  const { exitCode, stdout } = await cli.run(
    ...["run", seven, "--layer", "transposed", "--alone", "--random", "2", "--format", "json"],
  );
  assert.equal(exitCode, 0);
  const result = JSON.parse(stdout);
  assert.deepEqual(result.inputShape, [1, 48, 48, 64]);
  assert.deepEqual(result.outputShape, [1, 96, 96, 32]);
  assert.equal(result.weights, "initialiser seed 0");
});

test("safetensors are matched by layer and weight", async () => {
  // One pointwise layer with chosen weights: output 2·red + 3·green + 5·blue + 7.
  const model = fileIn("pointwise.json");
  const config = { name: "mix", filters: 1, kernel_size: [1, 1], batch_input_shape: [null, 2, 2, 3] };
  const layers = [{ class_name: "Conv2D", config }];
  writeFileSync(model, JSON.stringify({ class_name: "Sequential", config: { name: "m", layers } }));
  const weights = fileIn("mix.safetensors");
  writeSafetensors(weights, [
    { name: "mix/bias", shape: [1], values: [7] },
    { name: "mix/kernel", shape: [1, 1, 3, 1], values: [2, 3, 5] },
  ]);
  const input = fileIn("ones.npy");
  writeFloatArray(input, [1, 2, 2, 3], (index) => [1, 10, 100][index % 3] ?? 0);
  const out = fileIn("mix.npy");
  const { exitCode, stderr } = await cli.run(
    ...["run", model, "--layer", "mix", "--array", input, "--weights", weights, "--out", out],
  );
  assert.deepEqual([exitCode, stderr], [0, ""]);
  assert.deepEqual([...readFloatArray(out).data], new Array(4).fill(2 + 30 + 500 + 7));
});

test("a picture is resized and scaled to 0 to 1; PNG and JPEG are told apart by content", async () => {
  const [width, height] = [64, 32];
  const rgba = new Uint8Array(width * height * 4).map((_, index) => [255, 0, 51, 255][index % 4] ?? 0);
  const png = fileIn("red.png");
  writeFileSync(png, encodePng({ width, height, data: rgba, channels: 4 }));
  const jpeg = fileIn("red-by-another-name.dat");
  writeFileSync(jpeg, encodeJpeg({ width, height, data: rgba }, 100).data);
  for (const [file, tolerance] of [
    [png, 1e-6],
    [jpeg, 0.02],
  ] as const) {
    const out = fileIn("input.npy");
    const args = ["run", seven, "--layer", "image", "--image", file, "--out", out];
    const { exitCode, stderr } = await cli.run(...args);
    assert.deepEqual([exitCode, stderr], [0, ""]);
    const { shape, data } = readFloatArray(out);
    assert.deepEqual(shape, [1, 96, 96, 3]);
    for (const [index, value] of data.entries()) close(value, [1, 0, 0.2][index % 3] ?? 0, tolerance);
  }
});

test("maps.png holds a grid of maps, dark for the smallest value and bright for the largest", async () => {
  const out = fileIn("maps.png");
  const { exitCode } = await cli.run("run", seven, "--layer", "standard", "--random", "1", "--out", out);
  assert.equal(exitCode, 0);
  const { width, height, channels, data } = decodePng(readFileSync(out));
  // 16 maps of 96×96, four a row, 2 pixels between and around.
  assert.deepEqual([width, height, channels], [4 * 98 + 2, 4 * 98 + 2, 3]);
  const colours = new Set<string>();
  for (let at = 0; at < data.length; at += 3) colours.add(data.slice(at, at + 3).join());
  assert.ok(colours.has("253,231,37") && colours.has("68,1,84"), "the ends of viridis are there");
});

test("text names layer, shapes, weights and that they are not trained", async () => {
  const { stdout } = await cli.run("run", seven, "--layer", "pointwise");
  assert.match(stdout, /^Layer {5}pointwise$/m);
  assert.match(stdout, /^Output {4}1×96×96×32$/m);
  assert.match(stdout, /^Weights {3}initialiser seed 0$/m);
  assert.match(stdout, /not trained/);
});

test("what cannot run is refused with the reason: exit code 2, nothing on standard output", async () => {
  const wrong = fileIn("wrong.npy");
  writeFloatArray(wrong, [1, 5, 5, 3], () => 0);
  const cases: [args: string[], message: RegExp][] = [
    [[seven, "--layer", "dilatd"], /no layer 'dilatd'.*dilated/],
    [[seven], /required option '--layer <name>'/],
    [["samples/broken-model.json", "--layer", "decoder2"], /"skip2".*44.*45/],
    [["samples/broken-model.json", "--layer", "too_large"], /kernel 7.*5/],
    [[seven, "--layer", "dilated", "--array", wrong], /1×5×5×3.*96×96×3/],
    [[seven, "--layer", "dilated", "--image", wrong], /neither a PNG nor a JPEG/],
    [[seven, "--layer", "dilated", "--image", "a.png", "--random", "1"], /cannot be used with/],
    [[seven, "--layer", "dilated", "--random", "-1"], /whole number/],
    [[seven, "--layer", "dilated", "--weights", wrong], /weight file/],
    [[seven, "--layer", "dilated", "--out", "maps.gif"], /\.npy or \.png/],
    [[seven, "--layer", "dilated", "--model", "other"], /no model 'other'.*seven_convolutions/],
    [[seven, "--layer", "dilated", "--alone", "--image", "media/static/icon.png"], /1, 3 or 4 channels/],
    [
      [seven, "--layer", "dilated", "--memory-limit", "1MB"],
      /At "[a-z]+" the run needs [\d.]+ MB \(inputs .* weights .*\), and the limit is 1\.00 MB/,
    ],
    [[seven, "--layer", "dilated", "--memory-limit", "much"], /number and its unit, such as 512MB/],
    [["README.md", "--layer", "dilated"], /README\.md/],
  ];
  for (const [args, message] of cases) {
    const { exitCode, stdout, stderr } = await cli.run("run", ...args);
    assert.deepEqual([exitCode, stdout], [2, ""], args.join(" "));
    assert.match(stderr, message);
  }
});

function fileIn(name: string): string {
  return path.join(cli.folder, name);
}

function close(actual: number, expected: number, tolerance = 1e-5): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}
