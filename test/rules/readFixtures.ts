/** The fixture files of each problem code, read from test/rules/fixtures: real model files and what is expected of them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { readBudget } from "../../core/budget/budget.ts";
import type { Problem, ProblemCode } from "../../core/graph/problem.ts";
import type { FileSizes } from "../../core/graph/weightsManifest.ts";
import { type Analysis, analyseDocument } from "../../server/analysis/analysis.ts";
import { diagnostics } from "../../server/features/diagnostics.ts";
import { describeNonModel } from "../../server/parse/readDocument.ts";
import { allRules } from "../../server/rules/index.ts";
import { repositoryRoot } from "../support/repositoryRoot.ts";

export type FixtureKind = "raises" | "near" | "unknown";

/** Written by hand beside the files, in `expected.json`. */
export interface Expected {
  readonly severity: Problem["severity"];
  /** Zero-based `line:character-line:character` of the squiggle, in UTF-16 units. */
  readonly at: string;
  /** The text under it. */
  readonly text: string;
  /** Every number of the message, in its order; those in quoted names are left out. */
  readonly numbers: readonly number[];
  readonly layer?: string;
}

export interface RuleFixture {
  readonly code: ProblemCode;
  readonly kind: FixtureKind;
  /** Name in the folder of its code. */
  readonly file: string;
  readonly text: string;
  readonly languageId: string;
  readonly expected: Expected | undefined;
  /** The budget that the file is held against. */
  readonly budget: unknown;
  /** Sizes of the weight files beside it. */
  readonly fileSizes: FileSizes;
  /** Repairs of the problem, as `safe: title` or `reviewed: title`. */
  readonly fixes: readonly string[];
  /** Other codes that the file raises too, since what makes it an example of this one is a problem as well. */
  readonly others: readonly string[];
}

/** What stands beside a file in `expected.json` and is no part of the problem. */
interface Setting {
  readonly others?: string[];
  readonly fixes?: readonly string[];
  readonly budget?: Readonly<Record<string, number>>;
  readonly fileSizes?: FileSizes;
}

const folder = path.join(repositoryRoot, "test/rules/fixtures");

/** All fixtures of a code; none where it has no folder. */
export function fixturesOf(code: ProblemCode): readonly RuleFixture[] {
  const own = path.join(folder, code);
  if (!existsSync(own)) return [];
  const expectations: Record<string, Partial<Expected> & Setting> = JSON.parse(
    readFileSync(path.join(own, "expected.json"), "utf8"),
  );
  return readdirSync(own)
    .filter((file) => file !== "expected.json")
    .sort()
    .map((file) => {
      const { others = [], fixes = [], budget = {}, fileSizes = {}, ...expected } = expectations[file] ?? {};
      return {
        code,
        kind: kindOf(file),
        file: `${code}/${file}`,
        text: readFileSync(path.join(own, file), "utf8"),
        languageId: file.endsWith(".json") ? "json" : "typescript",
        expected: expected.at === undefined ? undefined : (expected as Expected),
        others,
        fixes,
        budget,
        fileSizes,
      };
    });
}

/** The analysis of a fixture, or of another text in its place. */
export function analyseFixture(fixture: RuleFixture, text = fixture.text): Analysis {
  const uri = `file:///${fixture.file.replace(/\.txt$/, "")}`;
  const { languageId, fileSizes } = fixture;
  return analyseDocument({ uri, version: 1, languageId, text, fileSizes });
}

/** What the editor shows of it, the fixture's own rule switched on; for a file without a model, what it is. */
export function problemsOf(fixture: RuleFixture, analysis = analyseFixture(fixture)): readonly Problem[] {
  const off = allRules().find(({ code }) => code === fixture.code)?.offByDefault === true;
  const found = diagnostics(analysis, {
    diagnostics: { advice: true },
    rules: off ? { [fixture.code]: "hint" as const } : {},
    budgets: { "*": readBudget(fixture.budget).budget },
  });
  if (found.length > 0 || analysis.models.length > 0) return found;
  const { text, languageId } = analysis;
  return [describeNonModel({ text, languageId, fileName: fixture.file })];
}

/** Folders that belong to no code, which a renamed rule would leave behind. */
export function fixtureFolders(): readonly string[] {
  return readdirSync(folder).sort();
}

function kindOf(file: string): FixtureKind {
  const kind = /^(raises|near|unknown)\b/.exec(file)?.[1];
  if (kind !== "raises" && kind !== "near" && kind !== "unknown")
    throw new Error(`no kind of fixture: ${file}`);
  return kind;
}
