/** Runs the programs that a document of code is part of: itself, and the files of the workspace that import it. */
import type ts from "typescript";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import type { Problem } from "../../../core/graph/problem.ts";
import type { SourceRange } from "../../../core/graph/sourceRange.ts";
import { fileNameOf } from "../workspace/uri.ts";
import type { WorkspaceFiles } from "../workspace/workspaceFiles.ts";
import { buildModelGraph, type GraphBuilder, newGraphBuilder } from "./graph/buildModelGraph.ts";
import { implicitModels } from "./graph/implicitModels.ts";
import { looseLayerProblems } from "./graph/looseLayers.ts";
import { BudgetUsedUp, limits, type Resource, type Watch } from "./language/budget.ts";
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
  readonly watch?: Watch;
}

export interface ReadPrograms {
  readonly models: readonly ModelGraph[];
  /** Of the document's text. */
  readonly problems: readonly Problem[];
  /** Functions that make layers, in the order of the text. */
  readonly functions: readonly ProgramFunction[];
  /** Whether there is any layer or model, be it one of which nothing can be said; or may be, where a bound was reached before. */
  readonly mayShowModels: boolean;
  /** Expressions and statements that were evaluated. */
  readonly steps: number;
}

export function readPrograms(document: CodeDocument): ReadPrograms {
  const using = importers(document);
  const others = using.slice(0, limits.importers).flatMap((uri) => runFrom(uri, document));
  const called = new Set(others.flatMap(({ entered }) => [...entered]));
  const own = runDocument(document, called);
  const runs = [own, ...others];
  const models = modelsOfRuns(runs);
  const functions = programFunctions(runs);
  if (using.length > limits.importers && functions.length > 0) reportManyImporters(own, using.length);
  return {
    // Nothing can be said of a model that has no layer yet, or whose outputs are not known.
    models: models.filter((model) => model.layers.length > 0).sort(byPlace),
    functions,
    problems: distinct(runs.flatMap(({ problems }) => problems)),
    mayShowModels: runs.some(
      ({ layers, models: made, problems }) =>
        layers.length + made.length > 0 || problems.some(({ code }) => code === "too-large"),
    ),
    steps: runs.reduce((sum, { budget }) => sum + budget.steps, 0),
  };
}

/** Files whose calls give the document's functions their values, those that nothing imports first. */
function importers({ sourceFile, address, files }: CodeDocument): readonly string[] {
  const exported = exportsOf(sourceFile).names.size > 0 || /\bexports\b/.test(sourceFile.text);
  if (!exported && (isPage(address) || !isScript(sourceFile))) return [];
  const found = files?.importersOf?.(address) ?? [];
  // Scripts of a page share their names without exporting them.
  return exported ? found : found.filter(isPage);
}

function runFrom(uri: string, document: CodeDocument): Evaluation[] {
  const file = document.files?.read(uri);
  const sourceFile = file ? parsedFile(file, fileNameOf(uri)) : undefined;
  if (!sourceFile) return [];
  const evaluation = newEvaluation(sourceFile, programOf(document, file?.text ?? "", uri), uri);
  const usedUp = evaluateWithin(evaluation);
  if (usedUp) reportUsedUp(evaluation, usedUp, documentStart(document.text));
  return [evaluation];
}

/** `text` and `root` are those of the file that the run starts with. */
function programOf(
  { sourceFile, address, files, choices, watch }: CodeDocument,
  text: string,
  root: string,
): Program {
  return newProgram({
    documentUri: address,
    document: sourceFile,
    ...(isPage(root) ? { importMap: importMapOf(text) } : {}),
    ...(files ? { files } : {}),
    ...(choices ? { choices } : {}),
    ...(watch ? { watch } : {}),
  });
}

