/** What can be done at a place: repairs of its problems, all safe repairs at once, and ways to have a problem not told. */
import type { Problem } from "../../core/graph/problem.ts";
import type { SourceRange } from "../../core/graph/sourceRange.ts";
import { setRuleLevelCommand } from "../../protocol/language.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { lineAt } from "../analysis/linePositions.ts";
import { insertion, overlap, type TextEdit } from "../edits/index.ts";
import { indentationAt, lineBreakOf } from "../edits/textEdit.ts";
import { isCodeLanguage } from "../parse/documentLanguage.ts";
import { fixesOf } from "../rules/fixes.ts";
import { suppressionComment } from "../rules/suppressions.ts";
import { type DiagnosticsSettings, diagnostics } from "./diagnostics.ts";
import { replaceActions } from "./replaceActions.ts";

export const fixAllKind = "source.fixAll.convlens";

export const replaceKind = "refactor.rewrite";

export type CodeActionKind = "quickfix" | typeof replaceKind | typeof fixAllKind;

export interface CodeActionText {
  readonly title: string;
  readonly kind: CodeActionKind;
  /** The problem that it mends or takes away. */
  readonly problem?: Problem;
  /** Whether an editor may make it without asking which. */
  readonly preferred: boolean;
  /** Made together, as one step that can be undone. */
  readonly edits: readonly TextEdit[];
  /** In place of edits: a command of the client. */
  readonly command?: { readonly name: string; readonly arguments: readonly string[] };
}

export interface ActionsWanted {
  /** Kinds that the client asks for, each with all below it; `undefined` for those at a place. */
  readonly only: readonly string[] | undefined;
  /** Whether the client carries out commands, such as the one that writes a setting. */
  readonly commands: boolean;
}

export function codeActions(
  analysis: Analysis,
  range: SourceRange,
  settings: DiagnosticsSettings,
  { only, commands }: ActionsWanted,
): readonly CodeActionText[] {
  const asks = (kind: CodeActionKind) =>
    only?.some((each) => kind === each || kind.startsWith(`${each}.`)) ?? true;
  const problems = diagnostics(analysis, settings);
  const here = problems.filter((problem) => touches(problem.range, range));
  return [
    ...(asks("quickfix") ? here.flatMap((problem) => repairs(analysis, problem)) : []),
    ...(asks("quickfix") ? suppressions(analysis, here, commands) : []),
    ...(asks(replaceKind) ? replacements(analysis, range) : []),
    // Asked for by name only: it is for the whole file, whatever place is asked about.
    ...(only !== undefined && asks(fixAllKind) ? fixAll(analysis, problems) : []),
  ];
}

function repairs(analysis: Analysis, problem: Problem): CodeActionText[] {
  const fixes = fixesOf(analysis, problem);
  return fixes.map(({ title, kind, edits }, index) => ({
    title,
    kind: "quickfix",
    problem,
    preferred: kind === "safe" && index === 0,
    edits,
  }));
}

/** The first safe repair of every problem, as far as they do not touch one another. */
function fixAll(analysis: Analysis, problems: readonly Problem[]): CodeActionText[] {
  const edits: TextEdit[] = [];
  for (const problem of problems) {
    const fix = fixesOf(analysis, problem).find(({ kind }) => kind === "safe");
    if (!fix || fix.edits.some((edit) => edits.some((other) => overlap(edit, other)))) continue;
    edits.push(...fix.edits);
  }
  if (edits.length === 0) return [];
  return [{ title: "Fix all safe ConvLens problems", kind: fixAllKind, preferred: false, edits }];
}

/** Of the layer at the start of what is asked about. */
function replacements(analysis: Analysis, { start }: SourceRange): CodeActionText[] {
  return replaceActions(analysis, start).map(({ title, edits }) => ({
    title,
    kind: replaceKind,
    preferred: false,
    edits,
  }));
}

/** In code a comment; and for any file the setting, where the client can write it. */
function suppressions(analysis: Analysis, here: readonly Problem[], commands: boolean): CodeActionText[] {
  const { text, languageId, uri } = analysis;
  const code = isCodeLanguage({ text, languageId, fileName: uri });
  const told = new Set<string>();
  return here.flatMap((problem): CodeActionText[] => {
    if (told.has(problem.code)) return [];
    told.add(problem.code);
    const common = { kind: "quickfix" as const, problem, preferred: false };
    const comment = code
      ? [
          {
            ...common,
            title: `Ignore ${problem.code} on this line`,
            edits: [commentAbove(analysis, problem)],
          },
        ]
      : [];
    const command = { name: setRuleLevelCommand, arguments: [problem.code, "off"] };
    const setting = commands
      ? [{ ...common, title: `Switch ${problem.code} off in the settings`, edits: [], command }]
      : [];
    return [...comment, ...setting];
  });
}

function commentAbove({ text, lines }: Analysis, { code, range }: Problem): TextEdit {
  const start = lines.starts[lineAt(lines, range.start)] ?? 0;
  const indentation = indentationAt(text, range.start);
  return insertion(start, `${indentation}${suppressionComment(code)}${lineBreakOf(text)}`);
}

function touches(a: SourceRange, b: SourceRange): boolean {
  return a.start <= b.end && b.start <= a.end;
}
