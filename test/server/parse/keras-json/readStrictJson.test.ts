/** The quick reader takes the texts that JSON.parse takes, and gives the careful reader's tree for them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nestingLimit, readDamagedJson } from "../../../../server/parse/keras-json/readJson.ts";
import { readStrictJson } from "../../../../server/parse/keras-json/readStrictJson.ts";
import { corpusFiles, corpusSize } from "../../../support/corpus.ts";

test("both readers give one tree for every file of the corpus that is in order", (context) => {
  const files = corpusFiles();
  if (files.length === 0) return context.skip(`the corpus folder is not there: ${corpusSize} files skipped`);
  const taken = files.filter(({ name, text }) => checkText(text, name));
  context.diagnostic(`${taken.length} of ${files.length} files are plain JSON`);
  assert.ok(taken.length > 70);
});

test("random values, written in many ways", () => {
  const written = fc
    .tuple(fc.json({ noUnicodeString: false, maxDepth: 5 }), fc.constantFrom(undefined, 1, "\t"))
    .map(([text, indent]) => JSON.stringify(JSON.parse(text), null, indent));
  fc.assert(
    fc.property(written, (text) => assert.ok(checkText(text, text))),
    { seed: 7, numRuns: 1000 },
  );
});

test("random damage: taken exactly where JSON.parse takes it", () => {
  const pieces = fc.constantFrom(
    ...['{"a": 1}', '"b"', "[", "]", "{", "}", ",", ":", "-", "0", "1.", "e5", "01", "-0", "1E+2", " ", "\n"],
    ...[
      "null",
      "true",
      "nul",
      "NaN",
      "Infinity",
      "//c\n",
      "\\",
      '"',
      '"\\u00e4"',
      '"\\x"',
      '"\t"',
      "'a'",
      "\ufeff",
    ],
  );
  let taken = 0;
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), fc.json(), fc.nat(), (list, json, cut) => {
      const at = cut % (json.length + 1);
      for (const text of [list.join(""), json.slice(0, at) + (list[0] ?? "") + json.slice(at)]) {
        if (checkText(text, JSON.stringify(text))) taken += 1;
      }
    }),
    { seed: 11, numRuns: 5000 },
  );
  assert.ok(taken > 200, `${taken} taken`);
});

test("deep nesting is left to the careful reader, without a deep call stack", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  assert.ok(readStrictJson(nested(nestingLimit), nestingLimit));
  assert.equal(readStrictJson(nested(nestingLimit + 1), nestingLimit), undefined);
  assert.equal(readStrictJson(nested(1_000_000), nestingLimit), undefined);
});

/** Whether the text is taken, after checks that JSON.parse agrees and the trees are equal. */
function checkText(text: string, what: string): boolean {
  const quick = readStrictJson(text, nestingLimit);
  assert.equal(quick !== undefined, isJson(text), what);
  if (!quick) return false;
  const careful = readDamagedJson(text);
  assert.equal(careful.error, undefined, what);
  assert.deepEqual(quick, careful.root, what);
  return true;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
