/** Messages about weight files: those of the right shape come in, everything else is dropped. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readFromPanel, readToPanel } from "../../protocol/panel.ts";

const bytes = new Uint8Array([1, 2]).buffer;

test("messages of the right shape come out the same", () => {
  for (const message of [
    { type: "weights", fileName: "model.h5", again: true },
    { type: "weights", fileName: null, again: false },
    { type: "fileSize", id: 1, size: 20 },
    { type: "fileBytes", id: 2, bytes },
    { type: "fileFailed", id: 3, message: "gone" },
  ]) {
    assert.deepEqual(readToPanel(message), message);
  }
  for (const message of [
    { type: "pickWeights" },
    { type: "dropWeights" },
    { type: "readFile", id: 4, path: "a/b.bin", what: "bytes" },
    { type: "readFile", id: 5, path: "a.bin", what: "size" },
  ]) {
    assert.deepEqual(readFromPanel(message), message);
  }
});

test("others are dropped", () => {
  for (const message of [
    { type: "weights", fileName: 3 },
    { type: "fileSize", size: 20 },
    { type: "fileBytes", id: 2, bytes: { 0: 1 } },
    { type: "fileFailed", id: 3 },
  ]) {
    assert.equal(readToPanel(message), undefined, JSON.stringify(message));
  }
  assert.equal(readFromPanel({ type: "readFile", id: 5, path: "a.bin", what: "all" }), undefined);
  assert.equal(readFromPanel({ type: "readFile", path: "a.bin", what: "size" }), undefined);
});
