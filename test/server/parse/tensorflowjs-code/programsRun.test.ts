/**
 * What stands in programs/expected.json is what TensorFlow.js 4.22 makes of the programs when they run: each is run again, with
 * the call that its `// run:` line gives behind it. `UPDATE=1` writes the file anew.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../../../support/repositoryRoot.ts";
import {
  modelsOfPrograms,
  type ProgramAnswer,
  type TensorflowJsModel,
} from "../../../support/tensorflowJs.ts";
import { runnable } from "./runnable.ts";

const folder = path.join(repositoryRoot, "test/server/parse/tensorflowjs-code/programs");
const expectedFile = path.join(folder, "expected.json");
const programs = readdirSync(folder)
  .filter((file) => file.endsWith(".txt"))
  .map((file) => file.replace(/\.txt$/, ""))
  .sort();

test("TensorFlow.js makes of every program what is expected", { timeout: 120_000 }, async () => {
  const codes = programs.map((name) =>
    runnable(readFileSync(path.join(folder, `${name}.txt`), "utf8"), name),
  );
  const answers = await modelsOfPrograms(codes);
  if (process.env.UPDATE === "1") writeFileSync(expectedFile, expectedText(answers));
  const expected = JSON.parse(readFileSync(expectedFile, "utf8")) as Record<string, unknown>;
  for (const [index, name] of programs.entries()) {
    const answer = answers[index];
    assert.deepEqual(answer, { models: expected[name] }, name);
    assert.ok(answer && "models" in answer && answer.models.some(({ layers }) => layers.length > 0), name);
  }
  assert.deepEqual(Object.keys(expected).sort(), programs);
});

/** A line a layer. */
function expectedText(answers: readonly ProgramAnswer[]): string {
  const programTexts = answers.map((answer, index) => {
    const name = programs[index] ?? "";
    assert.ok("models" in answer, `${name}: ${JSON.stringify(answer)}`);
    return `  ${JSON.stringify(name)}: [\n${answer.models.map(modelText).join(",\n")}\n  ]`;
  });
  return `{\n${programTexts.join(",\n")}\n}\n`;
}

function modelText({ name, kind, parameters, layers }: TensorflowJsModel): string {
  const head = [`"name": ${JSON.stringify(name)}`, `"kind": "${kind}"`, `"parameters": ${parameters}`];
  const rows = layers.map((layer) => `        ${listText(layer)}`);
  return `    {\n${head.map((line) => `      ${line},\n`).join("")}      "layers": [\n${rows.join(",\n")}\n      ]\n    }`;
}

/** As the formatter has it where it fits a line. */
function listText(list: readonly unknown[]): string {
  return `[${list.map((item) => (Array.isArray(item) ? listText(item) : JSON.stringify(item))).join(", ")}]`;
}
