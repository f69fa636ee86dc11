/** What the status bar says of a document: its models with their totals, or why there are none. */
import { countToNumber } from "../../core/cost/count.ts";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { Problem, ProblemSeverity } from "../../core/graph/problem.ts";
import type { ModelStatus } from "../../protocol/language.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { readingNumber } from "../analysis/readingNumber.ts";
import { type DiagnosticsSettings, diagnostics } from "./diagnostics.ts";
import { inputSizeText, totalsText } from "./layerText.ts";

export function modelStatus(analysis: Analysis, settings?: DiagnosticsSettings): ModelStatus {
  const identity = identityOf(analysis);
  if (analysis.failure !== undefined) {
    return { ...identity, state: "failed", models: [], message: analysis.failure };
  }
  if (analysis.models.length === 0) return withoutModel(analysis);
  const problems = diagnostics(analysis, settings);
  return {
    ...identity,
    state: "ready",
    models: analysis.models.map((model) => modelLine(model, problems)),
  };
}

/** A file that is about a model, and cannot be read as one, says so; any other file is not our business. */
function withoutModel(analysis: Analysis): ModelStatus {
  const identity = identityOf(analysis);
  const [problem] = analysis.problems;
  return problem
    ? { ...identity, state: "failed", models: [], message: problem.message }
    : { ...identity, state: "no-model", models: [] };
}

function identityOf(analysis: Analysis): Pick<ModelStatus, "uri" | "version" | "reading"> {
  const { uri, version } = analysis;
  return { uri, version, reading: readingNumber(analysis) };
}

function modelLine(model: ModelAnalysis, problems: readonly Problem[]): ModelStatus["models"][number] {
  const count = (severity: ProblemSeverity) =>
    problems.filter(
      ({ severity: each, range }) =>
        each === severity && range.start >= model.graph.range.start && range.end <= model.graph.range.end,
    ).length;
  return {
    name: model.graph.name,
    dialect: model.graph.dialect,
    layers: model.layers.length,
    parameters: countToNumber(model.totals.parameters),
    macs: countToNumber(model.totals.macs),
    inputSize: inputSizeText(model),
    totals: totalsText(model),
    errors: count("error"),
    warnings: count("warning"),
  };
}
