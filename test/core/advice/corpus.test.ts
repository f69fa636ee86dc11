// Advice on other people's models: no error or warning but those that were looked at.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { analyseDocument } from "../../../server/analysis/analysis.ts";
import { corpusFiles, corpusSize } from "../../support/corpus.ts";
import { sharedFolder } from "../../support/repositoryRoot.ts";

/** File, code and why it is right. */
const lookedAt: readonly (readonly [string, string, string])[] = [
  [
    "tfjs_fake_cattle_classifier_inconsistent",
    "weight-shape-mismatch",
    "a Dense on 224×224×3 stands beside the kernel of a flattened one, [150528, 43]",
  ],
  [
    "tfjs_keras3_8_hand_patched_cnn",
    "weight-shape-mismatch",
    "edited by hand: Flatten gives 57600 (as TensorFlow.js says), and the stored kernel has 16384 rows",
  ],
];

test("errors and warnings are those of models that are wrong", (context) => {
  const files = corpusFiles();
  if (files.length === 0) return context.skip(`the corpus folder is not there: ${corpusSize} files skipped`);
  const counts = new Map<string, number>();
  const severe: [string, string][] = [];
  for (const { name, text } of files) {
    for (const { code, severity } of analyseDocument({ uri: name, version: 1, languageId: "json", text })
      .advice) {
      counts.set(code, (counts.get(code) ?? 0) + 1);
      if (severity === "error" || severity === "warning") severe.push([name, code]);
    }
  }
  context.diagnostic([...counts].map(([code, count]) => `${count} ${code}`).join(", "));
  assert.deepEqual(
    severe,
    lookedAt.map(([name, code]) => [name, code]),
  );
});

test("the weights of every plain manifest fit their layers", (context) => {
  if (!existsSync(path.join(sharedFolder, "corpus")))
    return context.skip(`the corpus folder is not there: ${corpusSize} files skipped`);
  const known = new Set(lookedAt.map(([name]) => name));
  let manifests = 0;
  for (const { name, text } of corpusFiles()) {
    if (!text.includes('"weightsManifest"') || known.has(name)) continue;
    const { advice, models } = analyseDocument({ uri: name, version: 1, languageId: "json", text });
    if (models.length === 0) continue;
    manifests++;
    assert.deepEqual(
      advice.filter(({ code }) => code.startsWith("weight-")),
      [],
      name,
    );
  }
  context.diagnostic(`${manifests} manifests fit`);
  assert.ok(manifests >= 15, `${manifests} manifests`);
});
