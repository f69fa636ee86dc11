// Every feature, asked for over standard input and output by a plain client.
import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  CodeLens,
  DocumentDiagnosticReport,
  DocumentSymbol,
  Hover,
  InlayHint,
} from "vscode-languageserver-protocol/node";
import type {
  LayerRangeResult,
  ModelAtResult,
  ModelStatus,
  ModelSummary,
  ShownFunction,
} from "../../../protocol/language.ts";
import { eventQueue } from "../../support/eventQueue.ts";
import { codeModel, modelUri, twoConvolutions, windowTooLarge } from "./modelTexts.ts";
import { type ServerProcess, withServer } from "./serverProcess.ts";

const textDocument = { uri: modelUri };
const wholeText = { start: { line: 0, character: 0 }, end: { line: 100_000, character: 0 } };

const hintsOf = (server: ServerProcess, uri = modelUri, range = wholeText) =>
  server.connection.sendRequest<InlayHint[]>("textDocument/inlayHint", { textDocument: { uri }, range });

test("the server says what it can do", () =>
  withServer({}, async ({ initialized: { capabilities } }) => {
    assert.deepEqual(capabilities.textDocumentSync, { openClose: true, change: 2, save: true });
    for (const name of [
      "inlayHintProvider",
      "hoverProvider",
      "documentSymbolProvider",
      "codeLensProvider",
    ] as const) {
      assert.ok(capabilities[name], name);
    }
    assert.equal(capabilities.diagnosticProvider, undefined);
  }));

test("inlay hints stand at the layers, with their details on demand", () =>
  withServer({}, async (server) => {
    await server.open(modelUri, twoConvolutions);
    const hints = await hintsOf(server);
    const byLine = (line: number) => hints.filter(({ position }) => position.line === line);
    assert.equal(byLine(6)[0]?.label, "26×26×8 · 80 params · 48.7 kMACs");
    assert.equal(byLine(7)[0]?.label, "24×24×4 · 292 params · 165.9 kMACs");
    assert.ok(hints.some(({ label }) => label === "372 params · 214.6 kMACs at 28×28×1"));

    const [hint] = byLine(6);
    assert.equal(hint?.tooltip, undefined);
    const { tooltip } = await server.connection.sendRequest<InlayHint>("inlayHint/resolve", hint);
    assert.match(typeof tooltip === "object" ? tooltip.value : "", /kernel `3×3×1×8 = 72`/);

    const oneLine = { start: { line: 7, character: 0 }, end: { line: 8, character: 0 } };
    assert.deepEqual(
      (await hintsOf(server, modelUri, oneLine)).map(({ position }) => position.line),
      [7],
    );
  }));

test("hover, outline and lenses", () =>
  withServer({ initializationOptions: { commands: true } }, async (server) => {
    await server.open(modelUri, twoConvolutions);
    const position = { line: 6, character: twoConvolutions.split("\n")[6]?.indexOf("Conv2D") ?? 0 };
    const hover = await server.connection.sendRequest<Hover>("textDocument/hover", {
      textDocument,
      position,
    });
    assert.match(JSON.stringify(hover.contents), /26×26×8/);
    const symbols = await server.connection.sendRequest<DocumentSymbol[]>("textDocument/documentSymbol", {
      textDocument,
    });
    assert.deepEqual(
      symbols[0]?.children?.map(({ name }) => name),
      ["picture", "conv_a", "conv_b"],
    );
    const lenses = await server.connection.sendRequest<CodeLens[]>("textDocument/codeLens", { textDocument });
    assert.deepEqual(
      lenses.map(({ range, command }) => `${range.start.line} ${command?.command}`),
      ["0 convlens.showSummary", "6 convlens.runLayer", "7 convlens.runLayer"],
    );
  }));

test("a client that knows no command of ours gets the totals only", () =>
  withServer({}, async (server) => {
    await server.open(modelUri, twoConvolutions);
    const lenses = await server.connection.sendRequest<CodeLens[]>("textDocument/codeLens", { textDocument });
    assert.deepEqual(
      lenses.map(({ command }) => [command?.title, command?.command]),
      [["tiny · 372 params · 214.6 kMACs at 28×28×1", ""]],
    );
  }));

