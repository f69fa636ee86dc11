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

let cli: BuiltCli;
before(async () => {
  cli = await buildCli();
});
after(() => cli.dispose());

test("every corpus file is read, described or refused by the schema", { skip }, async (context) => {
  const counts = { files: 0, models: 0, known: 0, equal: 0, refused: 0 };
  const slowest = { file: "", milliseconds: 0 };
  for (const file of files) {
    const started = performance.now();
    const result = await cli.run("summary", path.join(jsonFolder, file), "--format", "json");
    const milliseconds = performance.now() - started;
    if (milliseconds > slowest.milliseconds) Object.assign(slowest, { file, milliseconds });
    const summary = checkResult(file, result);
    counts.files++;
    counts.models += summary.models.length;
    if (withoutModel.test(file)) counts.refused++;
    compareTotals(file, summary, counts);
  }
  context.diagnostic(
    `${counts.files} files, ${counts.models} models, ${counts.refused} refused as expected; totals known in ` +
      `${counts.known} of the files with ground truth, equal in ${counts.equal}; slowest ${slowest.file} ` +
      `${Math.round(slowest.milliseconds)} ms`,
  );
  assert.equal(counts.equal, counts.known);
  assert.ok(counts.known >= 40, `totals are known in ${counts.known} files only`);
});

test("the table is printed for every corpus file too", { skip }, async () => {
  const models = files.filter((file) => !withoutModel.test(file)).map((file) => path.join(jsonFolder, file));
  const { stdout, stderr } = await cli.run("summary", ...models);
  const titles = stdout.split("\n").filter((line) => line.startsWith(jsonFolder));
  assert.ok(titles.length >= models.length - 5, `${titles.length} tables for ${models.length} files`);
  assert.doesNotMatch(stderr, /^\s+at .*\(.*:\d+:\d+\)$/m);
});

function checkResult(file: string, { exitCode, stdout, stderr }: CliResult): FileSummary {
  assert.ok(exitCode === 0 || exitCode === 2, `${file}: exit code ${exitCode}: ${stderr}`);
  const document = checkSummaryDocument(stdout);
  const [summary] = document.files;
  assert.ok(summary !== undefined && document.files.length === 1, file);
  assert.equal(exitCode, summary.models.length > 0 ? 0 : 2, file);
  if (summary.models.length === 0) {
    assert.equal(summary.problems.length, 1, `${file}: ${JSON.stringify(summary.problems)}`);
    assert.equal(stderr.trimEnd().split("\n").length, 1, `${file}: ${stderr}`);
  } else {
    assert.equal(stderr, "", file);
  }
  if (withoutModel.test(file)) assert.deepEqual(summary.models, [], file);
  return summary;
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
