/** What a call of the run command means. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readRunTarget } from "../../../client/panel/runTarget.ts";

type Editor = NonNullable<Parameters<typeof readRunTarget>[1]>;

/** Only what the function reads of an editor. */
function editor(uri: string, line: number, lastLine = line): Editor {
  const active = { line, character: 2 };
  const end = { line: lastLine, character: 2 };
  return {
    document: { uri: { toString: () => uri } },
    selection: { active, start: active, end, isEmpty: lastLine === line },
  } as unknown as Editor;
}

const menuUri = { scheme: "file", path: "/b.json", toString: () => "file:///b.json" };

test("a code lens names the layer", () => {
  const argument = { uri: "file:///a.json", modelIndex: 1, layerPath: ["outer", "conv"] };
  assert.deepEqual(readRunTarget(argument, undefined, []), { kind: "layer", target: argument });
});

test("the palette means the cursor of the active editor, else of a visible one", () => {
  const cursor = { kind: "cursor", uri: "file:///a.json", position: { line: 7, character: 2 } };
  assert.deepEqual(readRunTarget(undefined, editor("file:///a.json", 7), []), cursor);
  assert.deepEqual(readRunTarget(undefined, undefined, [editor("file:///a.json", 7)]), cursor);
  assert.equal(readRunTarget(undefined, undefined, []), undefined);
});

test("what is selected goes with the cursor", () => {
  assert.deepEqual(readRunTarget(undefined, editor("file:///a.json", 7, 9), []), {
    kind: "cursor",
    uri: "file:///a.json",
    position: { line: 7, character: 2 },
    selection: { start: { line: 7, character: 2 }, end: { line: 9, character: 2 } },
  });
});

test("several selected rows of one model mean all of them, rows of several models the one they were opened on", () => {
  const row = (modelIndex: number, ...layerPath: string[]) => ({
    target: { uri: "file:///a.json", modelIndex, layerPath },
  });
  assert.deepEqual(readRunTarget(row(0, "a"), undefined, [], [row(0, "a"), row(0, "b")]), {
    kind: "layers",
    uri: "file:///a.json",
    modelIndex: 0,
    layerPaths: [["a"], ["b"]],
  });
  const single = { kind: "layer", target: row(0, "a").target };
  assert.deepEqual(readRunTarget(row(0, "a"), undefined, [], [row(0, "a"), row(1, "b")]), single);
  assert.deepEqual(readRunTarget(row(0, "a"), undefined, [], undefined), single);
});

test("a menu means the file it was opened on", () => {
  const visible = [editor("file:///b.json", 3)];
  assert.deepEqual(readRunTarget(menuUri, editor("file:///a.json", 7), visible), {
    kind: "cursor",
    uri: "file:///b.json",
    position: { line: 3, character: 2 },
  });
});

test("arguments of another shape are taken as none", () => {
  for (const argument of [
    null,
    5,
    {},
    { uri: 1, modelIndex: 0, layerPath: [] },
    { uri: "a", modelIndex: 0, layerPath: [3] },
  ]) {
    assert.equal(readRunTarget(argument, undefined, []), undefined);
  }
});
