/**
 * What the evaluation of a file knows and collects: its text, bounds, problems, and the layers and models met. The files of one
 * program share all but what is the file's own.
 */
import ts from "typescript";
import type { Problem, ProblemCode, ProblemSeverity } from "../../../../core/graph/problem.ts";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import type { Shape } from "../../../../core/shape/shape.ts";
import { fileNameOf } from "../../workspace/uri.ts";
import { newProgram, type Program } from "../modules/program.ts";
import type { CallRecord, LayerRecord, ModelRecord } from "../tensorflow/records.ts";
import { type Budget, limits, newBudget } from "./budget.ts";
import type { LoneFunction } from "./loneCalls.ts";
import type { LaterCall } from "./timers.ts";
import type { ClassValue, ClosureValue, FunctionNode, Unknown, Value } from "./values.ts";
import type { Write } from "./writtenVariables.ts";

export interface Evaluation {
  readonly sourceFile: ts.SourceFile;
  readonly text: string;
  /** Address of the file. */
  readonly address: string;
  /** The same, where the file is not the document whose models are wanted; places in it carry this. */
  readonly uri?: string;
  readonly program: Program;
  readonly budget: Budget;
  readonly problems: Problem[];
  readonly layers: LayerRecord[];
  readonly calls: CallRecord[];
  readonly models: ModelRecord[];
  /** First closure made of each function of the file, in the order they were made. */
  readonly closures: Map<FunctionNode, ClosureValue>;
  readonly classes: ClassValue[];
  /** Functions that make layers and are followed for themselves. */
  readonly alone: LoneFunction[];
  /** Functions whose body has been evaluated at least once. */
  readonly entered: Set<FunctionNode>;
  /** Numbers for automatic names, by prefix, as TensorFlow.js counts them; started anew for each root. */
  readonly names: Map<string, number>;
  /** Shapes of the calls whose sizes the program reads, batch first. */
  readonly shapes: Map<CallRecord, readonly Shape[]>;
  /** Output shapes of models used as layers, by the state of the model and its inputs' shapes. */
  readonly modelShapes: Map<ModelRecord, Map<string, readonly Shape[]>>;
  /** Objects such as `window` and `module`, made when first asked for; the same ones from then on. */
  readonly globals: Map<string, Value>;
  /** Functions that run, from the outermost on, each with the number of pieces of uncertain code around it. */
  readonly running: { readonly node: FunctionNode; readonly uncertain: number }[];
  /** What `setTimeout` and its kin were given. */
  readonly later: LaterCall[];
  /** Every assignment of the file, in order; found when first needed. */
  writes?: readonly Write[];
}

export function newEvaluation(
  sourceFile: ts.SourceFile,
  program: Program = newProgram({ documentUri: sourceFile.fileName }),
  address: string = program.documentUri,
): Evaluation {
  return {
    ...fileOf(sourceFile, program, address),
    program,
    budget: newBudget(program.watch),
    problems: [],
    layers: [],
    calls: [],
    models: [],
    closures: new Map(),
    classes: [],
    alone: [],
    entered: new Set(),
    names: new Map(),
    shapes: new Map(),
    globals: new Map(),
    later: [],
    running: [],
    modelShapes: new Map(),
  };
}

/** The evaluation of another file of the same program. */
export function evaluationOfFile(
  { writes: _, uri: __, ...shared }: Evaluation,
  sourceFile: ts.SourceFile,
  address: string,
): Evaluation {
  return { ...shared, ...fileOf(sourceFile, shared.program, address) };
}

function fileOf(sourceFile: ts.SourceFile, { documentUri }: Program, address: string) {
  const { text } = sourceFile;
  return address === documentUri
    ? { sourceFile, text, address }
    : { sourceFile, text, address, uri: address };
}

export function rangeOf({ sourceFile, uri }: Evaluation, node: ts.Node): SourceRange {
  const range = { start: node.getStart(sourceFile), end: node.end };
  return uri === undefined ? range : { ...range, uri };
}

/** One-based line of a node, for reasons. */
export function lineOf(evaluation: Evaluation, node: ts.Node): number {
  const start = node.getStart(evaluation.sourceFile);
  return ts.getLineAndCharacterOfPosition(evaluation.sourceFile, start).line + 1;
}

export function unknownAt(evaluation: Evaluation, node: ts.Node, why: string): Unknown {
  return { kind: "unknown", evaluation, node, why };
}

/** Names the expression and its line: "`size * 2` (line 4) ..."; no full stop. */
export function reasonOf({ evaluation, node, why }: Unknown): string {
  const file = evaluation.uri === undefined ? "" : ` of ${fileNameOf(evaluation.uri)}`;
  return `${quoted(evaluation, node)} (line ${lineOf(evaluation, node)}${file}) ${why}`;
}

/** The text of a node in backquotes, on one line, cut where it is long. */
export function quoted(evaluation: Evaluation, node: ts.Node): string {
  return quotedText(evaluation.text, node.getStart(evaluation.sourceFile), node.end);
}

/** As `quoted`; for an expression that is missing, what stands before it on its line. */
export function quotedText(source: string, start: number, end: number): string {
  const from = start < end ? start : source.lastIndexOf("\n", start - 1) + 1;
  const to = start < end ? Math.min(end, start + 200) : start;
  const text = source.slice(from, to).trim().replace(/\s+/g, " ");
  // A template's own backquotes would end the quotation.
  const [plain = "", ...others] = text.replace(/^`/, "").split("`");
  const cut = others.some((part) => part !== "");
  if (plain.length > 40) return `\`${plain.slice(0, 39)}…\``;
  return `\`${plain}${cut ? "…" : ""}\``;
}

/** Adds a problem; the same one at the same place only once, and no more than a bounded number. */
export function report(
  evaluation: Evaluation,
  code: ProblemCode,
  severity: ProblemSeverity,
  message: string,
  range: SourceRange,
  remedies?: Problem["remedies"],
): void {
  const { problems } = evaluation;
  if (problems.length > limits.problems) return;
  if (problems.some((old) => old.code === code && isSameStart(old.range, range))) return;
  if (problems.length === limits.problems) {
    problems.push(tooManyProblems(evaluation));
    return;
  }
  problems.push({ code, severity, message, range, ...(remedies ? { remedies } : {}) });
}

function tooManyProblems({ program, text }: Evaluation): Problem {
  return {
    code: "too-large",
    severity: "information",
    message: `ConvLens shows ${limits.problems} problems of a file; this one has more. Mend the first ones to see the others.`,
    range: { start: 0, end: lineEnd(program.document?.text ?? text, 0) },
  };
}

function isSameStart(a: SourceRange, b: SourceRange): boolean {
  return a.start === b.start && a.uri === b.uri;
}

/** Tells that a bound was met at a node; each kind of bound is told once a file, at the first place. */
export function reportBound(
  evaluation: Evaluation,
  code: "too-large" | "nested-too-deep",
  node: ts.Node,
  message: (place: string) => string,
): void {
  if (evaluation.problems.some((old) => old.code === code)) return;
  report(evaluation, code, "information", message(quoted(evaluation, node)), rangeOf(evaluation, node));
}

/** End of the line that holds `offset`, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end < 0) return text.length;
  return end > 0 && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
}
