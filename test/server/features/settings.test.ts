// Settings: the defaults are those of the manifest, and whatever a client sends is read.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { defaultSettings, readSettings } from "../../../server/features/settings.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";

test("the defaults are those that the manifest declares", () => {
  const manifest: {
    contributes: { configuration: { properties: Record<string, { default: unknown }> } };
  } = JSON.parse(readFileSync(path.join(repositoryRoot, "package.json"), "utf8"));
  const { properties } = manifest.contributes.configuration;
  for (const [group, settings] of Object.entries(defaultSettings)) {
    for (const [name, value] of Object.entries(settings)) {
      assert.equal(properties[`convlens.${group}.${name}`]?.default, value, `${group}.${name}`);
    }
  }
});

test("what is missing or of another type keeps its default", () => {
  for (const sent of [undefined, null, 3, "on", [], { inlayHints: null }, { inlayHints: { macs: "no" } }]) {
    assert.deepEqual(readSettings(sent), defaultSettings);
  }
  const read = readSettings({ inlayHints: { macs: false, other: 1 }, codeLens: { totals: false } });
  assert.deepEqual(read.inlayHints, { ...defaultSettings.inlayHints, macs: false });
  assert.deepEqual(read.codeLens, { ...defaultSettings.codeLens, totals: false });
});

test("choices of functions are values by parameter or the text of a call; anything else is left out", () => {
  const read = (functions: unknown) => readSettings({ functions }).functions;
  const sound = { "a.ts": { net: { width: 0.5, shape: [1, [2]], "o.name": "x" }, block: "block(x)" } };
  assert.deepEqual(read(sound), sound);
  assert.deepEqual(
    read({ "a.ts": { net: 3, block: null, list: [1], deep: { f: () => 1 } }, "b.ts": "net" }),
    {
      "a.ts": {},
      "b.ts": {},
    },
  );
  let deep: unknown = 1;
  for (let depth = 0; depth < 3000; depth++) deep = [deep];
  assert.deepEqual(read({ "a.ts": { net: { deep } } }), { "a.ts": {} });
});
