/** The direction of imports: no source imports a folder or a package that the table does not allow. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { allowedImports } from "./allowedImports.ts";
import { importProblems, importsOf } from "./importProblems.ts";
import { repositoryRoot, sourceFiles } from "./sourceFiles.ts";

const folders = ["core", "engine", "protocol", "server", "client", "media", "cli"];

test("no source imports what its folder may not", () => {
  const sources = sourceFiles(folders, [".ts"]);
  assert.ok(sources.length > 50, `only ${sources.length} sources found`);
  const problems = sources.flatMap((source) => importProblems(source, allowedImports));
  assert.deepEqual(problems, []);
});

test("the checker sees every form of import", () => {
  const text = [
    'import { a } from "./a.ts";',
    'import type { B } from "./b.ts";',
    'export { c } from "./c.ts";',
    'export type { D } from "./d.ts";',
    'export * from "./e.ts";',
    'import "./f.ts";',
    'const g = await import("./g.ts");',
    'const h = require("./h.ts");',
    '// import "./comment.ts";',
  ].join("\n");
  assert.deepEqual(
    importsOf(text).sort(),
    "abcdefgh".split("").map((name) => `./${name}.ts`),
  );
});

test("the checker refuses edges that are not in the table", () => {
  const cases: readonly [file: string, specifier: string, forbidden: boolean][] = [
    ["core/a.ts", "../engine/b.ts", true],
    ["core/a.ts", "./shape/b.ts", false],
    ["core/a.ts", "typescript", true],
    ["engine/a.ts", "../core/b.ts", false],
    ["engine/tensor/a.ts", "node:fs", true],
    ["client/a.ts", "../server/lsp/b.ts", true],
    ["client/a.ts", "../media/b.ts", true],
    ["media/panel/a.ts", "../../client/b.ts", true],
    ["media/panel/a.ts", "lit/decorators.js", false],
    ["media/panel/a.ts", "node:path", true],
    ["cli/run/a.ts", "../../server/parse/b.ts", false],
    ["cli/a.ts", "../server/lsp/b.ts", true],
    ["cli/a.ts", "../media/b.ts", true],
    ["server/parse/a.ts", "../features/b.ts", true],
    ["server/rules/a.ts", "../features/b.ts", true],
    ["server/features/a.ts", "../rules/b.ts", false],
    ["server/features/a.ts", "vscode-languageserver/node", true],
    ["server/lsp/a.ts", "vscode-languageserver/node", false],
    ["server/parse/a.ts", "./b", true],
    ["server/stray.ts", "./b.ts", true],
    ["protocol/a.ts", "../server/parse/b.ts", true],
  ];
  for (const [file, specifier, forbidden] of cases) {
    const problems = importProblems({ file, text: `import { x } from "${specifier}";` }, allowedImports);
    assert.equal(problems.length, forbidden ? 1 : 0, `${file} imports ${specifier}: ${problems}`);
  }
});

test("only the folders that run in Node see Node's types, and only the panel sees the browser's", () => {
  const expected: Readonly<Record<string, { node: boolean; dom: boolean }>> = {
    core: { node: false, dom: false },
    engine: { node: false, dom: false },
    protocol: { node: false, dom: false },
    server: { node: false, dom: false },
    "server/lsp": { node: true, dom: false },
    client: { node: true, dom: false },
    media: { node: false, dom: true },
    cli: { node: true, dom: false },
  };
  for (const [folder, types] of Object.entries(expected)) {
    const { lib = [], types: named = [] } = compilerOptions(`${folder}/tsconfig.json`);
    assert.deepEqual(
      { node: named.includes("node"), dom: lib.some((each) => /dom/i.test(each)) },
      types,
      `${folder}/tsconfig.json`,
    );
  }
});

/** Options as TypeScript itself resolves them, `extends` included. */
function compilerOptions(file: string): ts.CompilerOptions {
  const absolute = path.join(repositoryRoot, file);
  const { config, error } = ts.parseConfigFileTextToJson(file, readFileSync(absolute, "utf8"));
  assert.equal(error, undefined, file);
  return ts.parseJsonConfigFileContent(config, ts.sys, path.dirname(absolute)).options;
}
