/**
 * Programs in the styles of real code. What TensorFlow.js 4.22 makes of each when it is run stands in
 * programs/expected.json: names, classes, parameters, trainability and output shapes, layer by layer. Where hints stand
 * is noted in some of the programs: `// @ a, b` lists the layers whose hints are at the end of that line.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { ParsedDocument } from "../../../../server/parse/parsedDocument.ts";
import { readTensorflowJsCode } from "../../../../server/parse/tensorflowjs-code/readTensorflowJsCode.ts";
import { filesInMemory, workspaceRoot } from "../../../support/filesInMemory.ts";
import { repositoryRoot } from "../../../support/repositoryRoot.ts";
import type { TensorflowJsModel } from "../../../support/tensorflowJs.ts";
import { besidePages } from "./besidePages.ts";
import { assertSameModels } from "./sameModels.ts";

const folder = path.join(repositoryRoot, "test/server/parse/tensorflowjs-code/programs");
const expected = JSON.parse(readFileSync(path.join(folder, "expected.json"), "utf8")) as Record<
  string,
  readonly TensorflowJsModel[]
>;
/** Each has `.txt` behind its name, so that no tool takes it for a part of the project. */
const programs = readdirSync(folder)
  .filter((file) => file.endsWith(".txt"))
  .map((file) => file.replace(/\.txt$/, ""));

test("every program has an expectation", () => {
  assert.ok(programs.length >= 85);
  assert.deepEqual(Object.keys(expected).sort(), [...programs].sort());
});

for (const file of programs) {
  const text = readFileSync(path.join(folder, `${file}.txt`), "utf8");

  test(`${file}: the same models as TensorFlow.js makes`, () => {
    const document = readProgram(text, file);
    assert.ok(document);
    assert.deepEqual(document.problems, []);
    assert.equal(document.format, "tfjs-code");
    assertSameModels(document, expected[file] ?? []);
  });

  if (notes(text).length === 0) continue;
  test(`${file}: hints stand at the noted lines`, () => {
    const document = readProgram(text, file);
    const found = new Map<number, string[]>();
    const seen = new Set<string>();
    for (const layer of (document?.models ?? []).flatMap((graph) => graph.layers)) {
      const key = `${layer.anchor} ${layer.name}`;
      // What another file makes without a call from here has its hints there.
      if (layer.anchor < 0 || seen.has(key)) continue;
      seen.add(key);
      found.set(layer.anchor, [...(found.get(layer.anchor) ?? []), layer.name]);
    }
    assert.deepEqual(
      [...found]
        .sort(([a], [b]) => a - b)
        .map(([anchor, names]) => `${lineAt(text, anchor)}: ${names.join(", ")}`),
      notes(text),
    );
    for (const anchor of found.keys()) assert.match(text.slice(anchor), /^(\n|$)/);
  });
}

/** A page with the files beside it, anything else by itself. */
function readProgram(text: string, file: string): ParsedDocument | null {
  if (!file.endsWith(".html")) return readTensorflowJsCode(text, file);
  return readTensorflowJsCode(text, `${workspaceRoot}${file}`, { files: filesInMemory(besidePages) });
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function notes(text: string): string[] {
  return text.split("\n").flatMap((line, index) => {
    const names = / @ (.*)$/.exec(line)?.[1];
    return names === undefined ? [] : [`${index + 1}: ${names}`];
  });
}
