// Every problem code: a file that raises it, at the exact place and with the right numbers; one that nearly does; one of unknowns.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { SourceRange } from "../../core/graph/sourceRange.ts";
import type { Analysis } from "../../server/analysis/analysis.ts";
import { positionAt } from "../../server/analysis/linePositions.ts";
import { allRules } from "../../server/rules/index.ts";
import {
  analyseFixture,
  type Expected,
  fixtureFolders,
  fixturesOf,
  problemsOf,
  type RuleFixture,
} from "./readFixtures.ts";

const codes = allRules().map(({ code }) => code);

test("every code has a folder of fixtures, and every folder a code", () => {
  assert.deepEqual(fixtureFolders(), [...codes].sort());
});

for (const code of codes) {
  const fixtures = fixturesOf(code);
  test(`${code}: raised in ${fixtures.filter(({ kind }) => kind === "raises").length} files, silent in others`, () => {
    for (const kind of ["raises", "near", "unknown"] as const) {
      assert.ok(
        fixtures.some((fixture) => fixture.kind === kind),
        `${code} has no fixture "${kind}"`,
      );
    }
    for (const fixture of fixtures) (fixture.kind === "raises" ? checkRaised : checkSilent)(fixture);
  });
}

function checkRaised(fixture: RuleFixture): void {
  const { code, expected, file, others } = fixture;
  assert.ok(expected, `${file} says what is expected`);
  const analysis = analyseFixture(fixture);
  const problems = problemsOf(fixture, analysis);
  assert.deepEqual(
    problems.map((problem) => problem.code).sort(),
    [code, ...others].sort(),
    `${file}: ${problems.map(({ message }) => message).join(" | ")}`,
  );
  const problem = problems.find((each) => each.code === code);
  assert.ok(problem);
  const found: Expected = {
    severity: problem.severity,
    at: placeText(analysis, problem.range),
    text: analysis.text.slice(problem.range.start, problem.range.end),
    numbers: numbersOf(problem.message),
    ...(problem.layer === undefined ? {} : { layer: problem.layer }),
  };
  assert.deepEqual(found, expected, `${file}: ${problem.message}`);
}

/** Not this code; and of others only those that the file is known to raise. */
function checkSilent(fixture: RuleFixture): void {
  const { code, file, others } = fixture;
  const found = [...new Set(problemsOf(fixture).map((problem) => problem.code as string))];
  assert.ok(!found.includes(code), `${file} raises ${code}`);
  assert.deepEqual(found.sort(), [...others].sort(), file);
}

function placeText({ lines }: Analysis, range: SourceRange): string {
  const [start, end] = [range.start, range.end].map((offset) => positionAt(lines, offset));
  return `${start?.line}:${start?.character}-${end?.line}:${end?.character}`;
}

/** Numbers in reading order; a minus counts where it stands before a digit and behind no other character. */
function numbersOf(message: string): number[] {
  const unnamed = message.replace(/"[^"]*"|`[^`]*`|\bConv\w*|\b[a-zA-Z_]+\d\w*/g, " ");
  return [...unnamed.matchAll(/(?<![\w×.])-?\d[\d,]*(?:\.\d+)?|(?<=×)\d+/g)].map(([text]) =>
    Number(text.replaceAll(",", "")),
  );
}
