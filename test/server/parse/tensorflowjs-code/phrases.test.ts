/**
 * Every construct of the language and every part of TensorFlow.js that ConvLens says it follows, as small programs: what the
 * program makes when TensorFlow.js 4.22 runs it is what ConvLens reads. `say(value)` makes a model of that name, so that any value
 * can be compared.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../../../support/repositoryRoot.ts";
import { modelsOfPrograms } from "../../../support/tensorflowJs.ts";
import { read } from "./readCode.ts";
import { runnable } from "./runnable.ts";
import { assertSameModels } from "./sameModels.ts";

const folder = path.join(repositoryRoot, "test/server/parse/tensorflowjs-code/phrases");
const phrases = ["language.ts", "tensorflow.ts"].flatMap((file) =>
  sections(readFileSync(path.join(folder, `${file}.txt`), "utf8")),
);

test("phrases of the language and of TensorFlow.js come out as when they run", {
  timeout: 120_000,
}, async (t) => {
  const answers = await modelsOfPrograms(phrases.map(({ text }) => runnable(text, "phrase.ts")));
  assert.ok(phrases.length >= 42);
  for (const [index, { name, text }] of phrases.entries()) {
    const answer = answers[index];
    await t.test(name, () => {
      assert.ok(answer && "models" in answer, JSON.stringify(answer));
      const document = read(text);
      assert.deepEqual(document.problems, []);
      assert.deepEqual(
        document.models.filter(({ layers }) => layers[0]?.name.startsWith("said")).map((model) => model.name),
        answer.models.filter(({ layers }) => layers[0]?.[0].startsWith("said")).map((model) => model.name),
      );
      assertSameModels(document, answer.models);
    });
  }
});

/** Programs behind lines `//=== name`; what stands before the first is the start of all. */
function sections(text: string): { name: string; text: string }[] {
  const [start = "", ...parts] = text.split(/^\/\/=== (.*)\n/m);
  return parts.flatMap((name, index) =>
    index % 2 === 0 ? [{ name, text: start + (parts[index + 1] ?? "") }] : [],
  );
}
