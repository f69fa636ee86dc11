/**
 * Nothing of a model file runs: programs that leave traces wherever they can are given to the command line and the language server, in
 * processes whose ways of running text are watched, and no trace is there afterwards.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { InlayHint } from "vscode-languageserver-protocol/node";
import { type BuiltCli, buildCli } from "../../cli/cliProcess.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";
import { serverBundle, startServerProcess } from "./serverProcess.ts";
import { traceWatch, tracingFiles } from "./tracingPrograms.ts";

const run = promisify(execFile);
const wholeText = { start: { line: 0, character: 0 }, end: { line: 1_000, character: 0 } };

let cli: BuiltCli;
let folder: string;
/** Written to by whatever runs. */
let trace: string;
/** Watches the process that loads it. */
let watch: string;
before(async () => {
  cli = await buildCli();
  mkdirSync(path.join(repositoryRoot, ".build"), { recursive: true });
  folder = mkdtempSync(path.join(repositoryRoot, ".build/traces-"));
  trace = path.join(folder, "trace.txt");
  watch = path.join(folder, "watch.mjs");
  writeFileSync(watch, traceWatch(trace));
  for (const [name, text] of Object.entries(tracingFiles(trace)))
    writeFileSync(path.join(folder, name), text);
});
after(() => {
  cli.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function traces(): string {
  return existsSync(trace) ? readFileSync(trace, "utf8") : "";
}

test("each of the programs leaves traces where it does run", async () => {
  for (const name of ["traces.cjs", "side.js"]) {
    const file = path.join(folder, name);
    await run(process.execPath, ["--import", pathToFileURL(watch).href, file]).catch(() => undefined);
    assert.match(traces(), new RegExp(`ran ${name}`));
    rmSync(trace, { force: true });
  }
});

test("the watch sees every way of running text", async () => {
  const ways = {
    eval: "globalThis.eval('1')",
    Function: "new Function('return 1')()",
    "constructor of a function": "(() => 1).constructor('return 1')()",
    runInThisContext: "require('node:vm').runInThisContext('1')",
    Script: "new (require('node:vm').Script)('1')",
    spawnSync: "require('node:child_process').spawnSync(process.execPath, ['--version'])",
    "changed prototype": "Object.prototype.polluted = 1",
    "changed environment": "process.env.CONVLENS_TRACE = '1'",
  };
  for (const [name, code] of Object.entries(ways)) {
    await run(process.execPath, ["--import", pathToFileURL(watch).href, "-e", code]);
    assert.match(traces(), /\S/, name);
    rmSync(trace, { force: true });
  }
});

test("the command line runs nothing of them", async () => {
  for (const name of Object.keys(tracingFiles(trace))) {
    const { exitCode, stdout } = await cli.runAfter(watch, "summary", path.join(folder, name));
    assert.doesNotMatch(stdout, /ran /, name);
    assert.equal(traces(), "", name);
    // All but the file that makes no model are read.
    assert.equal(exitCode, name === "side.js" ? 2 : 0, name);
  }
});

test("the language server runs nothing of them", async () => {
  const rootUri = pathToFileURL(folder).href;
  const server = await startServerProcess({
    nodeArguments: ["--import", pathToFileURL(watch).href],
    rootUri,
    capabilities: { workspace: { workspaceFolders: true } },
  });
  for (const [name, text] of Object.entries(tracingFiles(trace))) {
    const uri = `${rootUri}/${name}`;
    await server.open(uri, text, name.endsWith(".html") ? "html" : "typescriptreact");
    const params = { textDocument: { uri }, range: wholeText };
    const hints = await server.connection.sendRequest<InlayHint[]>("textDocument/inlayHint", params);
    assert.equal(hints.length > 0, name !== "side.js", name);
    await server.diagnosticsOf(uri);
  }
  assert.equal(await server.stop(), 0);
  assert.equal(traces(), "");
});

test("the built programs have no way of running text", async () => {
  const ways =
    /\b(?:eval|Function)\s*\(|(?:require|from|import)\s*\(?\s*["'](?:node:)?vm["']|\brunIn(?:This|New)?Context\b|\bcompileFunction\b/;
  assert.match('x = new Function("a")', ways);
  assert.match('require("vm")', ways);
  for (const file of [await serverBundle(), path.join(cli.folder, "cli.js")]) {
    const text = readFileSync(file, "utf8");
    assert.ok(text.length > 1_000_000);
    assert.equal(ways.exec(text)?.[0], undefined, file);
  }
});
