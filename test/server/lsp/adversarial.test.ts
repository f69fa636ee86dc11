/**
 * Programs made to hang or to fill the memory, opened one after the other in a language server with little memory: each is answered,
 * costs one message at most, and leaves the server as it was.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { CodeLens, InlayHint } from "vscode-languageserver-protocol/node";
import { adversarialPrograms } from "./adversarialPrograms.ts";
import { codeModel } from "./modelTexts.ts";
import { type ServerProcess, startServerProcess } from "./serverProcess.ts";

const wholeText = { start: { line: 0, character: 0 }, end: { line: 1_000_000, character: 0 } };
/** Milliseconds after which a program counts as one that hangs; a document may work for 4 s, and machines are slow at times. */
const patience = 30_000;

let server: ServerProcess;
before(async () => {
  server = await startServerProcess({
    nodeArguments: ["--max-old-space-size=512"],
    initializationOptions: { commands: true },
  });
});

for (const [name, { text, bound, fileName = "program.tsx" }] of Object.entries(adversarialPrograms)) {
  test(`${name}: an answer in bounded time and memory`, { timeout: patience }, async () => {
    const uri = `file:///adversarial/${encodeURIComponent(name)}/${fileName}`;
    const languageId = fileName.endsWith(".html") ? "html" : "typescriptreact";
    await server.open(uri, text, languageId);
    const textDocument = { uri };
    const { connection } = server;
    const hints = connection.sendRequest<InlayHint[]>("textDocument/inlayHint", {
      textDocument,
      range: wholeText,
    });
    const lenses = connection.sendRequest<CodeLens[]>("textDocument/codeLens", { textDocument });
    const problems = await server.diagnosticsOf(uri);
    const bounds = problems.filter(({ code }) => code === "too-large" || code === "nested-too-deep");
    assert.equal(bounds.length, bound ? 1 : 0, JSON.stringify(bounds));
    if (bound) assert.match(String(bounds[0]?.message), bound);
    // What stands before the trouble is shown, where the file is read at all.
    const unread = bound !== undefined && /parsed|characters/.test(String(bounds[0]?.message));
    assert.equal((await hints).length > 0, !unread);
    assert.equal((await lenses).length > 0, !unread);
    await connection.sendNotification("textDocument/didClose", { textDocument });
  });
}

test("afterwards the server answers as ever, and has logged nothing", { timeout: patience }, async () => {
  const uri = "file:///adversarial/honest.ts";
  await server.open(uri, codeModel, "typescript");
  const params = { textDocument: { uri }, range: wholeText };
  const hints = await server.connection.sendRequest<InlayHint[]>("textDocument/inlayHint", params);
  assert.ok(hints.length > 0);
  assert.deepEqual(server.logs, []);
});

after(async () => {
  assert.equal(await server.stop(), 0);
});
