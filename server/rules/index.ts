/** Registry of the rules: one line a group. */
import type { ProblemCode } from "../../core/graph/problem.ts";
import { argumentRules } from "./arguments.ts";
import { budgetRules } from "./budgets.ts";
import { dialectRules } from "./dialect.ts";
import { fileRules } from "./file.ts";
import { graphRules } from "./graph.ts";
import { groupRules } from "./groups.ts";
import { habitRules } from "./habits.ts";
import { layoutRules } from "./layout.ts";
import { mergeRules } from "./merge.ts";
import { programRules } from "./program.ts";
import { readingRules } from "./reading.ts";
import type { Rule } from "./rule.ts";
import { sizeRules } from "./sizes.ts";
import { textRules } from "./text.ts";
import { weightRules } from "./weights.ts";
import { windowRules } from "./window.ts";

const rules: Readonly<Record<ProblemCode, Rule>> = {
  ...windowRules,
  ...groupRules,
  ...sizeRules,
  ...mergeRules,
  ...argumentRules,
  ...dialectRules,
  ...graphRules,
  ...textRules,
  ...fileRules,
  ...layoutRules,
  ...readingRules,
  ...habitRules,
  ...weightRules,
  ...programRules,
  ...budgetRules,
};

export function ruleFor(code: ProblemCode): Rule {
  return rules[code];
}

export function allRules(): readonly Rule[] {
  return Object.values(rules);
}

/** The documentation of a rule as Markdown. */
export function ruleText(rule: Rule): string {
  return `**${rule.code}** · ${rule.title}\n\n${rule.what} ${rule.why}\n\n**What to change.** ${rule.fix}`;
}

/** The same as a page of its own, for `docs/rules`. */
export function rulePage({ code, title, what, why, fix, fixKind }: Rule): string {
  const repairs = fixKind ? `\n${repairText[fixKind]}\n` : "";
  return `# ${code}\n\n${sentence(title)}\n\n## What\n\n${what}\n\n## Why\n\n${why}\n\n## What to change\n\n${fix}\n${repairs}`;
}

const repairText: Readonly<Record<NonNullable<Rule["fixKind"]>, string>> = {
  safe: "ConvLens offers a quick fix where the values stand in the file. One that leaves what the model computes as it is, or only makes a broken file load, is also made by “Fix All”.",
  reviewed:
    "ConvLens offers a quick fix where the values stand in the file. It changes what the model computes, so look at the result.",
};

function sentence(title: string): string {
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}.`;
}
