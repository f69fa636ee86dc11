/** The tables of docs/accuracy.md are what the presets give; UPDATE=1 writes them anew. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { countToNumber } from "../../../../core/cost/count.ts";
import { countByPreset } from "../../../../core/cost/presets/countByPreset.ts";
import { countingPresets, findCountingPreset } from "../../../../core/cost/presets/index.ts";
import { analyseModel } from "../../../../core/graph/analyseModel.ts";
import type { ModelAnalysis } from "../../../../core/graph/modelAnalysis.ts";
import { formatShape } from "../../../../core/shape/shape.ts";
import { readDocument } from "../../../../server/parse/readDocument.ts";
import { corpusFile } from "../../../support/corpus.ts";
import { repositoryRoot } from "../../../support/repositoryRoot.ts";
import { publishedFigures } from "./publishedFigures.ts";

const models = [
  "VGG16",
  "ResNet50",
  "ResNet50 v1.5",
  "MobileNet",
  "MobileNetV2",
  "Xception",
  "InceptionV3",
  "EfficientNetB0",
  "DenseNet121",
];

test("docs/accuracy.md holds the totals of the corpus's models under each preset", (context) => {
  const analyses = analysesOf(context);
  if (!analyses) return;
  const page = path.join(repositoryRoot, "docs/accuracy.md");
  const text = readFileSync(page, "utf8");
  const tables = { totals: totalsTable(analyses), published: publishedTable(analyses), rules: rulesTables() };
  const updated = Object.entries(tables).reduce((whole, [name, table]) => replace(whole, name, table), text);
  if (process.env.UPDATE === "1") writeFileSync(page, updated);
  else assert.equal(text, updated, "docs/accuracy.md is not up to date: run the tests with UPDATE=1");
});

test("published figures are met, or their difference is explained", (context) => {
  const analyses = analysesOf(context);
  if (!analyses) return;
  for (const { model, preset, giga, difference } of publishedFigures) {
    const own: number = totalOf(analyses, model, preset) / 1e9;
    const equal: boolean = own.toFixed(giga.split(".")[1]?.length ?? 0) === giga;
    assert.equal(equal, difference === undefined, `${preset} ${model}: ${own} and ${giga}`);
    assert.ok(Math.abs(own / Number(giga) - 1) < 0.07, `${preset} ${model}: ${own} and ${giga}`);
  }
});

test("PyTorch's own counter gives the same for whole models", (context) => {
  const analyses = analysesOf(context);
  if (!analyses) return;
  const text = readFileSync(path.join(repositoryRoot, "test/data/torch-totals.jsonl"), "utf8");
  const counted = text
    .trim()
    .split("\n")
    .map((line): { model: string; torchFlops: number } => JSON.parse(line));
  assert.equal(counted.length, 8);
  for (const { model, torchFlops } of counted) {
    assert.equal(totalOf(analyses, model, "torch.utils.flop_counter"), torchFlops, model);
  }
});

test("with the strides of v1.5 ResNet50 is torchvision's to the last MAC", (context) => {
  const analyses = analysesOf(context);
  // Three 1×1 convolutions at four times the positions: 3 · (56·56 − 28·28)·256·128 more.
  if (analyses)
    assert.equal(
      totalOf(analyses, "ResNet50 v1.5", "convlens"),
      totalOf(analyses, "ResNet50", "convlens") + 3 * (56 * 56 - 28 * 28) * 256 * 128,
    );
});

type Analyses = ReadonlyMap<string, ModelAnalysis>;

function analysesOf(context: TestContext): Analyses | undefined {
  const analyses = new Map<string, ModelAnalysis>();
  for (const model of models) {
    const file = corpusFile(`keras3_app_${model.replace(" v1.5", "")}`);
    if (!file) {
      context.skip(`the corpus folder is not there: ${models.length} models skipped`);
      return undefined;
    }
    const text = model.endsWith("v1.5") ? withStridesOfV15(file.text) : file.text;
    const [graph] = readDocument({ text, languageId: "json", fileName: file.name })?.models ?? [];
    assert.ok(graph, model);
    analyses.set(model, analyseModel(graph));
  }
  return analyses;
}

/** Moves the stride of each stage from its first 1×1 convolution to the 3×3 one behind it. */
function withStridesOfV15(text: string): string {
  const model: { config: { layers: { config: { name: string; strides: number[] } }[] } } = JSON.parse(text);
  for (const { config } of model.config.layers) {
    if (/^conv[345]_block1_1_conv$/.test(config.name)) config.strides = [1, 1];
    if (/^conv[345]_block1_2_conv$/.test(config.name)) config.strides = [2, 2];
  }
  return JSON.stringify(model);
}

