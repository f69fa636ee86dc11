// Programs of several files over the language server: read through the client or from disk, and followed as they change.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { InlayHint } from "vscode-languageserver-protocol/node";
import type { ModelAtResult, ModelStatus, ReadFilesParams } from "../../../protocol/language.ts";
import { eventQueue } from "../../support/eventQueue.ts";
import { type ServerProcess, withServer } from "./serverProcess.ts";

const main = `import * as tf from "@tensorflow/tfjs";
import { units } from "./sizes";
const model = tf.sequential();
model.add(tf.layers.dense({ units, inputShape: [4] }));
`;
const uri = "vscode-vfs://test/w/main.ts";
const sizes = "vscode-vfs://test/w/sizes.ts";
const capabilities = {
  workspace: {
    inlayHint: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
};

async function layerHint(server: ServerProcess, document = uri): Promise<string | undefined> {
  const range = { start: { line: 3, character: 0 }, end: { line: 4, character: 0 } };
  const hints = await server.connection.sendRequest<InlayHint[]>("textDocument/inlayHint", {
    textDocument: { uri: document },
    range,
  });
  return hints.map(({ label }) => String(label))[0];
}

/** A client that reads files for the server, from `texts`. */
function serveFiles(server: ServerProcess, texts: ReadonlyMap<string, string>): string[][] {
  const asked: string[][] = [];
  server.connection.onRequest("convlens/readFiles", ({ uris }: ReadFilesParams) => {
    asked.push([...uris]);
    return uris.map((each) => texts.get(each) ?? null);
  });
  return asked;
}

test("imports are read through the client, and edits on disk and in the editor are followed", () =>
  withServer({ capabilities, initializationOptions: { files: true } }, async (server) => {
    const texts = new Map([[sizes, "export const units = 3;"]]);
    const asked = serveFiles(server, texts);
    const refreshes = eventQueue<void>();
    server.connection.onRequest("workspace/inlayHint/refresh", () => {
      refreshes.push(undefined);
      return null;
    });
    await server.open(uri, main, "typescript");
    assert.equal(await layerHint(server), "3 · 15 params · 12 MACs");
    assert.equal(await layerHint(server), "3 · 15 params · 12 MACs");
    assert.equal(asked.length, 1, "the file is read once");

    texts.set(sizes, "export const units = 4;");
    await server.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: sizes, type: 2 }],
    });
    await refreshes.next();
    assert.equal(await layerHint(server), "4 · 20 params · 16 MACs");

    await server.open(sizes, "export const units = 5;", "typescript");
    await refreshes.next();
    assert.equal(await layerHint(server), "5 · 25 params · 20 MACs");
    await server.change(sizes, 2, [{ text: "export const units = 6;" }]);
    await refreshes.next();
    assert.equal(await layerHint(server), "6 · 30 params · 24 MACs");
    await server.connection.sendNotification("textDocument/didClose", { textDocument: { uri: sizes } });
    await refreshes.next();
    assert.equal(await layerHint(server), "4 · 20 params · 16 MACs");
  }));

test("a model of the same text that was read from other files is told as another reading", () =>
  withServer({ capabilities, initializationOptions: { files: true, modelStatus: true } }, async (server) => {
    const texts = new Map([[sizes, "export const units = 3;"]]);
    serveFiles(server, texts);
    server.connection.onRequest("workspace/inlayHint/refresh", () => null);
    const statuses = eventQueue<ModelStatus>();
    server.connection.onNotification("convlens/modelStatus", (status: ModelStatus) => {
      if (status.uri === uri) statuses.push(status);
    });
    const modelNow = () =>
      server.connection.sendRequest<ModelAtResult>("convlens/modelAt", {
        uri,
        position: { line: 3, character: 0 },
      });
    await server.open(uri, main, "typescript");
    const first = await statuses.next();
    assert.equal((await modelNow()).reading, first.reading, "asked twice, read once");
    texts.set(sizes, "export const units = 4;");
    await server.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: sizes, type: 2 }],
    });
    const second = await statuses.next();
    assert.equal(second.version, first.version);
    assert.notEqual(second.reading, first.reading);
    const model = await modelNow();
    assert.equal(model.reading, second.reading);
    assert.equal(Object(model.graph.layers.at(-1)?.config.units).value, 4);
  }));

test("a file that comes into being is found", () =>
  withServer({ capabilities, initializationOptions: { files: true } }, async (server) => {
    const texts = new Map<string, string>();
    serveFiles(server, texts);
    const refreshes = eventQueue<void>();
    server.connection.onRequest("workspace/inlayHint/refresh", () => {
      refreshes.push(undefined);
      return null;
    });
    await server.open(uri, main, "typescript");
    assert.match((await layerHint(server)) ?? "", /^\?/);
    texts.set(sizes, "export const units = 3;");
    await server.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: sizes, type: 1 }],
    });
    await refreshes.next();
    assert.equal(await layerHint(server), "3 · 15 params · 12 MACs");
  }));

test("a function is shown with the values of the calls in other files, and again when they change", () =>
  withServer({ capabilities, initializationOptions: { files: true } }, async (server) => {
    const builder = `import * as tf from "@tensorflow/tfjs";
export function build(units: number) {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units, inputShape: [4] }));
  return model;
}
`;
    const folder = "vscode-vfs://test/w";
    const call = (units: number) =>
      `import { build } from "./net.js";\nexport const net = build(${units});\n`;
    const texts = new Map([
      [`${folder}/a.ts`, call(3)],
      [`${folder}/b.ts`, "export const nothing = 1;"],
    ]);
    serveFiles(server, texts);
    server.connection.onRequest("convlens/listFiles", () => [...texts.keys()]);
    const refreshes = eventQueue<void>();
    server.connection.onRequest("workspace/inlayHint/refresh", () => {
      refreshes.push(undefined);
      return null;
    });
    const net = `${folder}/net.ts`;
    await server.open(net, builder, "typescript");
    assert.equal(await layerHint(server, net), "units · 5·units params · 4·units MACs");
    await refreshes.next();
    assert.equal(await layerHint(server, net), "3 · 15 params · 12 MACs");

    texts.set(`${folder}/b.ts`, call(5));
    const changes = [{ uri: `${folder}/b.ts`, type: 2 }];
    await server.connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
    await refreshes.next();
    assert.equal(await layerHint(server, net), "3 | 5 · 15 | 25 params · 12 | 20 MACs");

    await server.open(`${folder}/b.ts`, call(7), "typescript");
    await refreshes.next();
    assert.equal(await layerHint(server, net), "3 | 7 · 15 | 35 params · 12 | 28 MACs");
    await server.change(`${folder}/b.ts`, 2, [{ text: "export const nothing = 1;" }]);
    await refreshes.next();
    assert.equal(await layerHint(server, net), "3 · 15 params · 12 MACs");
  }));

test("a plain client's workspace is read from disk, and nothing outside of it", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "convlens-files-"));
  try {
    writeFileSync(path.join(folder, "sizes.ts"), "export const units = 3;");
    const address = (file: string) => pathToFileURL(path.join(folder, file)).href;
    const rootUri = pathToFileURL(folder).href;
    await withServer({ rootUri }, async (server) => {
      await server.open(address("main.ts"), main, "typescript");
      assert.equal(await layerHint(server, address("main.ts")), "3 · 15 params · 12 MACs");
    });
    await withServer({ rootUri: `${rootUri}/inside` }, async (server) => {
      await server.open(address("inside/main.ts"), main.replace("./sizes", "../sizes"), "typescript");
      assert.match((await layerHint(server, address("inside/main.ts"))) ?? "", /^\? · units of/);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
