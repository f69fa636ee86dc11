/** All problems of a document, of its text and of its models, each told once, in the order of the text. */
import type { Budget } from "../../core/budget/budget.ts";
import { checkBudget } from "../../core/budget/checkBudget.ts";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { LayerOrigin } from "../../core/graph/modelGraph.ts";
import type { Problem } from "../../core/graph/problem.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { type RuleLevels, withChosenSeverities } from "../rules/chosenSeverities.ts";
import { withoutSuppressed } from "../rules/suppressions.ts";
import { fileName } from "./callPath.ts";
import { valuesForFile } from "./valuesForFile.ts";

/** More than this helps nobody, and costs the editor a lot. */
export const mostDiagnostics = 500;

export interface DiagnosticsSettings {
  /** Whether advice is given beside what is wrong. */
  readonly diagnostics: { readonly advice: boolean };
  readonly rules: RuleLevels;
  readonly budgets: Readonly<Record<string, Budget>>;
}

const defaults: DiagnosticsSettings = { diagnostics: { advice: true }, rules: {}, budgets: {} };

/** At most `mostDiagnostics` problems, the most severe kept. */
export function diagnostics(
  analysis: Analysis,
  settings: DiagnosticsSettings = defaults,
): readonly Problem[] {
  const advice = settings.diagnostics.advice ? analysis.advice : [];
  const budget = valuesForFile(settings.budgets, analysis.uri);
  const costs = analysis.models.flatMap((model) => checkBudget(model, budget));
  const found = distinct([
    ...analysis.problems,
    ...analysis.models.flatMap(modelProblems),
    ...costs,
    ...advice,
    // What has no place in the document is told in the file it stands in.
  ]).filter(({ range }) => range.start >= 0);
  const all = withoutSuppressed(analysis, withChosenSeverities(found, settings.rules));
  const kept =
    all.length <= mostDiagnostics
      ? all
      : [...all].sort((a, b) => severityRank(a) - severityRank(b)).slice(0, mostDiagnostics);
  return [...kept].sort((a, b) => a.range.start - b.range.start);
}

/** Problems of a model and of those nested in it. */
function modelProblems(model: ModelAnalysis): readonly Problem[] {
  const problems: Problem[] = [];
  const places = new Map<string, LayerOrigin["elsewhere"]>();
  const models = [model];
  const seen = new Set<ModelAnalysis>();
  for (let next = models.pop(); next; next = models.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    problems.push(...next.problems);
    for (const { node, nested } of next.layers) {
      if (node.origin?.elsewhere) places.set(node.name, node.origin.elsewhere);
      if (nested) models.push(nested);
    }
  }
  return problems.map((problem) => {
    // A layer of another file is told of at the call that makes it, so the message says where it is written.
    const place = problem.layer === undefined ? undefined : places.get(problem.layer);
    if (!place) return problem;
    return { ...problem, message: `${fileName(place.uri)}, line ${place.line}: ${problem.message}` };
  });
}

/** A model's problems hold those of the models in it, so the same one may be met twice. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Map<string, Problem>();
  for (const problem of problems) {
    const key = `${problem.range.start} ${problem.range.end} ${problem.code} ${problem.message}`;
    if (!seen.has(key)) seen.set(key, problem);
  }
  return [...seen.values()];
}

function severityRank(problem: Problem): number {
  return ["error", "warning", "information", "hint"].indexOf(problem.severity);
}
