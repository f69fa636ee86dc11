/** The program of an HTML page: its scripts as one file, with every statement at its own place in the page. */
import ts from "typescript";
import { isRecord, isText } from "../../../../protocol/checkedData.ts";
import { type PageScript, pageScripts } from "./pageScripts.ts";

export function isPage(fileName: string): boolean {
  return /\.html?$/i.test(fileName);
}

/**
 * `parse` is called for each script by itself, so that a broken one loses only itself. Module scripts and files with `defer` run
 * behind the others, modules each with names of their own.
 */
export function parsePage(
  text: string,
  fileName: string,
  parse: (text: string) => ts.SourceFile | undefined,
): ts.SourceFile | undefined {
  const scripts = pageScripts(text).filter(({ kind }) => kind !== "map");
  const blankText = blank(text);
  const base = ts.createSourceFile(fileName, blankText, ts.ScriptTarget.Latest, false);
  const pieces = scripts.map((script) => ({ script, ...pieceOf(text, script) }));
  const statements: ts.Statement[] = [];
  for (const { script, start, program } of inRunningOrder(pieces)) {
    const parsed = parse(program);
    if (!parsed) continue;
    const own = parsed.statements;
    move(own, start);
    if (script.kind === "classic" || scripts.length === 1) statements.push(...own);
    else {
      const block = ts.factory.createBlock(own, true);
      moduleScripts.add(block);
      statements.push(ts.setTextRange(block, { pos: start, end: start + program.length }));
    }
  }
  const page = ts.factory.updateSourceFile(base, statements);
  page.text = wholeText(blankText, pieces);
  return page;
}

const moduleScripts = new WeakSet<ts.Node>();

/** Whether a block stands for a module script of a page that has other scripts too. */
export function isModuleScript(block: ts.Block): boolean {
  return moduleScripts.has(block);
}

/** Moves the places of all that stands in a parsed script. */
function move(statements: ts.NodeArray<ts.Statement>, by: number): void {
  const waiting: (ts.Node | ts.NodeArray<ts.Node>)[] = [statements];
  const add = (each: ts.Node | ts.NodeArray<ts.Node>) => {
    waiting.push(each);
  };
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    ts.setTextRange(next, { pos: next.pos + by, end: next.end + by });
    if ("kind" in next) ts.forEachChild(next, add, add);
    else for (const each of next) waiting.push(each);
  }
}

interface Piece {
  readonly script: PageScript;
  readonly start: number;
  readonly program: string;
}

function inRunningOrder(pieces: readonly Piece[]): readonly Piece[] {
  return [...pieces.filter(({ script }) => !script.later), ...pieces.filter(({ script }) => script.later)];
}

function pieceOf(text: string, { content, source }: PageScript): Omit<Piece, "script"> {
  if (source) return { start: source.tag.start, program: importText(text, source) };
  return { start: content.start, program: text.slice(content.start, content.end) };
}

/** UTF-16 units in the scripts of a page. */
export function scriptLength(text: string): number {
  return pageScripts(text).reduce((sum, { content }) => sum + content.end - content.start, 0);
}

/** The names that an import map of the page gives to addresses. */
export function importMapOf(text: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { kind, content } of pageScripts(text)) {
    if (kind !== "map") continue;
    const { imports } = asRecord(readJson(text.slice(content.start, content.end)));
    for (const [name, target] of Object.entries(asRecord(imports)))
      if (isText(target) && !names.has(name)) names.set(name, target);
  }
  return names;
}

/** What a specifier stands for by an import map: the whole name, or the longest that ends in a slash and begins it. */
export function mappedSpecifier(names: ReadonlyMap<string, string>, specifier: string): string {
  if (names.size === 0) return specifier;
  const whole = names.get(specifier);
  if (whole !== undefined) return whole;
  const begins = [...names.keys()]
    .filter((name) => name.endsWith("/") && specifier.startsWith(name))
    .sort((a, b) => b.length - a.length);
  const [longest] = begins;
  return longest === undefined ? specifier : `${names.get(longest) ?? ""}${specifier.slice(longest.length)}`;
}

/** Files that the page's scripts are, as specifiers from it. */
export function scriptFilesOf(text: string): readonly string[] {
  return pageScripts(text).flatMap(({ source }) => (source ? [scriptSpecifier(source.path)] : []));
}

/** What `src` names as an import would name it: a path without a dot at its start is one beside the page. */
export function scriptSpecifier(path: string): string {
  return /^(?:[./]|[a-z][a-z0-9+.-]*:)/i.test(path) ? path : `./${path}`;
}

/** The page with everything but its scripts blank. */
function wholeText(blankText: string, pieces: readonly Piece[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, program } of pieces) {
    parts.push(blankText.slice(at, start), program);
    at = start + program.length;
  }
  parts.push(blankText.slice(at));
  return parts.join("");
}

const importWord = "import ";

/** In place of a tag with `src`, and as long: `import "./model.js"` where the path stands in quotes, nothing where it does not. */
function importText(text: string, { path, tag }: NonNullable<PageScript["source"]>): string {
  const written = text.slice(tag.start, tag.end);
  const at = Math.max(written.indexOf(`"${path}"`), written.indexOf(`'${path}'`));
  if (at < importWord.length || /[\\\r\n]/.test(path)) return blank(written);
  const quoted = at + path.length + 2;
  return `${blank(written.slice(0, at - importWord.length))}${importWord}${written.slice(at, quoted)}${blank(written.slice(quoted))}`;
}

/** With its lines where they are. */
function blank(text: string): string {
  return text.replace(/[^\r\n\u2028\u2029]/g, " ");
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
