/** The result of a check as lines for people, and as one JSON document. */
import type { ModelFormat } from "../../core/graph/modelGraph.ts";
import type { Problem, ProblemSeverity } from "../../core/graph/problem.ts";
import { fixesOf } from "../../server/rules/fixes.ts";
import { printable } from "../plainText.ts";
import type { ProblemEntry } from "../summary/summaryDocument.ts";
import { textLines } from "../textLines.ts";
import type { CheckedFile } from "./checkFile.ts";

/** `file:4:5: error: ... (code)` for every problem but hints, then how many there are. */
export function formatCheckText(files: readonly CheckedFile[]): string {
  const lines = files.flatMap(({ file, text, problems, unreadable }) => {
    if (unreadable !== undefined) return [`${printable(file)}: error: ${printable(unreadable)}`];
    const { positionAt } = textLines(text);
    return problems
      .filter(({ severity }) => severity !== "hint")
      .map(({ code, severity, message, range }) => {
        const { line, character } = positionAt(range.start);
        const place = `${printable(file)}:${line + 1}:${character + 1}`;
        return `${place}: ${severity}: ${printable(message)} (${code})`;
      });
  });
  return `${[...lines, totalsText(files)].join("\n")}\n`;
}

function totalsText(files: readonly CheckedFile[]): string {
  const all = files.flatMap(({ problems }) => problems);
  const unusable = files.filter(({ analysis }) => analysis === null).length;
  const counts = (["error", "warning", "information", "hint"] as const).map((severity) => {
    const count = all.filter((problem) => problem.severity === severity).length;
    return `${count} ${severity === "information" ? severity : `${severity}${count === 1 ? "" : "s"}`}`;
  });
  const without = unusable === 0 ? "" : `, ${unusable} without a model`;
  return `${files.length} file${files.length === 1 ? "" : "s"}${without}: ${counts.join(", ")}`;
}

/** What `--format json` prints; schema 1, later versions only add keys. */
export interface CheckDocument {
  readonly schema: 1;
  readonly files: readonly CheckedEntry[];
  readonly counts: Readonly<Record<ProblemSeverity, number>>;
}

interface CheckedEntry {
  readonly file: string;
  readonly format: ModelFormat | null;
  /** Names of the models that the file holds. */
  readonly models: readonly string[];
  readonly problems: readonly (ProblemEntry & { readonly fixes?: readonly FixEntry[] })[];
}

interface FixEntry {
  readonly title: string;
  readonly kind: "safe" | "reviewed";
}

export function formatCheckJson(files: readonly CheckedFile[]): string {
  const counts = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { problems, unreadable } of files) {
    for (const { severity } of problems) counts[severity]++;
    if (unreadable !== undefined) counts.error++;
  }
  const document: CheckDocument = { schema: 1, files: files.map(entryOf), counts };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function entryOf({ file, text, format, analysis, problems, unreadable }: CheckedFile): CheckedEntry {
  const models = analysis?.models.map(({ graph }) => graph.name) ?? [];
  if (unreadable !== undefined) return { file, format, models, problems: [unreadableEntry(unreadable)] };
  const lines = textLines(text);
  return {
    file,
    format,
    models,
    problems: problems.map((problem) => {
      const { code, severity, message, layer } = problem;
      const fixes = analysis ? fixesOf(analysis, problem) : [];
      return {
        code,
        severity,
        message,
        range: lines.rangeOf(problem.range),
        ...(layer === undefined ? {} : { layer }),
        ...(fixes.length > 0 ? { fixes: fixes.map(({ title, kind }) => ({ title, kind })) } : {}),
      };
    }),
  };
}

function unreadableEntry(message: string): ProblemEntry {
  const start = { line: 0, character: 0 };
  return { code: "file-not-readable", severity: "error", message, range: { start, end: start } };
}

/** True for what a check fails at: errors, and budgets that are passed or cannot be told to be kept. */
export function isFinding({ severity, code }: Problem): boolean {
  return severity === "error" || code === "budget-exceeded" || code === "budget-not-known";
}
