/** Parses a file that may be half typed, so that a broken line loses only itself. */
import ts from "typescript";
import type { FileText } from "../workspace/workspaceFiles.ts";
import { withoutLooseEnds } from "./looseEnds.ts";
import { isMinified } from "./minified.ts";
import { isPage, parsePage } from "./page/parsePage.ts";
import { type ParseText, parseFresh, withReparser } from "./reparse.ts";

/** Files longer than this are parsed once, whatever is broken in them. */
const repairLength = 300_000;
/** Lines before an error that may be the one that is broken. */
const linesBefore = 4;

/**
 * `undefined` where the nesting is too deep for the parser. Of an HTML page, its scripts. For a file of which one text after another is
 * asked for: a tree holds until the next one of the same name.
 */
export function parseTolerantly(text: string, fileName: string): ts.SourceFile | undefined {
  if (isPage(fileName)) return parseNewPage(text, fileName);
  return withReparser(fileName, scriptKindOf(fileName), (parse) => parseProgram(text, parse));
}

/** A page is asked for again while its analysis is interrupted and taken up. */
let lastPage:
  | { readonly text: string; readonly fileName: string; readonly sourceFile: ts.SourceFile | undefined }
  | undefined;

function parseNewPage(text: string, fileName: string): ts.SourceFile | undefined {
  if (lastPage?.text !== text || lastPage.fileName !== fileName)
    lastPage = { text, fileName, sourceFile: parseOnce(text, fileName) };
  return lastPage.sourceFile;
}

/** As `parseTolerantly`, with a tree that holds for ever. */
function parseOnce(text: string, fileName: string): ts.SourceFile | undefined {
  const parse = (program: string) => parseFresh(program, fileName, scriptKindOf(fileName));
  // A library that stands in the page itself is nothing to follow.
  const parseScript = (script: string) => (isMinified(script) ? undefined : parseProgram(script, parse));
  return isPage(fileName) ? parsePage(text, fileName, parseScript) : parseScript(text);
}

function parseProgram(written: string, parse: ParseText): ts.SourceFile | undefined {
  const first = parse(written);
  if (!first || written.length > repairLength) return first;
  const text = withoutLooseEnds(first);
  const source = text === written ? first : parse(text);
  if (!source) return first;
  const [firstError] = errorPlaces(source);
  if (firstError === undefined || bracketsMatch(text)) return source;
  return withoutBrokenLine(source, firstError, parse) ?? source;
}

const parsed = new WeakMap<FileText, { readonly sourceFile: ts.SourceFile | undefined }>();

/** Parsed once for each version of a file. */
export function parsedFile(file: FileText, fileName: string): ts.SourceFile | undefined {
  const known = parsed.get(file);
  if (known) return known.sourceFile;
  const sourceFile = parseOnce(file.text, fileName);
  parsed.set(file, { sourceFile });
  return sourceFile;
}

/**
 * A line that opens brackets and does not close them makes the parser take the lines after it for its own. The one
 * whose absence leaves the fewest errors is replaced by blanks, so that all places stay.
 */
function withoutBrokenLine(
  source: ts.SourceFile,
  firstError: number,
  parse: ParseText,
): ts.SourceFile | undefined {
  const { text } = source;
  let best: ts.SourceFile | undefined;
  let fewest = errorPlaces(source).length;
  let end = lineEndAfter(text, firstError);
  for (let count = 0; count <= linesBefore && end >= 0; count++) {
    const start = text.lastIndexOf("\n", end - 1) + 1;
    const line = text.slice(start, end);
    if (line.trim() !== "" && !bracketsMatch(line)) {
      const tried = parse(text.slice(0, start) + " ".repeat(line.length) + text.slice(end));
      const errors = tried ? errorPlaces(tried).length : fewest;
      if (tried && errors < fewest) {
        best = tried;
        fewest = errors;
      }
    }
    if (fewest === 0) break;
    end = start - 1;
  }
  return best;
}

function scriptKindOf(fileName: string): ts.ScriptKind {
  const name = fileName.toLowerCase();
  if (name.endsWith(".tsx")) return ts.ScriptKind.TSX;
  if (/\.[cm]?ts$/.test(name)) return ts.ScriptKind.TS;
  return name.endsWith(".jsx") || isPage(name) || /\.[cm]?js$/.test(name)
    ? ts.ScriptKind.JSX
    : ts.ScriptKind.TS;
}

/** Offsets of the parser's errors; TypeScript keeps them on the file without showing them in its types. */
function errorPlaces(source: ts.SourceFile): number[] {
  const list: unknown = Reflect.get(source, "parseDiagnostics");
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    const start: unknown = typeof item === "object" && item !== null ? Reflect.get(item, "start") : undefined;
    return typeof start === "number" ? [start] : [];
  });
}

function lineEndAfter(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}

/** Whether every bracket has its partner; texts and comments are passed over. */
function bracketsMatch(text: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, text);
  /** What closes each open bracket; a template's hole is closed by the rest of the template. */
  const open: ts.SyntaxKind[] = [];
  for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token === ts.SyntaxKind.TemplateHead) open.push(ts.SyntaxKind.TemplateTail);
    const closing = partners.get(token);
    if (closing !== undefined) open.push(closing);
    if (!closers.has(token)) continue;
    const wanted = open.pop();
    if (token === ts.SyntaxKind.CloseBraceToken && wanted === ts.SyntaxKind.TemplateTail) {
      if (scanner.reScanTemplateToken(false) === ts.SyntaxKind.TemplateMiddle) open.push(wanted);
    } else if (token !== wanted) return false;
  }
  return open.length === 0;
}

const partners: ReadonlyMap<ts.SyntaxKind, ts.SyntaxKind> = new Map([
  [ts.SyntaxKind.OpenParenToken, ts.SyntaxKind.CloseParenToken],
  [ts.SyntaxKind.OpenBracketToken, ts.SyntaxKind.CloseBracketToken],
  [ts.SyntaxKind.OpenBraceToken, ts.SyntaxKind.CloseBraceToken],
]);
const closers: ReadonlySet<ts.SyntaxKind> = new Set(partners.values());
