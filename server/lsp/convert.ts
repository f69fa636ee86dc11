/** From the features' plain data to LSP's types: offsets become positions in UTF-16 units. */
import type {
  CodeAction,
  CodeLens,
  Diagnostic,
  DocumentSymbol,
  Hover,
  InlayHint,
  Position,
  Range,
  TextEdit,
} from "vscode-languageserver/node";
import { DiagnosticSeverity, MarkupKind, SymbolKind } from "vscode-languageserver/node";
import type { Problem, ProblemSeverity } from "../../core/graph/problem.ts";
import type { SourceRange } from "../../core/graph/sourceRange.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { positionAt, textRange } from "../analysis/linePositions.ts";
import type { CodeActionText } from "../features/codeActions.ts";
import type { LensText } from "../features/codeLens.ts";
import type { ModelSymbol } from "../features/documentSymbols.ts";
import type { HoverText } from "../features/hover.ts";
import type { InlayHintText } from "../features/inlayHints.ts";

const severities: Readonly<Record<ProblemSeverity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function toPosition(analysis: Analysis, offset: number): Position {
  return positionAt(analysis.lines, offset);
}

export function toRange(analysis: Analysis, range: SourceRange): Range {
  return textRange(analysis.lines, range);
}

export function toDiagnostic(analysis: Analysis, problem: Problem): Diagnostic {
  return {
    range: toRange(analysis, problem.range),
    severity: severities[problem.severity],
    code: problem.code,
    source: "convlens",
    message: problem.message,
    ...(problem.related && {
      relatedInformation: problem.related.map(({ message, range }) => ({
        message,
        location: { uri: analysis.uri, range: toRange(analysis, range) },
      })),
    }),
  };
}

/** One workspace edit for all of it, so that one undo takes it back; with the version, where the client checks that. */
export function toCodeAction(
  analysis: Analysis,
  { title, kind, problem, preferred, edits, command }: CodeActionText,
  withVersions: boolean,
): CodeAction {
  const changes: TextEdit[] = edits.map(({ range, text }) => ({
    range: toRange(analysis, range),
    newText: text,
  }));
  const { uri, version } = analysis;
  const edit = withVersions
    ? { documentChanges: [{ textDocument: { uri, version }, edits: changes }] }
    : { changes: { [uri]: changes } };
  return {
    title,
    kind,
    ...(problem && { diagnostics: [toDiagnostic(analysis, problem)] }),
    ...(preferred && { isPreferred: true }),
    ...(edits.length > 0 && { edit }),
    ...(command && { command: { title, command: command.name, arguments: [...command.arguments] } }),
  };
}

/** The tooltip is asked for later, by the hint's place in the document. */
export function toInlayHint(analysis: Analysis, hint: InlayHintText): InlayHint {
  return {
    position: toPosition(analysis, hint.offset),
    label: hint.label,
    paddingLeft: true,
    data: { uri: analysis.uri, version: analysis.version, offset: hint.offset, label: hint.label },
  };
}

export function toMarkdown(value: string) {
  return { kind: MarkupKind.Markdown, value };
}

export function toHover(analysis: Analysis, hover: HoverText): Hover {
  return { contents: toMarkdown(hover.markdown), range: toRange(analysis, hover.range) };
}

export function toDocumentSymbol(analysis: Analysis, symbol: ModelSymbol): DocumentSymbol {
  return {
    name: symbol.name.trim() === "" ? "model" : symbol.name,
    detail: symbol.detail,
    kind: symbol.kind === "layer" ? SymbolKind.Field : SymbolKind.Class,
    range: toRange(analysis, symbol.range),
    selectionRange: toRange(analysis, symbol.selection),
    children: symbol.children.map((child) => toDocumentSymbol(analysis, child)),
  };
}

export function toCodeLens(analysis: Analysis, lens: LensText, withCommand: boolean): CodeLens {
  const position = toPosition(analysis, lens.offset);
  return {
    range: { start: position, end: position },
    command: withCommand
      ? { title: lens.title, command: lens.command, arguments: [...lens.arguments] }
      : { title: lens.title, command: "" },
  };
}
