// Other people's real model files, opened one after another in one server: every request is answered, nothing is logged.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { CodeLens, DocumentSymbol, Hover, InlayHint } from "vscode-languageserver-protocol/node";
import { sharedFolder } from "../../support/repositoryRoot.ts";
import { type ServerProcess, withServer } from "./serverProcess.ts";

const folder = path.join(sharedFolder, "corpus/json");
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
const skip = files.length === 0 && `no model files at ${folder}`;

/** Parameters as Keras's authors publish them. */
const published = {
  "keras3_app_MobileNet.json": "4,253,864 params · 568.7 MMACs at 224×224×3",
  "keras3_app_ResNet50.json": "25,636,712 params",
  "keras3_app_VGG16.json": "138,357,544 params",
} as const;

test("every file is answered without a log", { skip }, async (context) => {
  let withLayers = 0;
  await withServer({ initializationOptions: { commands: true } }, async (server) => {
    for (const name of files) if (await assertAnswers(server, name)) withLayers++;
  });
  context.diagnostic(`${files.length} files, ${withLayers} with layers`);
});

test("published totals stand in the lenses", { skip }, () =>
  withServer({ initializationOptions: { commands: true } }, async (server) => {
    for (const [name, totals] of Object.entries(published)) {
      const { uri } = await open(server, name);
      const lenses = await server.connection.sendRequest<CodeLens[]>("textDocument/codeLens", {
        textDocument: { uri },
      });
      assert.ok(
        lenses.some(({ command }) => command?.title.includes(totals)),
        `${name}: ${lenses.map(({ command }) => command?.title).join(", ")}`,
      );
    }
  }),
);

async function open(server: ServerProcess, name: string) {
  const uri = `file:///corpus/${name}`;
  const text = readFileSync(path.join(folder, name), "utf8");
  await server.open(uri, text);
  return { uri, text };
}

/** True when the file has layers; then it has hints, an outline and hovers for them. */
async function assertAnswers(server: ServerProcess, name: string): Promise<boolean> {
  const { uri, text } = await open(server, name);
  const textDocument = { uri };
  const end = { line: text.split("\n").length, character: 0 };
  const hints = await server.connection.sendRequest<InlayHint[]>("textDocument/inlayHint", {
    textDocument,
    range: { start: { line: 0, character: 0 }, end },
  });
  const symbols = await server.connection.sendRequest<DocumentSymbol[]>("textDocument/documentSymbol", {
    textDocument,
  });
  const layers = symbols.flatMap(({ children }) => children ?? []);
  assert.equal(hints.length > 0, layers.length > 0, name);
  for (const layer of [layers[0], layers[Math.floor(layers.length / 2)], layers.at(-1)]) {
    if (!layer) continue;
    const hover = await server.connection.sendRequest<Hover | null>("textDocument/hover", {
      textDocument,
      position: layer.selectionRange.start,
    });
    assert.match(JSON.stringify(hover?.contents), /###/, `${name}: ${layer.name}`);
  }
  await server.diagnosticsOf(uri);
  await server.connection.sendNotification("textDocument/didClose", { textDocument });
  return layers.length > 0;
}
