/** The style of files: each says what it is for, is short, exports by name, and has a telling name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";
import { type SourceFile, sourceFiles } from "./sourceFiles.ts";

const folders = ["core", "engine", "protocol", "server", "client", "media", "cli", "scripts", "test"];
const endings = [".ts", ".mjs", ".css"];

/** Longest file, in lines; a longer one is two files. */
const lineLimit = 300;
/** Files that may be longer, each with its reason. */
const lineExceptions: Readonly<Record<string, string>> = {};
/** Files whose reader asks for a default export. */
const defaultExportExceptions: Readonly<Record<string, string>> = {
  "scripts/tests/counting-reporter.mjs": "node:test loads a reporter by its default export",
};

test("every source file opens with a comment on what it is for", () => {
  assert.deepEqual(namesOf(filesWhere((source) => !opensWithComment(source.text))), []);
});

test("no source file is longer than the limit", () => {
  const long = filesWhere(({ file, text }) => lineCount(text) > lineLimit && !(file in lineExceptions));
  assert.deepEqual(
    long.map(({ file, text }) => `${file}: ${lineCount(text)} lines`),
    [],
  );
});

test("no source file has a default export", () => {
  const code = filesWhere(
    ({ file, text }) =>
      !file.endsWith(".css") && !(file in defaultExportExceptions) && hasDefaultExport(file, text),
  );
  assert.deepEqual(namesOf(code), []);
});

test("no file or folder is called after nothing in particular", () => {
  const vague = /(^|\/)(utils?|common|helpers?|misc)(\/|\.)/i;
  assert.deepEqual(namesOf(filesWhere(({ file }) => vague.test(file))), []);
});

test("the checks find what they look for", () => {
  assert.equal(opensWithComment("/** What it is for. */\nexport {};"), true);
  assert.equal(opensWithComment("#!/usr/bin/env node\n// What it is for.\n"), true);
  assert.equal(opensWithComment("import x from 'x';\n/** Late. */"), false);
  assert.equal(opensWithComment("/** */\nexport {};"), false);
  assert.equal(hasDefaultExport("a.ts", "export default function f() {}"), true);
  assert.equal(hasDefaultExport("a.ts", "const a = 1;\nexport default a;"), true);
  assert.equal(hasDefaultExport("a.ts", "export { a as default };\nconst a = 1;"), true);
  assert.equal(hasDefaultExport("a.ts", "export const text = 'export default';"), false);
  assert.equal(lineCount("a\nb\n"), 2);
});

function filesWhere(wanted: (source: SourceFile) => boolean): SourceFile[] {
  const sources = sourceFiles(folders, endings);
  assert.ok(sources.length > 50, `only ${sources.length} sources found`);
  return sources.filter(wanted);
}

function namesOf(sources: readonly SourceFile[]): string[] {
  return sources.map(({ file }) => file);
}

/** A comment with words in it, behind at most a shebang. */
function opensWithComment(text: string): boolean {
  return /^(#![^\n]*\n)?\s*(\/\/\s*[`\w]|\/\*\*?\s*(\*\s*)?[`\w])/.test(text);
}

function lineCount(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}

function hasDefaultExport(file: string, text: string): boolean {
  const parsed = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, false);
  return parsed.statements.some((statement) => {
    if (ts.isExportAssignment(statement)) return true;
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      return clause !== undefined && ts.isNamedExports(clause)
        ? clause.elements.some((element) => element.name.text === "default")
        : false;
    }
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
    return modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword) ?? false;
  });
}
