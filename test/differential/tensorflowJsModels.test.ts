/**
 * Random whole models in TensorFlow.js 4.22: every shape of every call, every count, the totals, what is refused and what fails
 * when it runs is equal to the analysis, or a row of the table of dialects names the difference.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { askOfWholeModels, type WholeModelAnswer } from "../support/tensorflowJs.ts";
import { drawModel } from "./drawModel.ts";
import { modelConfig } from "./drawnModel.ts";
import { analyseConfig, judgeModel } from "./judgeModel.ts";

const count = Number(process.env.CONVLENS_MODELS ?? 3000);
const first = Number(process.env.CONVLENS_SEED ?? 0);
/** In place of every free size when a model runs. */
const freeSize = 6;

test(`${count} random models: equal, or named by a row`, async (context) => {
  const configs = Array.from({ length: count }, (_, index) => modelConfig(drawModel(first + index)));
  const answers = await askOfWholeModels(configs.map((model) => ({ model, batch: 2, freeSize })));
  const tally = { equal: 0, "named by a row": 0, "wrong in both": 0 };
  let layers = 0;
  const different: string[] = [];
  for (const [index, config] of configs.entries()) {
    const theirs = answers[index] as WholeModelAnswer;
    const ours = analyseConfig(config, freeSize);
    const verdict = judgeModel(ours, theirs);
    layers += verdict.layers;
    if (verdict.different.length === 0) tally[verdict.kind] += 1;
    else {
      const said = theirs.refuses ?? theirs.fails ?? "it runs";
      const problems = ours.declared.problems.map(({ code, message }) => `${code}: ${message}`);
      different.push(
        `seed ${first + index}: ${verdict.different.join("; ")}. TensorFlow.js: ${said}. ${problems.join(" ")} ${JSON.stringify(config)}`,
      );
    }
  }
  context.diagnostic(
    `seeds ${first} to ${first + count - 1}, ${layers} layers: ${tally.equal} equal, ${tally["named by a row"]} named by a row, ${tally["wrong in both"]} wrong in both`,
  );
  assert.deepEqual(different.slice(0, 10), [], `${different.length} differ without a row`);
  assert.ok(tally.equal > count / 2, "most models are equal, so equality is really tested");
  assert.ok(tally["named by a row"] > count / 20, "rows are met");
});
