// `convlens diff`: every option of its documentation, what counts as a difference, and exit codes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import type { DiffDocument, LayerDiff } from "../../cli/diff/diffDocument.ts";
import { repositoryRoot } from "../support/repositoryRoot.ts";
import { type BuiltCli, buildCli, runHere } from "./cliProcess.ts";

let cli: BuiltCli;
before(async () => {
  cli = await buildCli();
});
after(() => cli.dispose());

const seven = path.join(repositoryRoot, "samples/seven-convolutions.keras.json");
const sevenText = readFileSync(seven, "utf8");

function written(name: string, content: string): string {
  const file = path.join(cli.folder, name);
  writeFileSync(file, content);
  return file;
}

async function diffOf(old: string, now: string): Promise<DiffDocument> {
  const { stdout, stderr } = await runHere("diff", old, now, "--format", "json");
  assert.equal(stderr, "");
  return JSON.parse(stdout) as DiffDocument;
}

const layerOf = ({ models }: DiffDocument, name: string): LayerDiff | undefined =>
  models[0]?.layers.find((layer) => layer.name === name);

test("exit codes: 0, with --exit-code 1 for a difference, 2 for what cannot be compared", async () => {
  const changed = written("wider.json", sevenText.replace('"filters": 32', '"filters": 48'));
  const noModel = written("settings.json", "{}");
  const cases: readonly (readonly [readonly string[], number])[] = [
    [["diff", seven, seven], 0],
    [["diff", seven, seven, "--exit-code"], 0],
    [["diff", seven, changed], 0],
    [["diff", seven, changed, "--exit-code"], 1],
    [["diff", seven, changed, "--exit-code", "--format", "json"], 1],
    [["diff", seven, noModel], 2],
    [["diff", "samples/no-such-file.json", seven], 2],
    [["diff", seven], 2],
    [["diff", seven, changed, "--format", "csv"], 2],
    [["diff", "HEAD:no/such/file.json", seven], 2],
    [["diff", seven, seven, "--input", "8x8"], 2],
  ];
  for (const [args, exitCode] of cases) {
    const result = await runHere(...args);
    assert.equal(result.exitCode, exitCode, `${args.join(" ")}: ${result.stdout}${result.stderr}`);
  }
});

test("a wider layer: its argument, and the shapes and counts of those behind it", async () => {
  const document = await diffOf(
    seven,
    written("wide.json", sevenText.replace('"filters": 32', '"filters": 48')),
  );
  assert.equal(document.differs, true);
  const pointwise = layerOf(document, "pointwise");
  assert.equal(pointwise?.change, "changed");
  assert.deepEqual(pointwise?.changes?.arguments, { filters: { old: 32, now: 48 } });
  assert.deepEqual(pointwise?.changes?.outputShape, { old: "96×96×32", now: "96×96×48" });
  assert.deepEqual(pointwise?.changes?.parameters, { old: 16 * 32 + 32, now: 16 * 48 + 48 });
  assert.deepEqual(layerOf(document, "depthwise")?.changes?.parameters, { old: 320, now: 480 });
  assert.equal(layerOf(document, "standard"), undefined);
});

test("layers that were put in, taken out, renamed and connected otherwise", async () => {
  const model = (layers: readonly object[]) =>
    JSON.stringify({ class_name: "Sequential", config: { name: "m", layers } });
  const conv = (name: string, more = {}) => ({
    class_name: "Conv2D",
    config: { name, filters: 4, kernel_size: [3, 3], padding: "same", ...more },
  });
  const first = conv("a", { batch_input_shape: [null, 8, 8, 4] });
  const old = written(
    "old.json",
    model([first, conv("b"), { class_name: "ReLU", config: { name: "r" } }, conv("c")]),
  );
  const now = written(
    "new.json",
    model([
      first,
      conv("b2"),
      { class_name: "BatchNormalization", config: { name: "bn" } },
      conv("c", { trainable: false }),
    ]),
  );
  const document = await diffOf(old, now);
  const changes = document.models[0]?.layers.map(({ name, change, changes: all }) => [
    name,
    change,
    Object.keys(all ?? {}).filter((key) => key !== "arguments"),
  ]);
  assert.deepEqual(changes, [
    ["b2", "changed", ["name"]],
    ["bn", "added", []],
    ["r", "removed", []],
    ["c", "changed", ["inputs", "trainable"]],
  ]);
  assert.equal(document.models[0]?.unchanged, 1);
});

