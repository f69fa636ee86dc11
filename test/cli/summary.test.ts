/** `convlens summary` on the sample models: figures, forms of the result, exit codes, and what goes to which stream. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import type { LayerEntry, ModelSummary } from "../../cli/summary/summaryDocument.ts";
import { type BuiltCli, buildCli } from "./cliProcess.ts";
import { checkSummaryDocument } from "./summarySchema.ts";

let cli: BuiltCli;
before(async () => {
  cli = await buildCli();
});
after(() => cli.dispose());

const seven = "samples/seven-convolutions.keras.json";

test("JSON holds every layer of the seven convolutions with the numbers of the definitions", async () => {
  const { exitCode, stdout, stderr } = await cli.run("summary", seven, "--format", "json");
  assert.equal(stderr, "");
  assert.equal(exitCode, 0);
  const [file] = checkSummaryDocument(stdout).files;
  assert.equal(file?.file, seven);
  assert.equal(file?.format, "keras3-json");
  assert.deepEqual(file?.problems, []);
  const model = onlyModel(stdout);
  assert.deepEqual(model.inputs, [{ name: "image", shape: [null, 96, 96, 3] }]);
  assert.deepEqual(model.outputs, [{ name: "mask", shape: [null, 96, 96, 1] }]);
  // Each written out from the formulas: kernel positions, input channels, output channels; plus the bias.
  const expected: [string, string[], number, number][] = [
    ["standard", ["standard"], 3 * 3 * 3 * 16 + 16, 96 * 96 * 3 * 3 * 3 * 16],
    ["pointwise", ["pointwise"], 16 * 32 + 32, 96 * 96 * 16 * 32],
    ["depthwise", ["depthwise"], 3 * 3 * 32 + 32, 96 * 96 * 3 * 3 * 32],
    ["depthwise_separable", ["depthwise-separable"], 3 * 3 * 32 + 32 * 64 + 64, 48 * 48 * 32 * (9 + 64)],
    ["dilated", ["dilated"], 3 * 3 * 64 * 64 + 64, 48 * 48 * 3 * 3 * 64 * 64],
    ["separable_column", ["spatially-separable"], 7 * 64 * 64 + 64, 48 * 48 * 7 * 64 * 64],
    ["separable_row", ["spatially-separable"], 7 * 64 * 64 + 64, 48 * 48 * 7 * 64 * 64],
    ["grouped", ["grouped"], 3 * 3 * 16 * 64 + 64, 48 * 48 * 3 * 3 * 16 * 64],
    ["transposed", ["transposed"], 4 * 4 * 64 * 32 + 32, 48 * 48 * 4 * 4 * 64 * 32],
    ["mask", ["pointwise"], 64 + 1, 96 * 96 * 64],
  ];
  for (const [name, kinds, parameters, macs] of expected) {
    const layer = layerNamed(model, name);
    for (const kind of kinds) assert.ok(layer.kinds.includes(kind), `${name} is ${layer.kinds}`);
    assert.deepEqual([layer.parameters, layer.macs], [parameters, macs], name);
  }
  assert.equal(model.totals.parameters, sum(expected.map(([, , parameters]) => parameters)));
  assert.equal(model.totals.macs, sum(expected.map(([, , , macs]) => macs)));
  assert.equal(model.totals.flops, 2 * (model.totals.macs ?? 0));
  assert.equal(model.totals.weightBytes, 4 * (model.totals.parameters ?? 0));
  assert.deepEqual(layerNamed(model, "standard").receptiveField, [3, 3]);
});

test("ranges of layers are zero-based places in the file", async () => {
  const { stdout } = await cli.run("summary", seven, "--format", "json");
  const { range } = layerNamed(onlyModel(stdout), "standard");
  // The input's entry takes the lines before; the layer opens behind it.
  assert.ok(range.start.line > 6 && range.end.line > range.start.line, JSON.stringify(range));
});

test("--input sets the size of the input, and every total follows", async () => {
  const { stdout, exitCode } = await cli.run("summary", seven, "--input", "192x192x3", "--format", "json");
  assert.equal(exitCode, 0);
  const model = onlyModel(stdout);
  assert.deepEqual(model.inputs[0]?.shape, [null, 192, 192, 3]);
  assert.equal(layerNamed(model, "standard").macs, 192 * 192 * 27 * 16);
  assert.equal(layerNamed(model, "standard").parameters, 448);
});

test("--dtype changes bytes and nothing else", async () => {
  const results = await Promise.all(
    ["float32", "float16", "int8"].map((type) =>
      cli.run("summary", seven, "--dtype", type, "--format", "json"),
    ),
  );
  const [full, half, quarter] = results.map(({ stdout }) => onlyModel(stdout).totals);
  assert.equal(half?.weightBytes, (full?.weightBytes ?? 0) / 2);
  assert.equal(quarter?.peakActivationBytes, (full?.peakActivationBytes ?? 0) / 4);
  assert.equal(quarter?.parameters, full?.parameters);
});

test("--preset counts by another tool's rules, in data and in the table", async () => {
  const json = await cli.run("summary", seven, "--preset", "ptflops", "--format", "json");
  const model = onlyModel(json.stdout);
  assert.deepEqual(model.preset, { name: "ptflops", unit: "MACs" });
  // Bias at every output position, and the ReLU if the layer has one.
  const { macs, presetCount } = layerNamed(model, "pointwise");
  assert.equal((presetCount ?? 0) % (96 * 96 * 32), 0);
  assert.ok((presetCount ?? 0) > (macs ?? 0));
  assert.equal(model.totals.presetCount, sum(model.layers.map((layer) => layer.presetCount ?? Number.NaN)));
  const own = onlyModel((await cli.run("summary", seven, "--format", "json")).stdout);
  assert.deepEqual(own.preset, { name: "convlens", unit: "MACs" });
  assert.equal(own.totals.presetCount, own.totals.macs);
  const { stdout } = await cli.run("summary", seven, "--preset", "torchinfo");
  assert.match(stdout, /MACs by torchinfo/);
  assert.match(stdout, /^By torchinfo +[\d,]+ MACs: torchinfo mult-adds/m);
});

test("memory: bytes and MACs per byte of each layer, and the layer at the peak", async () => {
  const { stdout } = await cli.run("summary", seven, "--dtype", "float16", "--format", "json");
  const model = onlyModel(stdout);
  assert.equal(model.dtype, "float16");
  const layer = layerNamed(model, "standard");
  assert.equal(layer.weightBytes, 2 * 448);
  assert.equal(layer.outputBytes, 2 * 96 * 96 * 16);
  assert.equal(layer.macsPerByte, 3_981_312 / (2 * (448 + 96 * 96 * (3 + 16))));
  const [peak] = model.totals.peakActivationLayer;
  assert.ok(model.layers.some(({ name }) => name === peak));
  const table = await cli.run("summary", seven, "--memory");
  assert.match(table.stdout, /Weight bytes \(float32\) +Output bytes +MACs\/byte/);
  assert.match(table.stdout, new RegExp(`^Peak activations .*, at ${peak}$`, "m"));
});

test("the table is aligned, groups thousands, and names the input size under the totals", async () => {
  const { stdout, exitCode } = await cli.run("summary", seven);
  assert.equal(exitCode, 0);
  const lines = stdout.split("\n");
  const rule = lines.find((line) => line.startsWith("───")) ?? "";
  const standard = lines.find((line) => line.startsWith("standard")) ?? "";
  const macs = "3,981,312";
  assert.ok(standard.includes(macs), standard);
  // The column of MACs ends where its rule ends.
  const columns = [...rule.matchAll(/─+/g)].map((match) => (match.index ?? 0) + match[0].length);
  assert.equal(standard.indexOf(macs) + macs.length, columns[5]);
  assert.match(stdout, /MACs per example .* for input 96×96×3/);
});

test("Markdown and CSV hold one line a layer", async () => {
  const markdown = await cli.run("summary", seven, "--format", "markdown");
  assert.match(
    markdown.stdout,
    /^\| standard \| Conv2D \| standard \| 96×96×16 \| 448 \| 3,981,312 \| 3×3 \|$/m,
  );
  const csv = await cli.run("summary", seven, "--format", "csv");
  const lines = csv.stdout.trimEnd().split("\r\n");
  assert.equal(lines.length, 13);
  assert.equal(lines[0]?.split(",")[2], "layer");
  assert.match(lines[0] ?? "", /,receptive_field,weight_bytes,output_bytes,macs_per_byte$/);
  assert.ok(
    lines.some((line) =>
      line.includes("standard,Conv2D,standard,96x96x16,1,448,448,3981312,3x3,1792,589824,"),
    ),
  );
});

test("every sample gives a model; only the broken one has errors", async () => {
  const files = [
    seven,
    "samples/minified-export.json",
    "samples/edge-detector/model.json",
    "samples/seven-convolutions.ts",
    "samples/mobilenet-like.ts",
    "samples/unet-like.ts",
    "samples/broken-model.json",
  ];
  const { stdout, exitCode } = await cli.run("summary", ...files, "--format", "json");
  assert.equal(exitCode, 0);
  for (const file of checkSummaryDocument(stdout).files) {
    assert.equal(file.models.length, 1, file.file);
    const errors = file.problems.filter(({ severity }) => severity === "error");
    if (file.file.includes("broken")) {
      assert.deepEqual(errors.map(({ layer }) => layer).sort(), ["skip2", "too_large"]);
    } else {
      assert.deepEqual(file.problems, [], file.file);
      assert.deepEqual(file.models[0]?.totals.unknown, [], file.file);
    }
  }
});

test("problems of a model go to standard error with line and column", async () => {
  const { stdout, stderr, exitCode } = await cli.run("summary", "samples/broken-model.json");
  assert.equal(exitCode, 0);
  assert.match(stderr, /^samples\/broken-model\.json:\d+:\d+: error: .+ \(window-larger-than-input\)$/m);
  assert.doesNotMatch(stdout, /window-larger-than-input/);
});

test("several files: each is handled, and the exit code is the worst", async () => {
  const missing = "samples/no-such-file.json";
  const { stdout, stderr, exitCode } = await cli.run("summary", missing, seven, "--format", "json");
  assert.equal(exitCode, 2);
  const { files } = checkSummaryDocument(stdout);
  assert.deepEqual(
    files.map(({ models }) => models.length),
    [0, 1],
  );
  assert.equal(files[0]?.problems.length, 1);
  assert.match(stderr, /no-such-file\.json.*no such file/);
});

test("a file that is no model: one problem that says what it is, exit code 2", async () => {
  const file = path.join(cli.folder, "settings.json");
  writeFileSync(file, '{"editor.wordWrap": "off"}');
  const { stdout, stderr, exitCode } = await cli.run("summary", file, "--format", "json");
  assert.equal(exitCode, 2);
  const [summary] = checkSummaryDocument(stdout).files;
  assert.deepEqual(summary?.models, []);
  assert.equal(summary?.problems.length, 1);
  assert.equal(stderr.trimEnd().split("\n").length, 1);
});

test("wrong arguments: exit code 2, a message on standard error, nothing on standard output", async () => {
  const cases: [args: string[], message: RegExp][] = [
    [["list", seven], /unknown command 'list'[\s\S]*summary, check, diff, .*run/],
    [["summary"], /missing required argument/],
    [["summary", seven, "--frob"], /unknown option '--frob'/],
    [["summary", seven, "--format", "xml"], /table, json, markdown, csv/],
    [["summary", seven, "--input", "96x0x3"], /'96x0x3' is no input size/],
    [["summary", seven, "--preset", "flops"], /no counting preset 'flops'[\s\S]*fvcore, [\s\S]*tf-profiler/],
  ];
  for (const [args, message] of cases) {
    const { exitCode, stdout, stderr } = await cli.run(...args);
    assert.deepEqual([exitCode, stdout], [2, ""], args.join(" "));
    assert.match(stderr, message);
  }
});

test("sizes of the wrong number of axes are refused with both numbers", async () => {
  const { exitCode, stderr } = await cli.run("summary", seven, "--input", "96x96");
  assert.equal(exitCode, 2);
  assert.match(stderr, /gives 2 sizes.*has 3/);
});

test("help and version are results", async () => {
  const help = await cli.run("--help");
  assert.equal(help.exitCode, 0);
  assert.match(help.stdout, /summary[\s\S]*run/);
  const version = await cli.run("--version");
  assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
});

test("names from a file cannot steer the terminal", async () => {
  const file = path.join(cli.folder, "escape.json");
  const layer = { class_name: "Flatten", config: { name: "a\u001b[31mb", batch_input_shape: [null, 2, 2] } };
  writeFileSync(file, JSON.stringify({ class_name: "Sequential", config: { name: "m", layers: [layer] } }));
  for (const format of ["table", "markdown"]) {
    const { stdout } = await cli.run("summary", file, "--format", format);
    assert.match(stdout, /a\ufffd.*31mb/);
    assert.ok(!stdout.includes("\u001b"));
  }
});

function onlyModel(stdout: string): ModelSummary {
  const models = checkSummaryDocument(stdout).files.flatMap((file) => file.models);
  const [model] = models;
  assert.equal(models.length, 1);
  assert.ok(model);
  return model;
}

function layerNamed(model: ModelSummary, name: string): LayerEntry {
  const layer = model.layers.find((each) => each.name === name);
  assert.ok(layer, `no layer ${name}`);
  return layer;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
