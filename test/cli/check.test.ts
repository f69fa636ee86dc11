// `convlens check`: every option of its documentation, forms of the result, and exit codes.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { applyEdits } from "../../server/edits/index.ts";
import { repositoryRoot } from "../support/repositoryRoot.ts";
import { type BuiltCli, buildCli, runHere } from "./cliProcess.ts";

let cli: BuiltCli;
before(async () => {
  cli = await buildCli();
});
after(() => cli.dispose());

const seven = path.join(repositoryRoot, "samples/seven-convolutions.keras.json");
const broken = path.join(repositoryRoot, "samples/broken-model.json");

/** A file of the test's own, with its path. */
function written(name: string, content: string): string {
  const file = path.join(cli.folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const tfjsModel = (shards: readonly string[]) =>
  JSON.stringify(
    {
      format: "layers-model",
      modelTopology: {
        class_name: "Sequential",
        config: {
          name: "m",
          layers: [
            {
              class_name: "DepthwiseConv2D",
              config: {
                name: "d",
                kernel_size: [3, 3],
                dilation_rate: [2, 2],
                batch_input_shape: [null, 8, 8, 3],
              },
            },
          ],
        },
      },
      weightsManifest: [
        {
          paths: shards,
          weights: [
            { name: "d/depthwise_kernel", shape: [3, 3, 3, 1], dtype: "float32" },
            { name: "d/bias", shape: [3], dtype: "float32" },
          ],
        },
      ],
    },
    null,
    2,
  );

test("exit codes: 0 without errors, 1 with errors or a passed budget, 2 without a model or with wrong arguments", async () => {
  const noModel = written("settings.json", '{"editor.wordWrap": "off"}');
  const budget = written("budget.json", '{"parameters": "1k"}');
  const cases: readonly (readonly [readonly string[], number])[] = [
    [["check", seven], 0],
    [["check", broken], 1],
    [["check", seven, broken], 1],
    [["check", noModel], 2],
    [["check", "samples/no-such-file.json"], 2],
    [["check", broken, noModel], 2],
    [["check", seven, "--budget", "parameters=200k"], 0],
    [["check", seven, "--budget", "parameters=100k"], 1],
    [["check", seven, "--budget", "parameters=200k", "--budget", "macs=1M"], 1],
    [["check", seven, "--budget", "parameters=200k,macs=400M"], 0],
    [["check", seven, "--budget", budget], 1],
    [["check", seven, "--budget", budget, "--budget", "parameters=200k"], 0],
    [["check", seven, "--budget", "colours=3"], 2],
    [["check", seven, "--budget", "parameters=many"], 2],
    [["check", seven, "--budget", "no-such-budget.json"], 2],
    [["check", seven, "--format", "xml"], 2],
    [["check", seven, "--input", "96x96"], 2],
    [["check", seven, "--input", "96x96x3"], 0],
    [["check"], 2],
  ];
  for (const [args, exitCode] of cases) {
    const result = await runHere(...args);
    assert.equal(result.exitCode, exitCode, `${args.join(" ")}: ${result.stdout}${result.stderr}`);
  }
});

test("text: one line a problem with line and column, then the counts; hints are not told", async () => {
  const { stdout, stderr } = await cli.run("check", broken);
  assert.equal(stderr, "");
  const lines = stdout.trimEnd().split("\n");
  assert.match(lines[0] ?? "", /samples\/broken-model\.json:\d+:\d+: error: .+ \(shapes-do-not-merge\)$/);
  assert.match(lines.at(-1) ?? "", /^1 file: 2 errors, 0 warnings, 0 information, \d+ hints$/);
  assert.ok(lines.slice(0, -1).every((line) => !/: hint: /.test(line)));
});

test("a file that cannot be used is said in each form", async () => {
  const noModel = written("log.json", '{"loss": [0.5]}');
  const text = await runHere("check", noModel, "samples/no-such-file.json");
  assert.match(text.stdout, /log\.json:1:1: .+ \(not-a-model\)/);
  assert.match(text.stdout, /no-such-file\.json: error: .+there is no such file/);
  assert.match(text.stdout, /2 files, 2 without a model: /);
  const json = await runHere("check", noModel, "samples/no-such-file.json", "--format", "json");
  const { files, counts } = JSON.parse(json.stdout);
  assert.deepEqual(
    files.map((file: { problems: { code: string }[] }) => file.problems.map(({ code }) => code)),
    [["not-a-model"], ["file-not-readable"]],
  );
  assert.equal(counts.error, 2);
  assert.match(json.stderr, /no such file/);
});

test("budgets: from the command line and from a file, for all files or by path, with the numbers in the message", async () => {
  const file = written("models/small.json", tfjsModel([]).replace(',\n  "weightsManifest"', ',\n  "other"'));
  const byFile = written(
    "budgets.json",
    JSON.stringify({ "*": { parameters: "1M" }, "models/small.json": { macs: 400 } }),
  );
  const { stdout } = await runHere("check", file, "--budget", byFile, "--format", "json");
  const problems: { code: string; message: string }[] = JSON.parse(stdout).files[0].problems;
  // TensorFlow.js leaves the dilation out: 6×6 positions of a 3×3 kernel on 3 channels.
  const [passed] = problems.filter(({ code }) => code === "budget-exceeded");
  assert.match(passed?.message ?? "", /972 MACs \(1944 FLOPs\) for input 8×8×3, 572 above the budget of 400/);
  const other = await runHere("check", seven, "--budget", byFile);
  assert.equal(other.exitCode, 0);
});

test("--input puts sizes in, and budgets are held against them", async () => {
  const free = written(
    "free.json",
    JSON.stringify({
      class_name: "Sequential",
      config: {
        name: "m",
        layers: [
          {
            class_name: "Conv2D",
            config: { name: "c", filters: 2, kernel_size: [3, 3], batch_input_shape: [null, null, null, 3] },
          },
        ],
      },
    }),
  );
  const unknown = await runHere("check", free, "--budget", "macs=4k");
  assert.equal(unknown.exitCode, 1);
  assert.match(unknown.stdout, /budget-not-known/);
  const known = await runHere("check", free, "--budget", "macs=4k", "--input", "10x10x3");
  assert.equal(known.exitCode, 0, known.stdout);
  const passed = await runHere("check", free, "--budget", "macs=3455", "--input", "10x10x3");
  assert.match(passed.stdout, /3456 MACs \(6912 FLOPs\) for input 10×10×3, 1 above/);
});

test("weight files beside a model.json are looked at", async () => {
  const file = written("weights/model.json", tfjsModel(["a.bin"]));
  const missing = await runHere("check", file);
  assert.equal(missing.exitCode, 1);
  assert.match(missing.stdout, /error: There is no file "a\.bin".*\(weight-file-missing\)/);
  written("weights/a.bin", "x".repeat(119));
  const cut = await runHere("check", file);
  assert.match(cut.stdout, /has 119 bytes, and its 2 weights need 120 \(27 × 4 \+ 3 × 4\): 1 are missing/);
  written("weights/a.bin", "x".repeat(120));
  assert.equal((await runHere("check", file)).exitCode, 0);
});

test("comments in code take problems away", async () => {
  const code = (comment: string) =>
    `import * as tf from "@tensorflow/tfjs";\nconst m = tf.sequential();\n${comment}\nm.add(tf.layers.conv2d({ inputShape: [4, 4, 1], filters: 1, kernelSize: 10 }));\n`;
  const told = await runHere("check", written("told.ts", code("//")));
  assert.equal(told.exitCode, 1);
  const silent = await runHere(
    "check",
    written("silent.ts", code("// convlens-disable-next-line window-larger-than-input")),
  );
  assert.equal(silent.exitCode, 0);
});

interface SarifRegion {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

test("SARIF: rules, levels, places in UTF-16 from one, fixes that mend the text", async () => {
  const text = tfjsModel([])
    .replace('"m"', '"😀"')
    .replace(/,\s*"weightsManifest"[\s\S]*$/, "\n}");
  const file = written("sarif/model.json", text);
  const { stdout, exitCode } = await cli.run("check", file, "--format", "sarif");
  assert.equal(exitCode, 0);
  const document = JSON.parse(stdout);
  assert.equal(document.version, "2.1.0");
  const [run] = document.runs;
  assert.equal(run.columnKind, "utf16CodeUnits");
  assert.equal(run.invocations[0].executionSuccessful, true);
  const [result, ...more] = run.results;
  assert.deepEqual(more, []);
  assert.equal(run.tool.driver.rules[result.ruleIndex].id, result.ruleId);
  assert.deepEqual([result.ruleId, result.level], ["tfjs-ignores-argument", "warning"]);
  const { artifactLocation, region } = result.locations[0].physicalLocation;
  assert.ok(file.replaceAll("\\", "/").endsWith(decodeURIComponent(artifactLocation.uri).slice(-20)));
  assert.match(sliceOf(text, region), /^\[\s*2,\s*2\s*\]$/);
  const [change] = result.fixes[0].artifactChanges;
  const edits = change.replacements.map(
    ({
      deletedRegion,
      insertedContent,
    }: {
      deletedRegion: SarifRegion;
      insertedContent?: { text: string };
    }) => ({
      range: rangeIn(text, deletedRegion),
      text: insertedContent?.text ?? "",
    }),
  );
  const mended = JSON.parse(applyEdits(text, edits));
  assert.equal(mended.modelTopology.config.layers[0].config.dilation_rate, undefined);
});

test("SARIF of a file that cannot be read: no result, and a note that the run did not succeed", async () => {
  const { stdout, exitCode } = await runHere("check", "samples/no-such-file.json", "--format", "sarif");
  assert.equal(exitCode, 2);
  const [run] = JSON.parse(stdout).runs;
  assert.deepEqual(run.results, []);
  assert.equal(run.invocations[0].executionSuccessful, false);
  assert.match(run.invocations[0].toolExecutionNotifications[0].message.text, /no such file/);
});

test("JSON: ranges, layers and fixes of each problem", async () => {
  const { stdout, stderr } = await runHere("check", broken, "--format", "json");
  assert.equal(stderr, "");
  const { schema, files, counts } = JSON.parse(stdout);
  assert.equal(schema, 1);
  assert.deepEqual(files[0].models, ["broken_model"]);
  const tooLarge = files[0].problems.find(
    ({ code }: { code: string }) => code === "window-larger-than-input",
  );
  assert.equal(tooLarge.layer, "too_large");
  assert.deepEqual(tooLarge.fixes, [
    { title: 'Set padding to "same"', kind: "reviewed" },
    { title: "Set kernel_size to [5, 5]", kind: "reviewed" },
  ]);
  assert.equal(counts.error, 2);
});

function rangeIn(text: string, { startLine, startColumn, endLine, endColumn }: SarifRegion) {
  const lines = text.split("\n");
  const offset = (line: number, column: number) =>
    lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
  return { start: offset(startLine, startColumn), end: offset(endLine, endColumn) };
}

function sliceOf(text: string, region: SarifRegion): string {
  const { start, end } = rangeIn(text, region);
  return text.slice(start, end);
}
