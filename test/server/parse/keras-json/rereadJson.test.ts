/** A tree that is made out of an earlier one is the tree of the text alone, and nothing that was read from the earlier one changes. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { analyseDocument } from "../../../../server/analysis/analysis.ts";
import type { JsonNode } from "../../../../server/parse/keras-json/jsonNode.ts";
import { nestingLimit } from "../../../../server/parse/keras-json/readJson.ts";
import { readStrictJson } from "../../../../server/parse/keras-json/readStrictJson.ts";
import { rereadStrictJson } from "../../../../server/parse/keras-json/rereadJson.ts";
import { editedText } from "../../../support/editedText.ts";
import { randomNumbers } from "../../../support/randomModels.ts";
import { repositoryRoot } from "../../../support/repositoryRoot.ts";

const lines = gunzipSync(readFileSync(path.join(repositoryRoot, "test/data/keras-whole-models.jsonl.gz")))
  .toString("utf8")
  .split("\n");
/** Long enough that trees are taken over. */
const texts = lines
  .filter((line) => line.length > 12_000)
  .slice(0, 24)
  .map((line, index) => (index % 3 === 0 ? line : JSON.stringify(JSON.parse(line), null, index % 3)));
const editsOfEach = 40;

test("series of edits give the trees of their texts", () => {
  const random = randomNumbers(29);
  let [whole, taken] = [0, 0];
  for (const written of texts) {
    let text = written;
    let children: ReadonlySet<JsonNode> = new Set();
    for (let count = 0; count < editsOfEach; count++) {
      const tree = rereadStrictJson(text, nestingLimit);
      assert.deepEqual(tree, readStrictJson(text, nestingLimit));
      const now = new Set(nodesOf(tree));
      if (tree && [...now].some((node) => children.has(node))) taken++;
      if (tree) whole++;
      if (tree) children = now;
      const next = editedText(text, random);
      // Half of what is broken stays so for a while; a person mends the rest at once.
      if (count % 2 === 0 || readStrictJson(next, nestingLimit)) text = next;
      if (count % 8 === 7) text = written;
    }
  }
  assert.ok(whole > 300, `${whole} texts are plain JSON`);
  assert.ok(taken > 0.8 * whole, `${taken} of ${whole} trees have nodes of the one before`);
});

test("of keys that repeat, the last counts wherever the change is", () => {
  const filler = Array.from({ length: 3000 }, (_, index) => index);
  const text = (first: string, middle: string, end: string) =>
    `{"a": {"x": [${first}]}, "b": {"y": [${middle}]}, "a": {"x": [${end}]}, "filler": ${JSON.stringify(filler)}}`;
  for (const next of [
    text("1", "2", "3"),
    text("1", "234", "3"),
    text("1", "234", "34567"),
    text("12", "234", "34567"),
    text("12", "2", "34567"),
    text("12", "2, [5, {}]", "34567"),
    text("12", '2], "z": [7', "34567"),
  ])
    assert.deepEqual(
      rereadStrictJson(next, nestingLimit),
      readStrictJson(next, nestingLimit),
      next.slice(0, 90),
    );
});

test("the nesting that is read is that of the whole text", () => {
  const filler = JSON.stringify(Array.from({ length: 3000 }, (_, index) => index));
  const text = (depth: number) => `[${filler}, [7, ${"[".repeat(depth)}${"]".repeat(depth)}]]`;
  for (const depth of [3, 8, 9, 8, 3]) {
    const tree = rereadStrictJson(text(depth), 10);
    assert.deepEqual(tree, readStrictJson(text(depth), 10));
    assert.equal(tree !== undefined, depth <= 8);
  }
});

test("a document after many edits is analysed as when it is opened, and earlier analyses stay what they were", () => {
  const random = randomNumbers(31);
  const shown: { readonly text: string; readonly all: string }[] = [];
  for (const written of texts.slice(0, 8)) {
    let text = written;
    let before: { readonly all: () => string; readonly was: string } | undefined;
    for (let count = 0; count < 12; count++) {
      const analysis = analysed(text);
      const all = () => JSON.stringify(analysis);
      if (before) assert.equal(before.all(), before.was);
      before = { all, was: all() };
      shown.push({ text, all: before.was });
      const next = editedText(text, random);
      text = readStrictJson(next, nestingLimit) || count % 4 === 0 ? next : written;
    }
  }
  assert.ok(new Set(shown.map(({ all }) => all)).size > shown.length / 2);
  // From the last to the first, so that each text comes after another one than before.
  for (const { text, all } of shown.reverse()) assert.equal(JSON.stringify(analysed(text)), all);
});

function analysed(text: string) {
  return analyseDocument({ uri: "file:///model.json", version: 1, languageId: "json", text });
}

/** All nodes but the root. */
function nodesOf(root: JsonNode | undefined): readonly JsonNode[] {
  const found: JsonNode[] = root ? [root] : [];
  for (const node of found)
    if (node.kind === "array") found.push(...node.items);
    else if (node.kind === "object") for (const { value } of node.members) found.push(value);
  return found.slice(1);
}
