/** Files made to break a reader cost `convlens summary` a message, never a crash, a hang or an endless listing. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { repositoryRoot } from "../support/repositoryRoot.ts";
import { type BuiltCli, buildCli } from "./cliProcess.ts";
import { checkSummaryDocument } from "./summarySchema.ts";

let cli: BuiltCli;
before(async () => {
  cli = await buildCli();
});
after(() => cli.dispose());

test("files that hold no readable model give one message and exit code 2", async () => {
  const hostile: [name: string, content: string | Uint8Array, message: RegExp][] = [
    ["deep.json", "[".repeat(200_000), /nested/],
    ["deep-objects.json", '{"config":'.repeat(100_000), /nested/],
    ["binary.json", Uint8Array.from({ length: 25_600 }, (_, index) => index % 256), /binary/],
    ["empty.json", "", /empty/],
    ["number.json", "12", /not a model/],
    ["archive.keras", "PK\u0003\u0004 and so on", /zip archive/],
  ];
  for (const [name, content, message] of hostile) {
    const { exitCode, stdout, stderr } = await cli.run(
      "summary",
      fileWith(name, content),
      "--format",
      "json",
    );
    assert.equal(exitCode, 2, name);
    const [file] = checkSummaryDocument(stdout).files;
    assert.deepEqual([file?.models.length, file?.problems.length], [0, 1], name);
    assert.equal(stderr.trimEnd().split("\n").length, 1, name);
    assert.match(stderr, message, name);
  }
});

test("twenty thousand layers, half of them unknown: all are listed, messages are cut short", async () => {
  const layers = Array.from({ length: 20_000 }, (_, index) => ({
    class_name: index % 2 === 0 ? "Dropout" : "Custom",
    config: {
      name: `layer${index}`,
      rate: 0.5,
      ...(index === 0 ? { batch_input_shape: [null, 8, 8, 3] } : {}),
    },
  }));
  const file = fileWith(
    "long.json",
    JSON.stringify({ class_name: "Sequential", config: { name: "long", layers } }),
  );
  const { exitCode, stdout, stderr } = await cli.run("summary", file);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^layer19999 /m);
  assert.ok(stderr.split("\n").length <= 52, `${stderr.split("\n").length} lines of messages`);
});

test("59,000 lines that all wait for more are read before the process is ended", async () => {
  const layer = (name: string) =>
    `net.add(tf.layers.dense({ units: 3, inputShape: [2], name: "${name}" }));\n`;
  const head = `import * as tf from "@tensorflow/tfjs";\nconst net = tf.sequential();\n${layer("before")}`;
  const file = fileWith("half-typed.ts", `${head}${";y.\n\n".repeat(59_000)};${layer("after")}`);
  const { exitCode, stdout } = await cli.run("summary", file, "--format", "json");
  assert.equal(exitCode, 0);
  const [model] = checkSummaryDocument(stdout).files[0]?.models ?? [];
  assert.deepEqual(
    model?.layers.map(({ name }) => name),
    ["before", "after"],
  );
});

test("UTF-16 text is read as what it is", async () => {
  const text = readFileSync(path.join(repositoryRoot, "samples/minified-export.json"), "utf8");
  const file = fileWith("utf16.json", Buffer.from(`\ufeff${text}`, "utf16le"));
  const { exitCode, stdout } = await cli.run("summary", file, "--format", "json");
  assert.equal(exitCode, 0);
  assert.equal(checkSummaryDocument(stdout).files[0]?.models[0]?.totals.parameters, 61_706);
});

function fileWith(name: string, content: string | Uint8Array): string {
  const file = path.join(cli.folder, name);
  writeFileSync(file, content);
  return file;
}
