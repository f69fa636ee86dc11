// Text that is broken, huge, changing or not a model: what can be read is shown, and nothing is logged.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CodeLens, DocumentSymbol, InlayHint } from "vscode-languageserver-protocol/node";
import { CancellationTokenSource } from "vscode-languageserver-protocol/node";
import { codeModel, modelUri, twoConvolutions } from "./modelTexts.ts";
import { type ServerProcess, withServer } from "./serverProcess.ts";

const wholeText = { start: { line: 0, character: 0 }, end: { line: 1_000_000, character: 0 } };
const firstLayer = "26×26×8 · 80 params · 48.7 kMACs";
const secondLayer = "24×24×4 · 292 params · 165.9 kMACs";

async function labelsOf(server: ServerProcess, uri = modelUri): Promise<unknown[]> {
  const params = { textDocument: { uri }, range: wholeText };
  const hints = await server.connection.sendRequest<InlayHint[]>("textDocument/inlayHint", params);
  return hints.map(({ label }) => label);
}

test("truncated JSON: hints up to the cut, one message", () =>
  withServer({}, async (server) => {
    const cut = twoConvolutions.indexOf('"conv_b"');
    await server.open(modelUri, twoConvolutions.slice(0, cut));
    assert.ok((await labelsOf(server)).includes(firstLayer));
    const problems = await server.diagnosticsOf(modelUri);
    assert.deepEqual(
      problems.filter(({ code }) => code === "syntax-error").length,
      1,
      JSON.stringify(problems),
    );
  }));

test("NaN: everything is read, one message", () =>
  withServer({}, async (server) => {
    await server.open(modelUri, twoConvolutions.replace('"filters": 8', '"threshold": NaN, "filters": 8'));
    const labels = await labelsOf(server);
    assert.ok(labels.includes(firstLayer) && labels.includes(secondLayer));
    const problems = await server.diagnosticsOf(modelUri);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["non-finite-number"],
    );
  }));

test("a byte order mark: everything is read, in its right place", () =>
  withServer({}, async (server) => {
    await server.open(modelUri, `\uFEFF${twoConvolutions.replaceAll("\n", "\r\n")}`);
    const params = { textDocument: { uri: modelUri }, range: wholeText };
    const hints = await server.connection.sendRequest<InlayHint[]>("textDocument/inlayHint", params);
    assert.ok(hints.some(({ label, position }) => label === firstLayer && position.line === 6));
  }));

test("two megabytes of weights in the file", () =>
  withServer({ initializationOptions: { commands: true } }, async (server) => {
    const weights = JSON.stringify(Array.from({ length: 200_000 }, (_, index) => index / 7));
    const text = twoConvolutions.replace('"keras_version"', `"weights": ${weights}, "keras_version"`);
    assert.ok(text.length > 2_000_000, `${text.length} characters`);
    await server.open(modelUri, text);
    assert.ok((await labelsOf(server)).includes(secondLayer));
    assert.deepEqual(await server.diagnosticsOf(modelUri), []);
  }));

test("an export on one line: hints in the line, and a lens that formats it", () =>
  withServer({ initializationOptions: { commands: true } }, async (server) => {
    // Longer than the limit for a line, as every real export is.
    const text = JSON.stringify({ ...JSON.parse(twoConvolutions), description: "x".repeat(500) });
    await server.open(modelUri, text);
    const labels = await labelsOf(server);
    assert.ok(labels.includes(firstLayer) && labels.includes(secondLayer));
    const lenses = await server.connection.sendRequest<CodeLens[]>("textDocument/codeLens", {
      textDocument: { uri: modelUri },
    });
    assert.deepEqual(
      lenses.map(({ command }) => command?.command),
      ["convlens.showSummary", "convlens.formatModel"],
    );
  }));

test("characters of two UTF-16 units before a layer do not shift it", () =>
  withServer({}, async (server) => {
    const uri = "file:///folder/emoji.ts";
    const text = codeModel.replace(
      "model.add(tf.layers.conv2d({ filters: 4",
      "/* 😀😀 */ model.add(tf.layers.conv2d({ filters: 4",
    );
    await server.open(uri, text, "typescript");
    const symbols = await server.connection.sendRequest<DocumentSymbol[]>("textDocument/documentSymbol", {
      textDocument: { uri },
    });
    const layer = symbols[0]?.children?.find(({ name }) => name === "conv_b");
    const line = text.split("\n")[4] ?? "";
    assert.equal(layer?.selectionRange.start.line, 4);
    const { start, end } = layer.selectionRange;
    assert.match(line.slice(start.character, end.character), /^(tf\.layers\.)?conv2d$/);
  }));

test("a half-typed call leaves the layers before it", () =>
  withServer({}, async (server) => {
    const uri = "file:///folder/half.ts";
    await server.open(uri, codeModel.slice(0, codeModel.lastIndexOf("kernelSize")), "typescript");
    assert.ok((await labelsOf(server, uri)).includes(firstLayer));
  }));

test("an answer is never for an older text", () =>
  withServer({}, async (server) => {
    await server.open(modelUri, twoConvolutions);
    const start = { line: 5, character: 0 };
    const asked = labelsOf(server).then(
      (labels) => ({ labels, code: undefined }),
      (error: { code?: number }) => ({ labels: undefined, code: error.code }),
    );
    await server.change(modelUri, 2, [{ range: { start, end: start }, text: "\n" }]);
    const { labels, code } = await asked;
    // Either it was answered before the change came in, or it is refused as out of date (-32801).
    assert.ok(labels?.includes(firstLayer) || code === -32801, `${labels} ${code}`);
    const params = { textDocument: { uri: modelUri }, range: wholeText };
    const hints = await server.connection.sendRequest<InlayHint[]>("textDocument/inlayHint", params);
    assert.equal(hints.find(({ label }) => label === firstLayer)?.position.line, 7);
  }));

test("a cancelled request is refused as cancelled", () =>
  withServer({}, async (server) => {
    await server.open(modelUri, twoConvolutions);
    const source = new CancellationTokenSource();
    const params = { textDocument: { uri: modelUri }, range: wholeText };
    const asked = server.connection.sendRequest("textDocument/inlayHint", params, source.token).then(
      () => "answered",
      (error: { code?: number }) => error.code,
    );
    source.cancel();
    assert.ok(["answered", -32800].includes((await asked) as string | number));
    assert.ok((await labelsOf(server)).includes(firstLayer));
  }));

test("a thousand changes one after another end in the right answer", () =>
  withServer({}, async (server) => {
    await server.open(modelUri, twoConvolutions);
    const start = { line: 0, character: 0 };
    for (let version = 2; version <= 1000; version++) {
      await server.change(modelUri, version, [{ range: { start, end: start }, text: "\n" }]);
    }
    assert.deepEqual(await server.diagnosticsOf(modelUri, 1000), []);
    assert.ok((await labelsOf(server)).includes(firstLayer));
  }));

test("documents that are no models, or not open, get empty answers", () =>
  withServer({}, async (server) => {
    await server.open("file:///package.json", '{"name": "x", "version": "1.0.0"}');
    await server.open("file:///empty.json", "");
    await server.open("file:///code.ts", "export const one = 1;\n", "typescript");
    await server.open("file:///text.md", "# class_name", "markdown");
    for (const uri of ["package.json", "empty.json", "code.ts", "text.md", "closed.json"]) {
      assert.deepEqual(await labelsOf(server, `file:///${uri}`), [], uri);
    }
    assert.deepEqual(await server.diagnosticsOf("file:///package.json"), []);
  }));
