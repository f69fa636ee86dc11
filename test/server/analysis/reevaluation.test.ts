/** An edit re-evaluates the documents that it can reach, each once, and no others. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { analyseDocument } from "../../../server/analysis/analysis.ts";
import { createAnalysisCache } from "../../../server/analysis/analysisCache.ts";
import { filesInMemory, workspaceRoot } from "../../support/filesInMemory.ts";

const uriOf = (name: string) => workspaceRoot + name;

const blocks = (filters: number) => `import * as tf from "@tensorflow/tfjs";
export const block = (x: tf.SymbolicTensor) =>
  tf.layers.conv2d({ filters: ${filters}, kernelSize: 3 }).apply(x) as tf.SymbolicTensor;
`;
const main = `import * as tf from "@tensorflow/tfjs";
import { block } from "./blocks";
const x = tf.input({ shape: [8, 8, 3] });
export const net = tf.model({ inputs: x, outputs: block(x) });
`;
const other = `import * as tf from "@tensorflow/tfjs";
export const small = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] });
`;

/** Open documents by name, with a count of what was analysed since it was last asked for. */
function workspace(texts: Readonly<Record<string, string>>) {
  const files = filesInMemory(texts);
  const open = new Map(Object.entries(texts).map(([name, text]) => [name, { version: 1, text }]));
  let analysed: string[] = [];
  const cache = createAnalysisCache({
    onFailure: (_, error) => assert.fail(String(error)),
    analyse: (input) => {
      analysed.push(input.uri.slice(workspaceRoot.length));
      return analyseDocument(input);
    },
  });
  return {
    edit(name: string, text: string) {
      open.set(name, { version: (open.get(name)?.version ?? 0) + 1, text });
      files.write(name, text);
    },
    /** As an editor does after an edit: hints, lenses and problems of each document that is open. */
    askForAll() {
      for (const feature of ["hints", "lenses", "problems"])
        for (const [name, { version, text }] of open) {
          const analysis = cache.get({ uri: uriOf(name), version, languageId: "typescript", text, files });
          assert.equal(analysis.version, version, feature);
        }
      const done = analysed;
      analysed = [];
      return done.sort();
    },
    outdated: () => cache.outdated(files).map((uri) => uri.slice(workspaceRoot.length)),
    parametersOf: (name: string) => {
      const { version, text } = open.get(name) ?? { version: 0, text: "" };
      const analysis = cache.get({ uri: uriOf(name), version, languageId: "typescript", text, files });
      return analysis.models.flatMap(({ totals }) =>
        totals.parameters.kind === "exact" ? [totals.parameters.value] : [],
      );
    },
  };
}

test("hints, lenses and problems of a text share one evaluation", () => {
  const editor = workspace({ "main.ts": main, "blocks.ts": blocks(4), "other.ts": other });
  assert.deepEqual(editor.askForAll(), ["blocks.ts", "main.ts", "other.ts"]);
  assert.deepEqual(editor.askForAll(), []);
});

test("an edit of a file is followed by those that import it, and by no others", () => {
  const editor = workspace({ "main.ts": main, "blocks.ts": blocks(4), "other.ts": other });
  editor.askForAll();
  assert.deepEqual(editor.parametersOf("main.ts"), [4 * 27 + 4]);
  editor.edit("blocks.ts", blocks(5));
  assert.deepEqual(editor.outdated(), ["main.ts"]);
  assert.deepEqual(editor.askForAll(), ["blocks.ts", "main.ts"]);
  assert.deepEqual(editor.parametersOf("main.ts"), [5 * 27 + 5]);
});

test("an edit of a file that nothing imports re-evaluates that file alone", () => {
  const editor = workspace({ "main.ts": main, "blocks.ts": blocks(4), "other.ts": other });
  editor.askForAll();
  editor.edit("other.ts", `${other}// typed behind the model\n`);
  assert.deepEqual(editor.outdated(), []);
  assert.deepEqual(editor.askForAll(), ["other.ts"]);
});
