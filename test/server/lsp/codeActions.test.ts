// Code actions over the wire: diagnostics they belong to, one workspace edit each, versions where the client checks them.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CodeAction } from "vscode-languageserver-protocol/node";
import { type ClientOptions, type ServerProcess, withServer } from "./serverProcess.ts";

const uri = "file:///work/model.ts";
const text = `import * as tf from "@tensorflow/tfjs";
/* 😀 */ const m = tf.sequential();
m.add(tf.layers.depthwiseConv2d({ inputShape: [32, 32, 3], kernelSize: 3, dilationRate: 2 }));
m.add(tf.layers.upSampling2d({ size: 2 as never }));
`;

async function actionsOf(server: ServerProcess, only?: string[]): Promise<CodeAction[]> {
  await server.open(uri, text, "typescript");
  const list = await server.connection.sendRequest<CodeAction[] | null>("textDocument/codeAction", {
    textDocument: { uri },
    range: { start: { line: 2, character: 0 }, end: { line: 2, character: 90 } },
    context: { diagnostics: [], ...(only && { only }) },
  });
  return list ?? [];
}

test("the server says which kinds it has", () =>
  withServer({}, async ({ initialized: { capabilities } }) => {
    assert.deepEqual(capabilities.codeActionProvider, {
      codeActionKinds: ["quickfix", "refactor.rewrite", "source.fixAll.convlens"],
    });
  }));

test("a plain client gets edits of the document", () =>
  withServer({}, async (server) => {
    const [fix, ...more] = await actionsOf(server);
    assert.equal(fix?.title, "Leave dilationRate out");
    assert.equal(fix?.isPreferred, true);
    assert.equal(fix?.diagnostics?.[0]?.code, "tfjs-ignores-argument");
    const start = { line: 2, character: text.split("\n")[2]?.indexOf(", dilationRate") };
    const end = { line: 2, character: (start.character ?? 0) + ", dilationRate: 2".length };
    assert.deepEqual(fix?.edit, { changes: { [uri]: [{ range: { start, end }, newText: "" }] } });
    assert.deepEqual(
      more.map(({ title, command }) => [title, command]),
      [["Ignore tfjs-ignores-argument on this line", undefined]],
    );
  }));

test("all safe repairs are one edit, of the version that they were made for", () => {
  const options: ClientOptions = {
    capabilities: { workspace: { workspaceEdit: { documentChanges: true } } },
  };
  return withServer(options, async (server) => {
    const [all, ...more] = await actionsOf(server, ["source.fixAll"]);
    assert.deepEqual(more, []);
    assert.equal(all?.kind, "source.fixAll.convlens");
    const [change, ...others] = all?.edit?.documentChanges ?? [];
    assert.deepEqual(others, []);
    assert.ok(change && "edits" in change);
    assert.deepEqual(change.textDocument, { uri, version: 1 });
    assert.equal(change.edits.length, 2);
  });
});
