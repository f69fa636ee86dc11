/**
 * What stands in programs/expected.json is what TensorFlow.js 4.22 makes of the programs when they run: each is run again, with
 * the call that its `// run:` line gives behind it.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { repositoryRoot } from "../../../support/repositoryRoot.ts";
import { modelsOfProgram, type TensorflowJsModel } from "../../../support/tensorflowJs.ts";

const folder = path.join(repositoryRoot, "test/server/parse/tensorflowjs-code/programs");
const expected = JSON.parse(readFileSync(path.join(folder, "expected.json"), "utf8")) as Record<
  string,
  readonly (TensorflowJsModel & { readonly parameters: number })[]
>;

for (const [name, models] of Object.entries(expected)) {
  test(`${name}: TensorFlow.js makes what is expected`, async () => {
    const made = await modelsOfProgram(runnable(readFileSync(path.join(folder, `${name}.txt`), "utf8")));
    assert.deepEqual(
      made,
      models.map(({ parameters: _, ...model }) => model),
    );
  });
}

test("every program is run", () => {
  const programs = readdirSync(folder).filter((file) => file.endsWith(".txt"));
  assert.deepEqual(
    programs.sort(),
    Object.keys(expected)
      .map((name) => `${name}.txt`)
      .sort(),
  );
});

/** CommonJS of the program, which gives what its `// run:` line makes. */
function runnable(text: string): string {
  const call = /^\/\/ run: (.*)$/m.exec(text)?.[1];
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  return call === undefined ? outputText : `${outputText}\nreturn ${call};`;
}
