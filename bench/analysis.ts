/** Reading and analysing model files, beside a plain JSON.parse of the same text: `npm run bench -- analysis`. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { analyseModel } from "../core/graph/analyseModel.ts";
import { analyseDocument } from "../server/analysis/analysis.ts";
import { readDocument } from "../server/parse/readDocument.ts";
import { chainModel } from "./chainModel.ts";
import { timeInRounds } from "./rounds.ts";

const corpus = path.join(process.cwd(), "../shared/corpus/json");
const realModels = ["DenseNet121", "EfficientNetB0", "MobileNetV2"];
const chainLengths = [500, 2_500, 5_000, 10_000];
const settings = { rounds: 15, millisecondsEach: 10 };

console.log(
  `Medians of ${settings.rounds} interleaved rounds; in brackets the first run, before compilation.\n`,
);
for (const name of realModels) {
  const file = path.join(corpus, `keras3_app_${name}.json`);
  if (existsSync(file)) report(name, readFileSync(file, "utf8"));
  else console.log(`${name}: the corpus folder is not there, skipped\n`);
}
for (const length of chainLengths) report(`a chain of ${length} layers`, chainModel(length));

function report(title: string, text: string): void {
  const input = { text, languageId: "json", fileName: "model.json" };
  const graph = readDocument(input)?.models[0];
  if (!graph) throw new Error(`${title} holds no model`);
  const document = { uri: "file:///model.json", version: 1, languageId: "json", text };
  const timings = timeInRounds(
    [
      { name: "JSON.parse", run: () => JSON.parse(text) },
      { name: "read", run: () => readDocument(input) },
      { name: "analyse", run: () => analyseModel(graph) },
      { name: "read and analyse", run: () => analyseDocument(document) },
    ],
    settings,
  );
  const layers = graph.layers.length;
  console.log(`${title}: ${layers} layers, ${(text.length / 1e3).toFixed(0)} kB`);
  for (const { name, median, ratio, first } of timings) {
    const perLayer = `${((median / layers) * 1e3).toFixed(1)} µs a layer`;
    console.log(
      `  ${name.padEnd(16)} ${median.toFixed(2).padStart(8)} ms  ${ratio.toFixed(1).padStart(6)} × JSON.parse  ${perLayer.padStart(18)}  (${first.toFixed(1)} ms)`,
    );
  }
  console.log("");
}