test("the same model in other words does not differ", async () => {
  const json = written(
    "same.json",
    JSON.stringify({
      class_name: "Sequential",
      config: {
        name: "m",
        layers: [
          { class_name: "InputLayer", config: { name: "in", batch_shape: [null, 8, 8, 3] } },
          {
            class_name: "Conv2D",
            config: { name: "c", filters: 4, kernel_size: [3, 3], strides: [1, 1], padding: "valid" },
          },
        ],
      },
    }),
  );
  const code = written(
    "same.ts",
    `import * as tf from "@tensorflow/tfjs";\nconst m = tf.sequential({ name: "m" });\nm.add(tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, name: "c" }));\n`,
  );
  const document = await diffOf(json, code);
  assert.deepEqual(document.models[0]?.layers, []);
  assert.equal(document.differs, false);
  const keras1 = written(
    "keras1.json",
    JSON.stringify({
      class_name: "Sequential",
      config: [
        {
          class_name: "Convolution2D",
          config: {
            name: "c",
            nb_filter: 4,
            nb_row: 3,
            nb_col: 3,
            border_mode: "valid",
            dim_ordering: "tf",
            batch_input_shape: [null, 8, 8, 3],
          },
        },
      ],
    }),
  );
  assert.equal((await diffOf(json, keras1)).differs, false);
});

test("layers of nested models are compared by their path", async () => {
  const inner = (filters: number) => ({
    class_name: "Sequential",
    config: {
      name: "encoder",
      layers: [
        {
          class_name: "Conv2D",
          config: { name: "c", filters, kernel_size: [3, 3], batch_input_shape: [null, 8, 8, 3] },
        },
      ],
    },
  });
  const outer = (filters: number) =>
    JSON.stringify({
      class_name: "Sequential",
      config: { name: "m", layers: [inner(filters), { class_name: "Flatten", config: { name: "f" } }] },
    });
  const document = await diffOf(written("n1.json", outer(4)), written("n2.json", outer(6)));
  assert.deepEqual(
    document.models[0]?.layers.map(({ name }) => name),
    ["encoder", "encoder/c", "f"],
  );
  assert.deepEqual(layerOf(document, "encoder/c")?.changes?.arguments, { filters: { old: 4, now: 6 } });
});

test("text and Markdown", async () => {
  const now = written("wide2.json", sevenText.replace('"filters": 32', '"filters": 48'));
  const text = await runHere("diff", seven, now);
  assert.match(
    text.stdout,
    /^seven_convolutions: 5 changed, 6 unchanged of its layers\n {2}parameters +140,257 → 141,873 \(\+1%\)/,
  );
  assert.match(
    text.stdout,
    /^~ pointwise Conv2D: filters 32 → 48; output 96×96×32 → 96×96×48; params 544 → 816 \(\+50%\)/m,
  );
  const markdown = await runHere("diff", seven, now, "--format", "markdown");
  assert.match(markdown.stdout, /^### seven\\_convolutions: 5 changed/);
  assert.match(markdown.stdout, /^\| parameters \| 140,257 → 141,873 \(\+1%\) \|$/m);
  assert.match(markdown.stdout, /^\| ~ \| pointwise \| Conv2D \| filters 32 → 48; /m);
  const same = await runHere("diff", seven, seven);
  assert.equal(same.stdout, "seven_convolutions: no difference\n");
});

test("--input holds for both sides", async () => {
  const { stdout } = await runHere("diff", seven, seven, "--input", "48x48x3", "--format", "json");
  const document = JSON.parse(stdout) as DiffDocument;
  assert.equal(document.differs, false);
  assert.deepEqual(document.models[0]?.inputs, { old: ["48×48×3"], now: ["48×48×3"] });
});

test("a version out of Git stands on either side", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "convlens-git-"));
  try {
    const git = (...args: string[]) => execFileSync("git", ["-C", folder, ...args], { stdio: "pipe" });
    git("init", "-q");
    git("config", "user.email", "test@example.invalid");
    git("config", "user.name", "test");
    writeFileSync(path.join(folder, "m.json"), sevenText);
    git("add", ".");
    git("commit", "-qm", "first");
    writeFileSync(path.join(folder, "m.json"), sevenText.replace('"filters": 32', '"filters": 40'));
    const { stdout, exitCode } = await cli.runIn(
      folder,
      "diff",
      "HEAD:m.json",
      "m.json",
      "--exit-code",
      "--format",
      "json",
    );
    assert.equal(exitCode, 1);
    const document = JSON.parse(stdout) as DiffDocument;
    assert.deepEqual(layerOf(document, "pointwise")?.changes?.arguments, { filters: { old: 32, now: 40 } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
