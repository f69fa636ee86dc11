/** Problems as the settings want them: rules switched off, or of another severity. */
import type { Problem, ProblemSeverity } from "../../core/graph/problem.ts";
import { allRules } from "./index.ts";

/** What a setting may make of a rule. */
export const ruleLevels = ["off", "hint", "information", "warning", "error"] as const;
export type RuleLevel = ProblemSeverity | "off";

/** By problem code; a rule that is not named keeps the severity that its report has. */
export type RuleLevels = Readonly<Record<string, RuleLevel>>;

const offByDefault = new Set<string>(
  allRules().flatMap(({ code, offByDefault: off }) => (off === true ? [code] : [])),
);

export function withChosenSeverities(problems: readonly Problem[], levels: RuleLevels): readonly Problem[] {
  return problems.flatMap((problem) => {
    const given = Object.hasOwn(levels, problem.code) ? levels[problem.code] : undefined;
    const level = given ?? (offByDefault.has(problem.code) ? "off" : problem.severity);
    if (level === "off") return [];
    return level === problem.severity ? [problem] : [{ ...problem, severity: level }];
  });
}
