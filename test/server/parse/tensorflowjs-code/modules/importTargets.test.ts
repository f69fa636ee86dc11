// Which files import which, without running any of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  importersOf,
  importTargets,
} from "../../../../../server/parse/tensorflowjs-code/modules/importTargets.ts";
import { filesInMemory, workspaceRoot } from "../../../../support/filesInMemory.ts";

function importersIn(texts: Readonly<Record<string, string>>, path: string): string[] {
  const files = filesInMemory(texts);
  const targets = Object.entries(texts).flatMap(([file, text]) => {
    const found = importTargets(text, workspaceRoot + file, files);
    return found ? [[workspaceRoot + file, found] as const] : [];
  });
  return importersOf(workspaceRoot + path, new Map(targets)).map((file) => file.slice(workspaceRoot.length));
}

test("importers at first and second hand, those that nothing imports first", () => {
  const texts = {
    "blocks.ts": "export const block = 1;",
    "nets/net.ts": 'import { block } from "../blocks.js";',
    "nets/index.ts": 'export * from "./net";',
    "train.ts": 'import { build } from "./nets";',
    "demo.js": 'const { block } = require("./blocks");',
    "page.html": '<script type="module">import "./blocks.ts";</script>',
    "other.ts": 'import { block } from "blocks";',
  };
  assert.deepEqual(importersIn(texts, "blocks.ts"), [
    "demo.js",
    "page.html",
    "train.ts",
    "nets/net.ts",
    "nets/index.ts",
  ]);
  assert.deepEqual(importersIn(texts, "nets/net.ts"), ["train.ts", "nets/index.ts"]);
});

test("importers by a path of tsconfig.json", () => {
  const texts = {
    "src/blocks.ts": "",
    "app/main.ts": 'import { block } from "@/blocks";',
    "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
  };
  assert.deepEqual(importersIn(texts, "src/blocks.ts"), ["app/main.ts"]);
});

test("files that import each other end, and so do very many", () => {
  const circle = { "a.ts": 'import "./b";', "b.ts": 'import "./a";\nimport "./b";' };
  assert.deepEqual(importersIn(circle, "a.ts"), ["b.ts"]);
  const many: Record<string, string> = { "a.ts": "" };
  for (let index = 0; index < 500; index++) many[`f${index}.ts`] = 'import "./a";';
  assert.equal(importersIn(many, "a.ts").length, 24);
});

test("an import that waits for its configuration is not known yet", () => {
  assert.equal(importTargets('import "@/a";', `${workspaceRoot}b.ts`, { read: () => undefined }), undefined);
});
