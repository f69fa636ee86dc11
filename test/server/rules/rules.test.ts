// Every problem code has a rule with its documentation.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { allRules, ruleText } from "../../../server/rules/index.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";

/** The members of the union `ProblemCode`, from its source. */
function declaredCodes(): string[] {
  const source = readFileSync(path.join(repositoryRoot, "core/graph/problem.ts"), "utf8");
  const union = /type ProblemCode =([^;]*);/.exec(source)?.[1] ?? "";
  return [...union.matchAll(/"([^"]+)"/g)].map(([, code]) => code ?? "");
}

test("there is one rule for every problem code", () => {
  const codes = declaredCodes();
  assert.ok(codes.length > 20, `only ${codes.length} codes found`);
  assert.deepEqual(
    allRules()
      .map(({ code }) => code as string)
      .sort(),
    codes.sort(),
  );
});

test("each says what is wrong, why, and what to change", () => {
  for (const rule of allRules()) {
    for (const part of [rule.what, rule.why, rule.fix]) assert.match(part, /\.$/, rule.code);
    assert.match(ruleText(rule), new RegExp(rule.code));
    assert.ok(!rule.title.endsWith("."), rule.code);
  }
});
