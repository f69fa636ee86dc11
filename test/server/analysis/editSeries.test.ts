/** After any series of edits, what is shown is what the text shows that is opened as it then stands: nothing of older texts is left. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { type Analysis, analyseDocument } from "../../../server/analysis/analysis.ts";
import { createAnalysisCache } from "../../../server/analysis/analysisCache.ts";
import { diagnostics } from "../../../server/features/diagnostics.ts";
import { documentSymbols } from "../../../server/features/documentSymbols.ts";
import { inlayHints } from "../../../server/features/inlayHints.ts";
import { defaultSettings } from "../../../server/features/settings.ts";
import { editedText } from "../../support/editedText.ts";
import { randomNumbers } from "../../support/randomModels.ts";
import { repositoryRoot } from "../../support/repositoryRoot.ts";

const folder = path.join(repositoryRoot, "test/server/parse/tensorflowjs-code/programs");
const languages: Readonly<Record<string, string>> = {
  ".ts": "typescript",
  ".mts": "typescript",
  ".tsx": "typescriptreact",
  ".js": "javascript",
  ".mjs": "javascript",
  ".jsx": "javascriptreact",
};
const editsOfEach = 8;

test("a document after many edits shows what its text shows when it is opened", () => {
  const files = readdirSync(folder).filter((file) => languageOf(file));
  const cache = createAnalysisCache({ onFailure: (_, error) => assert.fail(String(error)) });
  const shown: { readonly file: string; readonly text: string; readonly all: string }[] = [];
  const random = randomNumbers(17);
  for (const file of files) {
    let text = readFileSync(path.join(folder, file), "utf8");
    let before: Analysis | undefined;
    for (let version = 1; version <= editsOfEach; version++) {
      text = editedText(text, random);
      const analysis = cache.get(inputOf(file, text, version));
      shown.push({ file, text, all: everything(analysis) });
      // Whoever still shows the version before sees it as it was.
      if (before) assert.equal(everything(before), shown.at(-2)?.all, file);
      before = analysis;
    }
  }
  assert.ok(shown.length >= 400, `${shown.length} edits`);
  assert.ok(new Set(shown.map(({ all }) => all)).size > shown.length / 2, "most edits change what is shown");
  // From the last to the first, so that each text comes after another one than before.
  for (const { file, text, all } of shown.reverse())
    assert.equal(everything(analyseDocument(inputOf(file, text, 1))), all, `${file}\n${text}`);
});

/** By the ending before `.txt`, which keeps the programs from other tools. */
function languageOf(file: string): string | undefined {
  return languages[path.extname(path.basename(file, ".txt"))];
}

function inputOf(file: string, text: string, version: number) {
  const languageId = languageOf(file) ?? "typescript";
  return { uri: `file:///${path.basename(file, ".txt")}`, version, languageId, text };
}

function everything(analysis: Analysis): string {
  const hints = inlayHints(analysis, { start: 0, end: analysis.text.length }, defaultSettings.inlayHints);
  return JSON.stringify({
    hints: hints.map(({ offset, label, tooltip }) => ({ offset, label, tooltip: tooltip() })),
    problems: diagnostics(analysis),
    symbols: documentSymbols(analysis),
    functions: analysis.functions,
  });
}
