/** Reads, analyses and describes one file for the summary. */
import { analyseModel } from "../../core/graph/analyseModel.ts";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { Problem } from "../../core/graph/problem.ts";
import { adviceOn } from "../../server/analysis/analysis.ts";
import { withChosenSeverities } from "../../server/rules/chosenSeverities.ts";
import { UnusableInputError } from "../exitCode.ts";
import { readModelFile } from "../modelFile.ts";
import { type TextLines, textLines } from "../textLines.ts";
import type { CountSettings } from "./countSettings.ts";
import { describeModel } from "./describeModel.ts";
import { checkInputSize, type InputSize } from "./inputSize.ts";
import type { FileSummary, ProblemEntry } from "./summaryDocument.ts";

export interface SummaryOptions {
  readonly input?: InputSize;
  readonly counting: CountSettings;
}

/** What the formats need of a file: the data, and the analyses for what people read. */
export interface SummarisedFile {
  readonly summary: FileSummary;
  readonly analyses: readonly ModelAnalysis[];
}

/** Total for every file: one that cannot be used gives no model and one problem. */
export function summariseFile(file: string, options: SummaryOptions): SummarisedFile {
  try {
    return summarise(file, options);
  } catch (error) {
    if (!(error instanceof UnusableInputError)) throw error;
    return { summary: unreadable(file, error.message), analyses: [] };
  }
}

function summarise(file: string, { input, counting }: SummaryOptions): SummarisedFile {
  const { text, format, models, problems, manifest } = readModelFile(file);
  const lines = textLines(text);
  const analyses = models.map((graph) => {
    const analysis = analyseModel(graph, input === undefined ? {} : { inputShape: input });
    if (input !== undefined) checkInputSize(file, input, analysis);
    return analysis;
  });
  const advice = adviceOn(analyses, manifest ?? []);
  const found = [...problems, ...analyses.flatMap((analysis) => analysis.problems), ...advice];
  const all = withChosenSeverities(found, {});
  return {
    analyses,
    summary: {
      file,
      format,
      models: analyses.map((analysis) => describeModel(analysis, lines, counting)),
      problems: all.map((problem) => describeProblem(problem, lines)),
    },
  };
}

function describeProblem(problem: Problem, lines: TextLines): ProblemEntry {
  const { code, severity, message, layer } = problem;
  const entry: ProblemEntry = { code, severity, message, range: lines.rangeOf(problem.range) };
  return layer === undefined ? entry : { ...entry, layer };
}

function unreadable(file: string, message: string): FileSummary {
  const start = { line: 0, character: 0 };
  const problem: ProblemEntry = {
    code: "file-not-readable",
    severity: "error",
    message,
    range: { start, end: start },
  };
  return { file, format: null, models: [], problems: [problem] };
}
