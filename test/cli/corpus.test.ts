/** `convlens summary` on other people's model files: none hangs or crashes, and totals are those of Keras and TensorFlow.js. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import type { FileSummary } from "../../cli/summary/summaryDocument.ts";
import { repositoryRoot } from "../support/repositoryRoot.ts";
import { type BuiltCli, buildCli, type CliResult } from "./cliProcess.ts";
import { checkSummaryDocument } from "./summarySchema.ts";

const corpus = path.resolve(repositoryRoot, "../shared/corpus");
const jsonFolder = path.join(corpus, "json");
const files = existsSync(jsonFolder) ? readdirSync(jsonFolder).sort() : [];
const skip = files.length === 0 && "the corpus is not here: all of its files are skipped";
/** Files of these kinds hold no layers model. */
const withoutModel = /^(graph|negative|malformed)_/;
/** Its topology is null: nothing but weights is left. */
const withoutTopology = /^tfjs_null_topology_/;
const models = files.filter((file) => !withoutModel.test(file) && !withoutTopology.test(file));

let cli: BuiltCli;
before(async () => {
  cli = await buildCli();
});
after(() => cli.dispose());

test("every model of the corpus is read, and its totals are the known ones", { skip }, async (context) => {
  const counts = { files: 0, models: 0, known: 0, equal: 0 };
  // Several files a process, since starting one costs more than a file does.
  for (const chunk of chunks(models, 10)) {
    const { exitCode, stdout, stderr } = await summarise(chunk);
    assert.deepEqual([exitCode, stderr], [0, ""], chunk.join(" "));
    const summaries = checkSummaryDocument(stdout).files;
    assert.equal(summaries.length, chunk.length);
    for (const [index, summary] of summaries.entries()) {
      counts.files++;
      counts.models += summary.models.length;
      compareTotals(chunk[index] ?? "", summary, counts);
    }
  }
  context.diagnostic(
    `${counts.files} files, ${counts.models} models; totals known in ${counts.known} of the files with ground truth, ` +
      `equal in ${counts.equal}`,
  );
  assert.ok(counts.known >= 45, `totals are known in ${counts.known} files only`);
});

test("files without a layers model get one problem and exit code 2", { skip }, async (context) => {
  for (const file of files.filter((each) => !models.includes(each))) {
    const { exitCode, stdout, stderr } = await summarise([file]);
    assert.equal(exitCode, 2, file);
    const [summary] = checkSummaryDocument(stdout).files;
    assert.deepEqual([summary?.models.length, summary?.problems.length], [0, 1], file);
    assert.equal(stderr.trimEnd().split("\n").length, 1, `${file}: ${stderr}`);
  }
  context.diagnostic(`${files.length - models.length} files refused`);
});

test("the table is printed for every model of the corpus", { skip }, async () => {
  const { exitCode, stdout, stderr } = await cli.run("summary", ...models.map(pathOf));
  assert.equal(exitCode, 0);
  const titles = stdout.split("\n").filter((line) => line.startsWith(jsonFolder));
  assert.ok(titles.length >= models.length, `${titles.length} tables for ${models.length} files`);
  assert.doesNotMatch(stderr, /^\s+at .*:\d+:\d+\)?$/m);
});

function summarise(names: readonly string[]): Promise<CliResult> {
  return cli.run("summary", ...names.map(pathOf), "--format", "json");
}

function pathOf(file: string): string {
  return path.join(jsonFolder, file);
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, index) => all.slice(index * size, (index + 1) * size));
}

/** Where the ground truth has totals and ours are known, they must be the same; unknown is honest, different is wrong. */
function compareTotals(file: string, summary: FileSummary, counts: { known: number; equal: number }): void {
  const truthFile = path.join(corpus, "expected", file.replace(/\.json$/, ".expected.json"));
  if (!existsSync(truthFile)) return;
  const truth: { totalParams?: number; trainableParams?: number } = JSON.parse(
    readFileSync(truthFile, "utf8"),
  );
  const totals = summary.models[0]?.totals;
  if (truth.totalParams === undefined || totals === undefined || totals.parameters === null) return;
  counts.known++;
  assert.equal(totals.parameters, truth.totalParams, `${file}: parameters`);
  if (truth.trainableParams !== undefined) {
    assert.equal(totals.trainable, truth.trainableParams, `${file}: trainable`);
  }
  counts.equal++;
}
