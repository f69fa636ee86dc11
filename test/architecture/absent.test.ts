/** What the product promises not to do: open connections, send anything anywhere, or run code from a file. */
import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";
import { importsOf } from "./importProblems.ts";
import { type SourceFile, sourceFiles } from "./sourceFiles.ts";

const folders = ["core", "engine", "protocol", "server", "client", "media", "cli"];

const networkModules = /^(node:)?(http|https|http2|net|tls|dgram|dns|inspector|vm)$/;

/** Calls and constructors that reach the network or run text as code. */
const forbiddenNames = new Set(["eval", "Function", "fetch", "XMLHttpRequest", "WebSocket", "EventSource"]);

test("no source opens a connection or runs text as code", () => {
  const sources = sourceFiles(folders, [".ts"]);
  assert.ok(sources.length > 50, `only ${sources.length} sources found`);
  assert.deepEqual(sources.flatMap(forbiddenUses), []);
});

test("the check finds what it looks for", () => {
  const uses = (text: string): string[] => forbiddenUses({ file: "a.ts", text });
  assert.deepEqual(uses('eval("1");'), ["a.ts: eval"]);
  assert.deepEqual(uses('const f = new Function("return 1");'), ["a.ts: Function"]);
  assert.deepEqual(uses('await globalThis.fetch("x");'), ["a.ts: fetch"]);
  assert.deepEqual(uses('import { request } from "node:https";'), ["a.ts: node:https"]);
  assert.deepEqual(uses("await import(path);"), ["a.ts: import()"]);
  assert.deepEqual(uses("const fetchLayer = 1; cache.fetch(1); type F = Function;"), []);
});

function forbiddenUses({ file, text }: SourceFile): string[] {
  const uses = importsOf(text).filter((name) => networkModules.test(name));
  const visit = (node: ts.Node): void => {
    const name = calledName(node);
    if (name !== undefined) uses.push(name);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true));
  return uses.map((use) => `${file}: ${use}`);
}

/** The forbidden name that a call or `new` uses, by itself or of the global object; an `import()` of a computed path. */
function calledName(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined;
  const callee = node.expression;
  if (callee.kind === ts.SyntaxKind.ImportKeyword) {
    const [path] = node.arguments ?? [];
    return path !== undefined && ts.isStringLiteralLike(path) ? undefined : "import()";
  }
  const name = ts.isIdentifier(callee) ? callee.text : globalMember(callee);
  return name !== undefined && forbiddenNames.has(name) ? name : undefined;
}

function globalMember(callee: ts.Expression): string | undefined {
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return undefined;
  return /^(globalThis|window|self|global)$/.test(callee.expression.text) ? callee.name.text : undefined;
}
