// Every repair of every fixture: the text still parses, the problem is gone, nothing new is wrong; and which repairs there are.
import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";
import type { Problem } from "../../core/graph/problem.ts";
import type { Analysis } from "../../server/analysis/analysis.ts";
import { applyEdits, overlap } from "../../server/edits/index.ts";
import type { Fix } from "../../server/rules/fix.ts";
import { fixesOf } from "../../server/rules/fixes.ts";
import { allRules } from "../../server/rules/index.ts";
import { analyseFixture, fixturesOf, problemsOf, type RuleFixture } from "./readFixtures.ts";

for (const { code, fix: advice, fixKind } of allRules()) {
  const fixtures = fixturesOf(code).filter(({ kind }) => kind === "raises");
  const repaired = fixtures.map((fixture) => ({ fixture, ...repairsOf(fixture) }));
  const count = repaired.reduce((sum, { fixes }) => sum + fixes.length, 0);
  test(`${code}: ${count} repairs`, () => {
    for (const { fixture, analysis, fixes } of repaired) {
      const titles = fixes.map(({ kind, title }) => `${kind}: ${title}`);
      assert.deepEqual(titles, fixture.fixes, fixture.file);
      for (const fix of fixes) checkFix(fixture, analysis, fix);
    }
    const kinds = new Set(repaired.flatMap(({ fixes }) => fixes.map(({ kind }) => kind)));
    const widest = kinds.has("safe") ? "safe" : kinds.has("reviewed") ? "reviewed" : undefined;
    assert.equal(fixKind, widest, `the page of ${code} says which repairs there are (${advice})`);
  });
}

function repairsOf(fixture: RuleFixture): { readonly analysis: Analysis; readonly fixes: readonly Fix[] } {
  const analysis = analyseFixture(fixture);
  const problem = problemsOf(fixture, analysis).find((each) => each.code === fixture.code);
  return { analysis, fixes: problem ? fixesOf(analysis, problem) : [] };
}

function checkFix(fixture: RuleFixture, analysis: Analysis, { title, edits }: Fix): void {
  const what = `${fixture.file}: ${title}`;
  for (const [index, edit] of edits.entries()) {
    assert.ok(!edits.slice(index + 1).some((other) => overlap(edit, other)), `${what} overlaps itself`);
  }
  const text = applyEdits(analysis.text, edits);
  assert.notEqual(text, analysis.text, what);
  if (parses(fixture, analysis.text)) assert.ok(parses(fixture, text), `${what} gives\n${text}`);
  const before = problemsOf(fixture, analysis);
  const after = problemsOf(fixture, analyseFixture(fixture, text));
  const own = (problems: readonly Problem[]) => problems.filter(({ code }) => code === fixture.code).length;
  assert.ok(own(after) < own(before), `${what} leaves ${own(after)} of ${own(before)}\n${text}`);
  const known = new Set(before.map(keyOf));
  const added = after.filter((problem) => problem.severity === "error" && !known.has(keyOf(problem)));
  assert.deepEqual(
    added.map(({ message }) => message),
    [],
    what,
  );
}

function keyOf({ code, layer }: Problem): string {
  return `${code} ${layer}`;
}

function parses({ languageId, file }: RuleFixture, text: string): boolean {
  if (languageId === "typescript") {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
    const errors: unknown = Reflect.get(source, "parseDiagnostics");
    return Array.isArray(errors) && errors.length === 0;
  }
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
