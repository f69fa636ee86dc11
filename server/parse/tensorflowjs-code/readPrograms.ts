/** Runs the programs that a document of code is part of: itself, and the files of the workspace that import it. */
import type ts from "typescript";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import type { Problem } from "../../../core/graph/problem.ts";
import { fileNameOf } from "../workspace/uri.ts";
import type { WorkspaceFiles } from "../workspace/workspaceFiles.ts";
import { buildModelGraph, type GraphBuilder, newGraphBuilder } from "./graph/buildModelGraph.ts";
import { implicitModels } from "./graph/implicitModels.ts";
import { limits, StepsUsedUp } from "./language/budget.ts";
import { type Evaluation, lineEnd, newEvaluation, report } from "./language/evaluation.ts";
import type { FunctionChoices, ProgramFunction } from "./language/programFunction.ts";
import { evaluateFile } from "./language/roots.ts";
import type { FunctionNode } from "./language/values.ts";
import { exportsOf, isScript } from "./modules/exports.ts";
import { type CallStep, newProgram, type Program } from "./modules/program.ts";
import { importMapOf, isPage } from "./page/parsePage.ts";
import { parsedFile } from "./parseTolerantly.ts";
import { programFunctions } from "./programFunctions.ts";

export interface CodeDocument {
  readonly text: string;
  readonly sourceFile: ts.SourceFile;
  readonly address: string;
  readonly files?: WorkspaceFiles;
  /** What its functions are shown for, where a person chose. */
  readonly choices?: FunctionChoices;
}

export interface ReadPrograms {
  readonly models: readonly ModelGraph[];
  /** Of the document's text. */
  readonly problems: readonly Problem[];
  /** Functions that make layers, in the order of the text. */
  readonly functions: readonly ProgramFunction[];
  /** Whether there is any layer or model, be it one of which nothing can be said. */
  readonly madeSomething: boolean;
  /** Expressions and statements that were evaluated. */
  readonly steps: number;
}

export function readPrograms(document: CodeDocument): ReadPrograms {
  const others = importers(document).flatMap((uri) => runFrom(uri, document));
  const called = new Set(others.flatMap(({ entered }) => [...entered]));
  const own = runDocument(document, called);
  const runs = [own, ...others];
  const models = runs.flatMap((evaluation, index) => modelsOf(evaluation, index));
  return {
    // Nothing can be said of a model that has no layer yet, or whose outputs are not known.
    models: models.filter((model) => model.layers.length > 0).sort(byPlace),
    functions: programFunctions(runs),
    problems: distinct(runs.flatMap(({ problems }) => problems)),
    madeSomething: runs.some(({ layers, models: made }) => layers.length + made.length > 0),
    steps: runs.reduce((sum, { budget }) => sum + budget.steps, 0),
  };
}

/** Files whose calls give the document's functions their values, those that nothing imports first. */
function importers({ sourceFile, address, files }: CodeDocument): readonly string[] {
  const exported = exportsOf(sourceFile).names.size > 0 || /\bexports\b/.test(sourceFile.text);
  if (!exported && (isPage(address) || !isScript(sourceFile))) return [];
  const found = files?.importersOf?.(address) ?? [];
  // Scripts of a page share their names without exporting them.
  return (exported ? found : found.filter(isPage)).slice(0, limits.importers);
}

function runFrom(uri: string, document: CodeDocument): Evaluation[] {
  const file = document.files?.read(uri);
  const sourceFile = file ? parsedFile(file, fileNameOf(uri)) : undefined;
  if (!sourceFile) return [];
  const evaluation = newEvaluation(sourceFile, programOf(document, file?.text ?? "", uri), uri);
  evaluateWithin(evaluation);
  return [evaluation];
}

/** `text` and `root` are those of the file that the run starts with. */
function programOf(
  { sourceFile, address, files, choices }: CodeDocument,
  text: string,
  root: string,
): Program {
  return newProgram({
    documentUri: address,
    document: sourceFile,
    ...(isPage(root) ? { importMap: importMapOf(text) } : {}),
    ...(files ? { files } : {}),
    ...(choices ? { choices } : {}),
  });
}

function runDocument(document: CodeDocument, called: ReadonlySet<FunctionNode>): Evaluation {
  const evaluation = newEvaluation(document.sourceFile, programOf(document, document.text, document.address));
  if (!evaluateWithin(evaluation, called)) {
    // This message says all that those of smaller bounds on the way say.
    const others = evaluation.problems.filter(
      ({ code }) => code !== "too-large" && code !== "nested-too-deep",
    );
    evaluation.problems.splice(0, evaluation.problems.length, ...others);
    report(
      evaluation,
      "too-large",
      "information",
      `ConvLens follows a file for ${limits.steps} steps; this one takes more, so only what comes before that is shown.`,
      { start: 0, end: lineEnd(evaluation.text, 0) },
    );
  }
  return evaluation;
}

/** False where the steps were used up. */
function evaluateWithin(evaluation: Evaluation, called?: ReadonlySet<FunctionNode>): boolean {
  try {
    evaluateFile(evaluation, called);
    return true;
  } catch (error) {
    if (error instanceof StepsUsedUp) return false;
    throw error;
  }
}

/** What a run shows in the document; `index` tells the runs apart. */
function modelsOf(evaluation: Evaluation, index: number): readonly ModelGraph[] {
  const builder = newGraphBuilder(evaluation, index);
  const made = evaluation.models.filter(
    (model) => !model.inside && (index === 0 || comesFromElsewhere(model)),
  );
  const graphs = [...made.map((model) => buildModelGraph(builder, model)), ...openModels(builder, index)];
  return evaluation.program.files ? graphs.filter(isShown) : graphs;
}

function openModels(builder: GraphBuilder, index: number): readonly ModelGraph[] {
  const graphs = implicitModels(builder);
  return index === 0 ? graphs : graphs.filter(({ layers }) => layers.some(({ origin }) => origin));
}

/** What the document's own statements make is there in its own run already. */
function comesFromElsewhere({
  range,
  path,
}: {
  range: ModelGraph["range"];
  path: CallStep | undefined;
}): boolean {
  if (range.uri !== undefined) return true;
  for (let step = path; step; step = step.outer) if (step.evaluation.uri !== undefined) return true;
  return false;
}

/** Whether any of it has a place in the document. */
function isShown(graph: ModelGraph): boolean {
  if (graph.range.start >= 0) return true;
  return graph.layers.some(({ range, model }) => range.start >= 0 || (model !== undefined && isShown(model)));
}

/** What has no place in the document comes last. */
function byPlace(a: ModelGraph, b: ModelGraph): number {
  const place = ({ range: { start } }: ModelGraph) => (start < 0 ? Number.POSITIVE_INFINITY : start);
  return place(a) === place(b) ? 0 : place(a) - place(b);
}

function distinct(problems: readonly Problem[]): readonly Problem[] {
  const found = new Map<string, Problem>();
  for (const problem of problems) {
    const { uri, start } = problem.range;
    const key = `${problem.code} ${start}`;
    if (uri === undefined && !found.has(key)) found.set(key, problem);
  }
  return [...found.values()];
}