function runDocument(document: CodeDocument, called: ReadonlySet<FunctionNode>): Evaluation {
  const evaluation = newEvaluation(document.sourceFile, programOf(document, document.text, document.address));
  const usedUp = evaluateWithin(evaluation, called);
  if (usedUp) {
    // This message says all that those of smaller bounds on the way say; a program that long is hardly followed for certain.
    const others = evaluation.problems.filter(
      (problem) => !isBound(problem) && problem.code !== "program-stops",
    );
    evaluation.problems.splice(0, evaluation.problems.length, ...others);
    reportUsedUp(evaluation, usedUp, documentStart(document.text));
  }
  return evaluation;
}

/** What was used up before the end, if anything. */
function evaluateWithin(evaluation: Evaluation, called?: ReadonlySet<FunctionNode>): Resource | undefined {
  try {
    evaluateFile(evaluation, called);
    return undefined;
  } catch (error) {
    if (error instanceof BudgetUsedUp) return error.resource;
    throw error;
  }
}

/** At the start of the document, also for another file that it is followed from. */
function reportUsedUp(evaluation: Evaluation, resource: Resource, range: SourceRange): void {
  const { uri } = evaluation;
  const one = uri === undefined ? "this one" : `${fileNameOf(uri)}, which uses this one,`;
  const what: Readonly<Record<Resource, string>> = {
    steps: `follows a file for ${limits.steps} steps; ${one} takes more`,
    items: `follows a file that makes up to ${limits.items} items of lists, objects and texts; ${one} makes more`,
    time: `follows a file for ${limits.milliseconds / 1000} seconds; ${one} takes longer`,
  };
  report(
    evaluation,
    "too-large",
    "information",
    `ConvLens ${what[resource]}, so only what comes before that is shown. Put the code that builds the model into a file of its own, or let it do less.`,
    range,
  );
}

function reportManyImporters(evaluation: Evaluation, count: number): void {
  const message = `ConvLens follows the calls from ${limits.importers} files that use this one; ${count} do, so the calls of the others are not shown. Open one of those to see what it makes.`;
  report(evaluation, "too-large", "information", message, documentStart(evaluation.text));
}

function isBound({ code }: Problem): boolean {
  return code === "too-large" || code === "nested-too-deep";
}

function documentStart(text: string): SourceRange {
  return { start: 0, end: lineEnd(text, 0) };
}

/** What all runs show in the document, up to a number of layers. */
function modelsOfRuns(runs: readonly Evaluation[]): readonly ModelGraph[] {
  const shown: ModelGraph[] = [];
  let layers = 0;
  for (const [index, evaluation] of runs.entries()) {
    // `index` tells the runs apart.
    const builder = newGraphBuilder(evaluation, index);
    for (const graph of modelsOf(builder, index)) {
      if (layers > limits.layers) {
        reportTooManyLayers(evaluation, graph);
        return shown;
      }
      layers += builder.extents.get(graph)?.layers ?? graph.layers.length;
      shown.push(graph);
    }
  }
  return shown;
}

function reportTooManyLayers(evaluation: Evaluation, { range }: ModelGraph): void {
  report(
    evaluation,
    "too-large",
    "information",
    `The models of this file have more than ${limits.layers} layers in all; this model and those made after it are not shown. Put some of them into a file of their own.`,
    range.start < 0 ? documentStart(evaluation.text) : range,
  );
}

/** What a run shows in the document, built one by one. */
function* modelsOf(builder: GraphBuilder, index: number): Iterable<ModelGraph> {
  const { evaluation } = builder;
  const filtered = evaluation.program.files !== undefined;
  for (const model of evaluation.models) {
    if (model.inside || !(index === 0 || comesFromElsewhere(model))) continue;
    const graph = buildModelGraph(builder, model);
    if (!filtered || isShown(graph)) yield graph;
  }
  for (const graph of openModels(builder, index)) if (!filtered || isShown(graph)) yield graph;
  if (index === 0) evaluation.problems.push(...looseLayerProblems(builder));
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

/** Each once, and of all bounds that were reached the first alone. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  const found = new Map<string, Problem>();
  for (const problem of problems) {
    const { uri, start } = problem.range;
    const key = isBound(problem) ? "bound" : `${problem.code} ${start}`;
    if (uri === undefined && !found.has(key)) found.set(key, problem);
  }
  return [...found.values()];
}