test("problems are published, and taken back when mended or closed", () =>
  withServer({}, async (server) => {
    await server.open(modelUri, windowTooLarge);
    const [problem] = await server.diagnosticsOf(modelUri);
    assert.equal(problem?.code, "window-larger-than-input");
    assert.equal(problem?.source, "convlens");
    assert.equal(problem?.severity, 1);
    assert.equal(problem?.range.start.line, 7);
    const line = windowTooLarge.split("\n")[7] ?? "";
    assert.equal(line.slice(problem?.range.start.character, problem?.range.end.character), "29");

    const start = { line: 7, character: line.indexOf("29") };
    const end = { line: 7, character: start.character + 2 };
    await server.change(modelUri, 2, [{ range: { start, end }, text: "3" }]);
    assert.deepEqual(await server.diagnosticsOf(modelUri, 2), []);
  }));

test("a client that asks for problems itself gets them as answer", () =>
  withServer({ capabilities: { textDocument: { diagnostic: {} } } }, async (server) => {
    assert.ok(server.initialized.capabilities.diagnosticProvider);
    await server.open(modelUri, windowTooLarge);
    const report = await server.connection.sendRequest<DocumentDiagnosticReport>("textDocument/diagnostic", {
      textDocument,
    });
    assert.equal(report.kind, "full");
    assert.deepEqual(report.kind === "full" && report.items.map(({ code }) => code), [
      "window-larger-than-input",
    ]);
  }));

test("settings come from the client, and the editor asks again when they change", async () => {
  let settings: unknown = { inlayHints: { macs: false } };
  const capabilities = { workspace: { configuration: true, inlayHint: { refreshSupport: true } } };
  await withServer({ capabilities, settings: () => settings }, async (server) => {
    const refreshes = eventQueue<void>();
    server.connection.onRequest("workspace/inlayHint/refresh", () => {
      refreshes.push(undefined);
      return null;
    });
    await server.open(modelUri, twoConvolutions);
    await refreshes.next();
    const labels = async () => (await hintsOf(server)).map(({ label }) => label);
    assert.ok((await labels()).includes("26×26×8 · 80 params"));

    settings = { inlayHints: { macs: false, parameters: false }, diagnostics: { enabled: false } };
    await server.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await refreshes.next();
    assert.ok((await labels()).includes("26×26×8"));
  });
});

test("numbers of the settings take the place of free sizes, and the lens tells of them", async () => {
  let settings: unknown = {};
  const capabilities = { workspace: { configuration: true, inlayHint: { refreshSupport: true } } };
  const options = { capabilities, settings: () => settings, initializationOptions: { commands: true } };
  await withServer(options, async (server) => {
    const refreshes = eventQueue<void>();
    server.connection.onRequest("workspace/inlayHint/refresh", () => {
      refreshes.push(undefined);
      return null;
    });
    await server.open(modelUri, twoConvolutions.replace("null, 28, 28, 1", "null, null, null, 1"));
    const look = async () => {
      const asked = { textDocument };
      const lenses = await server.connection.sendRequest<CodeLens[]>("textDocument/codeLens", asked);
      const lens = lenses.find(({ command }) => command?.command === "convlens.setFreeSizes");
      const free = await server.connection.sendRequest<object>("convlens/freeSizes", { uri: modelUri });
      const hint = (await hintsOf(server)).find(({ position }) => position.line === 6);
      return [hint?.label, lens?.command?.title, free];
    };
    const names = ["H", "W"];
    const [label, ...rest] = await look();
    assert.equal(label, "(H − 2)×(W − 2)×8 · 80 params · 72·(H − 2)·(W − 2) MACs");
    assert.deepEqual(rest, ["Set H, W", { names, sizes: {} }]);

    settings = { freeSizes: { "folder/model.json": { H: 28, W: 30 } } };
    await server.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await refreshes.next();
    assert.deepEqual(await look(), [
      "26×28×8 · 80 params · 52.4 kMACs",
      "H = 28, W = 30",
      { names, sizes: { H: 28, W: 30 } },
    ]);
  });
});

