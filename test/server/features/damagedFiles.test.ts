// Model files cut and changed at random places: every feature answers, and every place it names lies in the text.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { SourceRange } from "../../../core/graph/sourceRange.ts";
import { type Analysis, analyseDocument } from "../../../server/analysis/analysis.ts";
import { codeLenses } from "../../../server/features/codeLens.ts";
import { diagnostics } from "../../../server/features/diagnostics.ts";
import { documentSymbols, type ModelSymbol } from "../../../server/features/documentSymbols.ts";
import { hoverAt } from "../../../server/features/hover.ts";
import { inlayHints } from "../../../server/features/inlayHints.ts";
import { modelAt } from "../../../server/features/modelAt.ts";
import { modelStatus } from "../../../server/features/status.ts";
import { modelSummaries } from "../../../server/features/summary.ts";
import { codeModel, twoConvolutions } from "../lsp/modelTexts.ts";
import { everything } from "./handMadeAnalysis.ts";

const parts = [
  "",
  "{",
  "}",
  "[",
  "]",
  ",",
  '"',
  ":",
  "null",
  "-1",
  "1e999",
  "NaN",
  "0",
  '"layers"',
  "(",
  ")",
  "\u{1F600}",
];

/** Some places of the text, each replaced by a part, over a few characters. */
const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    over: fc.nat(12),
    part: fc.constantFrom(...parts),
  }),
  { minLength: 1, maxLength: 4 },
);

for (const [languageId, text] of [
  ["json", twoConvolutions],
  ["json", JSON.stringify(JSON.parse(twoConvolutions))],
  ["typescript", codeModel],
] as const) {
  test(`${languageId} of ${text.split("\n").length} lines`, () => {
    fc.assert(
      fc.property(damage, (changes) => {
        let damaged = text;
        for (const { at, over, part } of changes) {
          const start = Math.floor(at * damaged.length);
          damaged = damaged.slice(0, start) + part + damaged.slice(start + over);
        }
        assertSound(analyseDocument({ uri: "file:///m", version: 1, languageId, text: damaged }));
      }),
      { seed: 5, numRuns: 400 },
    );
  });
}

test("cut at every place", () => {
  for (let end = 0; end <= twoConvolutions.length; end++) {
    const text = twoConvolutions.slice(0, end);
    assertSound(analyseDocument({ uri: "file:///m", version: 1, languageId: "json", text }));
  }
});

function assertSound(analysis: Analysis): void {
  const { length } = analysis.text;
  const inside = ({ start, end }: SourceRange) =>
    assert.ok(0 <= start && start <= end && end <= length, `${start}..${end} of ${length}`);
  const settings = {
    outputShape: true,
    parameters: true,
    macs: true,
    receptiveField: true,
    parameterValues: true,
  };
  for (const hint of inlayHints(analysis, everything, settings)) {
    inside({ start: hint.offset, end: hint.offset });
    assert.ok(hint.label !== "" && !/NaN|undefined|Infinity/.test(hint.label), hint.label);
    assert.ok(!/undefined/.test(hint.tooltip()));
  }
  for (const { offset } of codeLenses(analysis, {
    totals: true,
    runLayer: true,
    functions: true,
    format: true,
    freeSizes: null,
  })) {
    inside({ start: offset, end: offset });
  }
  for (const problem of diagnostics(analysis)) {
    inside(problem.range);
    for (const { range } of problem.related ?? []) inside(range);
  }
  documentSymbols(analysis).forEach(assertSymbol);
  for (let offset = 0; offset <= length; offset += 37) {
    const hover = hoverAt(analysis, offset);
    if (hover) inside(hover.range);
    modelAt(analysis, { offset });
  }
  assert.equal(modelSummaries(analysis).length, analysis.models.length);
  assert.equal(modelStatus(analysis).state === "ready", analysis.models.length > 0);

  function assertSymbol(symbol: ModelSymbol): void {
    inside(symbol.range);
    assert.ok(symbol.range.start <= symbol.selection.start && symbol.selection.end <= symbol.range.end);
    symbol.children.forEach(assertSymbol);
  }
}
