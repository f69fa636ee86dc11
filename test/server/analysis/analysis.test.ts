// Positions, the cache by version, and the limit on the size of a document.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TextDocument } from "vscode-languageserver-textdocument";
import { analyseDocument, failedAnalysis, longestDocument } from "../../../server/analysis/analysis.ts";
import { createAnalysisCache } from "../../../server/analysis/analysisCache.ts";
import { linePositions, offsetAt, positionAt } from "../../../server/analysis/linePositions.ts";
import { randomNumbers } from "../../support/randomModels.ts";

const input = (version: number, text = "{}") => ({
  uri: "file:///a.json",
  version,
  languageId: "json",
  text,
});

test("positions are those of LSP's own text document", () => {
  const piece = fc.constantFrom("a", "\n", "\r\n", "\r", "😀", "é", "\t");
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("");
      const lines = linePositions(text);
      const document = TextDocument.create("file:///a", "json", 1, text);
      for (let offset = 0; offset <= text.length; offset++) {
        // LSP's own document never points between \r and \n, or behind a line's end; we give the place as it is.
        const position = positionAt(lines, offset);
        assert.equal(offsetAt(lines, position), offset);
        if (!/[\r\n]/.test(text[offset - 1] ?? "")) assert.deepEqual(position, document.positionAt(offset));
      }
      assert.equal(lines.starts.length, document.lineCount);
    }),
    { seed: 11 },
  );
});

test("positions in a long text after an edit are those of the text alone", () => {
  const random = randomNumbers(37);
  const pieces = ["a", "\n", "\r\n", "\r", "word ", "\n\n", ""];
  const piece = () => pieces[random(0, pieces.length - 1)] ?? "";
  for (const ends of ["\n", "\r\n", "\r"]) {
    let text = Array.from({ length: 4000 }, (_, line) => `line ${line}${ends}`).join("");
    for (let count = 0; count < 60; count++) {
      const document = TextDocument.create("file:///a", "json", 1, text);
      const starts = Array.from({ length: document.lineCount }, (_, line) =>
        document.offsetAt({ line, character: 0 }),
      );
      assert.deepEqual(linePositions(text).starts, starts);
      // At the start, at the end, and where a line ends above all.
      const places = [0, text.length, text.indexOf(ends, random(0, text.length)), random(0, text.length)];
      const at = Math.max(0, places[random(0, places.length - 1)] ?? 0) + random(0, 1);
      text = text.slice(0, at) + piece() + piece() + text.slice(at + random(0, 9));
    }
  }
});

test("characters outside the basic plane count as two", () => {
  const lines = linePositions("/* 😀😀 */ x\ny");
  assert.deepEqual(positionAt(lines, 11), { line: 0, character: 11 });
  assert.deepEqual(positionAt(lines, 13), { line: 1, character: 0 });
});

test("places outside the text are taken to its ends", () => {
  const lines = linePositions("ab\ncd");
  assert.deepEqual(positionAt(lines, 99), { line: 1, character: 2 });
  assert.equal(offsetAt(lines, { line: 9, character: 0 }), 5);
  assert.equal(offsetAt(lines, { line: 1, character: 99 }), 5);
});

test("a version is analysed once, a newer one again", () => {
  let runs = 0;
  const cache = createAnalysisCache({
    onFailure: () => assert.fail("no failure expected"),
    analyse: (each) => {
      runs++;
      return failedAnalysis(each, "");
    },
  });
  const first = cache.get(input(1));
  assert.equal(cache.get(input(1)), first);
  assert.equal(runs, 1);
  assert.equal(cache.get(input(2)).version, 2);
  assert.equal(runs, 2);
  cache.forget("file:///a.json");
  cache.get(input(2));
  assert.equal(runs, 3);
});

test("a fault is told once and gives an empty record", () => {
  const faults: unknown[] = [];
  const cache = createAnalysisCache({
    onFailure: (_, error) => faults.push(error),
    analyse: () => {
      throw new Error("broken");
    },
  });
  assert.match(cache.get(input(1)).failure ?? "", /broken/);
  assert.deepEqual(cache.get(input(1)).models, []);
  assert.equal(faults.length, 1);
});

test("a document over the limit gets one message and is not read", () => {
  const analysis = analyseDocument(input(1, " ".repeat(longestDocument + 1)));
  assert.deepEqual(
    analysis.problems.map(({ code }) => code),
    ["too-large"],
  );
  assert.match(analysis.problems[0]?.message ?? "", /52\.4 million/);
});
