// The pitfalls of public bug reports that concern models: each has a problem code, and a file that holds the pitfall and raises it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { ProblemCode } from "../../core/graph/problem.ts";
import { fixturesOf, problemsOf } from "./readFixtures.ts";

/** Codes that tell of a pitfall; a file `raises-pNN` in the folder of each holds the pitfall's own numbers. */
const pitfalls: Readonly<Record<string, readonly ProblemCode[]>> = {
  P01: ["uneven-padding"],
  P02: ["size-not-restored"],
  P03: ["tfjs-ignores-argument", "output-padding-not-below-stride"],
  P04: ["tfjs-cannot-run", "strides-with-dilation"],
  P05: ["tfjs-ignores-argument"],
  P06: ["tfjs-cannot-run", "unsupported-combination"],
  P07: ["border-not-read"],
  P08: ["window-larger-than-input"],
  P09: ["normalisation-axis", "data-format-mismatch", "tfjs-cannot-run"],
  P10: ["shapes-do-not-merge"],
  P11: ["tfjs-shape-differs", "tfjs-cannot-build", "size-not-known"],
  P12: ["shapes-do-not-merge", "tensor-does-not-fit", "invalid-argument", "tfjs-cannot-build"],
  P13: ["wrong-rank", "budget-exceeded"],
  P14: ["weights-shared"],
  P15: ["weights-shared"],
  P16: ["bias-before-pointwise"],
  P17: ["bias-before-normalisation"],
  P18: ["prelu-slopes-not-shared"],
  P19: [
    "tfjs-ignores-argument",
    "channels-not-divisible-by-groups",
    "filters-not-divisible-by-groups",
    "weight-shape-mismatch",
  ],
  // What is counted shows where a count is held against a limit that a wrong one would keep.
  P20: ["budget-exceeded", "budget-not-known"],
  P21: ["budget-exceeded"],
  P22: ["budget-exceeded"],
  P23: ["gridding"],
  P24: ["uneven-overlap"],
  P25: ["depthwise-memory-bound"],
  P33: ["tfjs-cannot-build"],
  P34: ["non-finite-number"],
  P35: ["nodes-wrapped-once"],
  P36: ["nested-too-deep"],
  P37: ["unknown-layer", "tfjs-unknown-class"],
  P38: ["dense-on-spatial-output", "tensor-does-not-fit", "missing-input-shape"],
  P39: ["weight-file-size", "weight-file-missing", "weight-without-layer"],
};

const numbers = [...range(1, 25), ...range(33, 39)];

test("every pitfall of models has a code", () => {
  const names = numbers.map((number) => `P${String(number).padStart(2, "0")}`);
  assert.deepEqual(Object.keys(pitfalls), names);
  for (const name of names) assert.ok((pitfalls[name]?.length ?? 0) > 0, name);
});

for (const [pitfall, codes] of Object.entries(pitfalls)) {
  test(`${pitfall}: ${codes.join(", ")}`, () => {
    for (const code of codes) {
      const own = fixturesOf(code).filter(({ file }) => isOf(pitfall, file));
      assert.ok(own.length > 0, `${code} has no file raises-${pitfall.toLowerCase()}`);
      for (const fixture of own) {
        const raised = problemsOf(fixture).some((problem) => problem.code === code);
        assert.ok(raised, `${fixture.file} does not raise ${code}`);
        assert.ok(fixture.expected, `${fixture.file} says what is expected`);
      }
    }
  });
}

test("no file names a pitfall that the table does not give its code", () => {
  const folder = path.join(process.env.CONVLENS_ROOT ?? ".", "docs/rules");
  const codes = [...readFileSync(path.join(folder, "README.md"), "utf8").matchAll(/^- \[([a-z-]+)\]/gm)];
  for (const [, code = ""] of codes) {
    for (const { file } of fixturesOf(code as ProblemCode)) {
      const [, number] = /\/raises-p(\d\d)/.exec(file) ?? [];
      if (number) assert.ok(pitfalls[`P${number}`]?.includes(code as ProblemCode), file);
    }
  }
});

function isOf(pitfall: string, file: string): boolean {
  return new RegExp(`/raises-${pitfall.toLowerCase()}\\b`).test(file);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
