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
import { type RandomNumbers, randomNumbers } from "../../support/randomModels.ts";
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
    for (let version = 1; version <= editsOfEach; version++) {
      text = edited(text, random);
      shown.push({ file, text, all: everything(cache.get(inputOf(file, text, version))) });
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

/** A letter or a piece taken out, a number changed, a line typed again in part, a line taken out. */
function edited(text: string, random: RandomNumbers): string {
  const at = random(0, Math.max(0, text.length - 1));
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const lineEnd = (text.indexOf("\n", at) + 1 || text.length + 1) - 1;
  switch (random(0, 4)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + text.slice(at + random(1, 12));
    case 2: {
      const digits = [...text.matchAll(/\d+/g)];
      const digit = digits[random(0, digits.length - 1)];
      if (!digit) return text;
      const put = String(random(1, 9));
      return text.slice(0, digit.index) + put + text.slice(digit.index + digit[0].length);
    }
    case 3:
      return `${text.slice(0, lineEnd)}\n${text.slice(lineStart, at)}${text.slice(lineEnd)}`;
    default:
      return text.slice(0, lineStart) + text.slice(lineEnd);
  }
}
