// Weight files that a model.json names: sizes from disk for a plain client, from the client where it can tell; looked at again on save.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { fileSizesRequest } from "../../../protocol/language.ts";
import { startServerProcess, withServer } from "./serverProcess.ts";

const text = JSON.stringify({
  format: "layers-model",
  modelTopology: {
    class_name: "Sequential",
    config: {
      name: "m",
      layers: [
        {
          class_name: "Conv2D",
          config: { name: "c", filters: 4, kernel_size: [3, 3], batch_input_shape: [null, 8, 8, 3] },
        },
      ],
    },
  },
  weightsManifest: [
    {
      paths: ["a b.bin", "sub/two.bin"],
      weights: [
        { name: "c/kernel", shape: [3, 3, 3, 4], dtype: "float32" },
        { name: "c/bias", shape: [4], dtype: "float32" },
      ],
    },
  ],
});
const codesOf = (problems: readonly { readonly code?: number | string }[]) =>
  problems.map(({ code }) => code);

test("a plain client: files on disk are looked at, again after a save", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "convlens-weights-"));
  try {
    const uri = pathToFileURL(path.join(folder, "model.json")).href;
    writeFileSync(path.join(folder, "a b.bin"), new Uint8Array(445));
    await withServer({}, async (server) => {
      const published = nextPublished(server.connection);
      await server.open(uri, text);
      assert.deepEqual(codesOf(await published("weight-file-missing")), ["weight-file-missing"]);
      // The second file holds nothing, so the first one is 3 bytes short.
      writeFileSync(path.join(folder, "two.bin"), "");
      const moved = text.replace("sub/two.bin", "two.bin");
      await server.change(uri, 2, [{ text: moved }]);
      assert.deepEqual(codesOf(await published("weight-file-size")), ["weight-file-size"]);
      writeFileSync(path.join(folder, "a b.bin"), new Uint8Array(448));
      await server.connection.sendNotification("textDocument/didSave", { textDocument: { uri } });
      assert.deepEqual(await published(undefined), []);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a client that can tell is asked, wherever the document lies", async () => {
  const server = await startServerProcess({ initializationOptions: { fileSizes: true } });
  try {
    const asked: unknown[] = [];
    server.connection.onRequest(fileSizesRequest, (params: unknown) => {
      asked.push(params);
      return { "a b.bin": 300, "sub/two.bin": 149, nonsense: "large" };
    });
    const published = nextPublished(server.connection);
    await server.open("vscode-vfs://host/model.json", text);
    const [problem] = await published("weight-file-size");
    assert.match(problem?.message ?? "", /The 2 files of this group have 449 bytes.*need 448/);
    assert.deepEqual(asked, [{ uri: "vscode-vfs://host/model.json", paths: ["a b.bin", "sub/two.bin"] }]);
  } finally {
    assert.equal(await server.stop(), 0);
    assert.deepEqual(server.logs, []);
  }
});

interface Published {
  readonly code?: number | string;
  readonly message: string;
}

/** Resolves with the first published list that holds the code; for `undefined`, with the first empty one after a call. */
function nextPublished(connection: {
  onNotification(method: string, handler: (params: { diagnostics: Published[] }) => void): unknown;
}): (code: string | undefined) => Promise<readonly Published[]> {
  let check: (list: readonly Published[]) => void = () => {};
  let newest: readonly Published[] | undefined;
  connection.onNotification("textDocument/publishDiagnostics", ({ diagnostics }) => {
    newest = diagnostics;
    check(diagnostics);
  });
  return (code) =>
    new Promise((resolve) => {
      check = (list) => {
        if (code === undefined ? list.length === 0 : list.some((each) => each.code === code)) resolve(list);
      };
      if (code !== undefined && newest) check(newest);
    });
}