function totalOf(analyses: Analyses, model: string, name: string): number {
  const analysis = analyses.get(model);
  const preset = findCountingPreset(name);
  assert.ok(analysis && preset, `${model} ${name}`);
  const total = countToNumber(countByPreset(analysis, preset).total);
  assert.ok(total !== null, `${model} ${name}`);
  return total;
}

function totalsTable(analyses: Analyses): string {
  const head = countingPresets.map(({ name, unit }) => `${name}, ${unit}`);
  const rows = models.map((model) => [
    model,
    analyses.get(model)?.inputs.map(({ shape }) => formatShape(shape)) ?? "",
    ...countingPresets.map(({ name }) => totalOf(analyses, model, name).toLocaleString("en-US")),
  ]);
  return markdown(
    ["model", "input", ...head],
    rows.map((row) => row.map(String)),
    2,
  );
}

function publishedTable(analyses: Analyses): string {
  const rows = publishedFigures.map(({ model, preset, giga, source, difference }) => [
    model,
    preset,
    giga,
    (totalOf(analyses, model, preset) / 1e9).toFixed(3),
    difference ?? "equal, rounded",
    source,
  ]);
  return markdown(["model", "preset", "published, 10⁹", "here, 10⁹", "difference", "source"], rows, 6);
}

/** For each preset what every kind of operation counts, and where the tool says so. */
function rulesTables(): string {
  return countingPresets
    .map(({ name, description, rules }) => {
      const rows = Object.entries(rules).flatMap(([category, list]) =>
        list.map(({ terms, only, ranks, unknown, source }) => [
          [category, only?.join(", "), ranks && `${ranks.join(" and ")}-D`].filter(Boolean).join(": "),
          unknown ??
            (terms.map(({ factor, of }) => (factor === 1 ? of : `${factor}·${of}`)).join(" + ") || "nothing"),
          source,
        ]),
      );
      return `### ${name}\n\n${description}\n\n${markdown(["operation", "counts", "source"], rows, 3)}`;
    })
    .join("\n\n");
}

/** A table as the formatter writes it; `left` columns of words, the others stand to the right. */
function markdown(head: readonly string[], rows: readonly (readonly string[])[], left: number): string {
  const cells = [head, ...rows].map((row) => row.map(escapeWords));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const rule = widths.map((width, column) =>
    column < left ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  const padded = cells.map((row) =>
    row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column < left ? cell.padEnd(width) : cell.padStart(width);
    }),
  );
  const [first = [], ...others] = padded;
  return [first, rule, ...others].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** Underscores at the ends of names would be taken for emphasis, but for those in code. */
function escapeWords(cell: string): string {
  return cell.includes("`") ? cell : cell.replaceAll("_", "\\_");
}

function replace(text: string, name: string, table: string): string {
  const [start, end] = [`<!-- ${name}: written by a test -->\n\n`, "\n\n<!-- end -->"];
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  assert.ok(from >= 0 && to >= 0, `docs/accuracy.md has no place for ${name}`);
  return text.slice(0, from + start.length) + table + text.slice(to);
}