test("values of the settings count for functions of code, and the lens tells of them", async () => {
  let settings: unknown = {};
  const capabilities = { workspace: { configuration: true, inlayHint: { refreshSupport: true } } };
  const options = { capabilities, settings: () => settings, initializationOptions: { commands: true } };
  const uri = "file:///folder/net.ts";
  const text = `import * as tf from "@tensorflow/tfjs";
export const build = (units: number) => {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units, inputShape: [4] }));
  return model;
};
`;
  await withServer(options, async (server) => {
    const refreshes = eventQueue<void>();
    server.connection.onRequest("workspace/inlayHint/refresh", () => {
      refreshes.push(undefined);
      return null;
    });
    await server.open(uri, text, "typescript");
    const look = async () => {
      const asked = { textDocument: { uri } };
      const lenses = await server.connection.sendRequest<CodeLens[]>("textDocument/codeLens", asked);
      const lens = lenses.find(({ command }) => command?.command === "convlens.setFunction");
      const hints = await hintsOf(server, uri);
      return [lens?.command?.title, ...hints.map(({ position, label }) => `${position.line} ${label}`)];
    };
    assert.equal((await look())[0], "Set units");
    settings = { functions: { "folder/net.ts": { build: { units: 3 } } } };
    await server.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await refreshes.next();
    assert.deepEqual(await look(), [
      "units = 3 (typed)",
      "1 for units = 3",
      "2 15 params · 12 MACs at 4",
      "3 3 · 15 params · 12 MACs",
    ]);
    const told = await server.connection.sendRequest<ShownFunction[]>("convlens/functions", { uri });
    assert.deepEqual(
      told.map(({ name, choice }) => [name, choice]),
      [["build", { units: 3 }]],
    );
  });
});

test("the extension's own requests: model, place of a layer, summary, status", () =>
  withServer({ initializationOptions: { modelStatus: true } }, async (server) => {
    const statuses = eventQueue<ModelStatus>();
    server.connection.onNotification("convlens/modelStatus", (status: ModelStatus) => statuses.push(status));
    await server.open(modelUri, twoConvolutions);
    const status = await statuses.next();
    assert.deepEqual([status.state, status.version, status.models[0]?.parameters], ["ready", 1, 372]);

    const at = await server.connection.sendRequest<ModelAtResult>("convlens/modelAt", {
      uri: modelUri,
      position: { line: 7, character: 20 },
    });
    assert.deepEqual(at.layerPath, ["conv_b"]);
    assert.equal(at.graph.layers.length, 3);

    const place = await server.connection.sendRequest<LayerRangeResult>("convlens/layerRange", {
      uri: modelUri,
      modelIndex: 0,
      layerPath: ["conv_a"],
    });
    assert.equal(place?.range.start.line, 6);
    assert.match(twoConvolutions.slice(place?.offsets.start, place?.offsets.end), /^\{.*conv_a.*\}$/);

    const [summary] = await server.connection.sendRequest<ModelSummary[]>("convlens/summary", {
      uri: modelUri,
    });
    assert.equal(summary?.layers.length, 3);
    assert.equal(
      await server.connection.sendRequest("convlens/modelAt", {
        uri: "file:///x",
        position: { line: 0, character: 0 },
      }),
      null,
    );
  }));

test("TensorFlow.js code gets the same hints", () =>
  withServer({}, async (server) => {
    const uri = "file:///folder/model.ts";
    await server.open(uri, codeModel, "typescript");
    const labels = (await hintsOf(server, uri)).map(
      ({ position, label }) => `${position.line} ${String(label)}`,
    );
    assert.ok(labels.includes("3 26×26×8 · 80 params · 48.7 kMACs"), labels.join("\n"));
    assert.ok(labels.includes("4 24×24×4 · 292 params · 165.9 kMACs"), labels.join("\n"));
  }));
