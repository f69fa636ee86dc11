// What the store reads, keeps and reads again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFileStore } from "../../../server/lsp/fileStore.ts";

const uri = (name: string) => `file:///w/${name}`;

function storeOf(texts: Map<string, string>, open: { uri: string; version: number; text: string }[] = []) {
  const asked: string[][] = [];
  const failures: unknown[] = [];
  const documents = open.map((each) => ({ ...each, getText: () => each.text }));
  const store = createFileStore({
    openDocuments: () => documents,
    readFiles: async (uris) => {
      asked.push([...uris]);
      if (uris.some((each) => each.endsWith("fault"))) throw new Error("no answer");
      return uris.map((each) => texts.get(each) ?? null);
    },
    onFailure: (error) => failures.push(error),
  });
  return { store, asked, failures, documents };
}

test("a file is asked for once, and one that is not there is remembered", async () => {
  const { store, asked } = storeOf(new Map([[uri("a.ts"), "1"]]));
  assert.equal(store.read(uri("a.ts")), undefined);
  assert.equal(store.read(uri("b.ts")), undefined);
  assert.equal(store.hasWanted(), true);
  await Promise.all([store.fetchWanted(), store.fetchWanted()]);
  const file = store.read(uri("a.ts"));
  assert.deepEqual(file, { text: "1" });
  assert.equal(store.read(uri("a.ts")), file);
  assert.equal(store.read(uri("b.ts")), null);
  assert.equal(store.hasWanted(), false);
  assert.deepEqual(asked, [[uri("a.ts"), uri("b.ts")]]);
});

test("what is open in the editor comes before what is on disk, by version", () => {
  const { store, asked, documents } = storeOf(new Map(), [
    { uri: "file:///w/my%20net.ts", version: 1, text: "x" },
  ]);
  const first = store.read(uri("my%20net.ts"));
  assert.deepEqual(first, { text: "x" });
  assert.equal(store.read(uri("my%20net.ts")), first);
  Object.assign(documents[0] ?? {}, { version: 2, text: "y", getText: () => "y" });
  assert.deepEqual(store.read(uri("my%20net.ts")), { text: "y" });
  assert.deepEqual(asked, []);
});

test("a file that changes is read again, also while it is being read", async () => {
  const texts = new Map([[uri("a.ts"), "1"]]);
  const { store, asked } = storeOf(texts);
  store.read(uri("a.ts"));
  const fetching = store.fetchWanted();
  texts.set(uri("a.ts"), "2");
  store.forget(uri("a.ts"));
  await fetching;
  assert.deepEqual(store.read(uri("a.ts")), { text: "2" });
  assert.equal(asked.length, 2);
  texts.delete(uri("a.ts"));
  store.forget(uri("a.ts"));
  assert.equal(store.read(uri("a.ts")), undefined);
  await store.fetchWanted();
  assert.equal(store.read(uri("a.ts")), null);
});

test("a fault of the reader is told once, and the files are taken as not there", async () => {
  const { store, failures } = storeOf(new Map());
  store.read(uri("fault"));
  await store.fetchWanted();
  assert.equal(store.read(uri("fault")), null);
  assert.equal(failures.length, 1);
});
