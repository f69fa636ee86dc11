// Inlay hints at the end of a layer's line.
import assert from "node:assert/strict";
import { type InlayHint, Range, type TextDocument } from "vscode";
import { openFile, twoConvolutions, twoConvolutionsInCode, twoConvolutionsInPage } from "./models.ts";
import { test } from "./registry.ts";
import { itemsOf } from "./waiting.ts";

test("a Keras JSON layer gets its output shape and parameters as hint", async () => {
  await assertHints(await openFile("hints.json", twoConvolutions));
});

test("a TensorFlow.js layer gets its output shape and parameters as hint", async () => {
  await assertHints(await openFile("hints.ts", twoConvolutionsInCode));
});

test("a layer in a script of a page gets its output shape and parameters as hint", async () => {
  await assertHints(await openFile("hints.html", twoConvolutionsInPage));
});

async function assertHints(document: TextDocument): Promise<void> {
  const everything = new Range(0, 0, document.lineCount, 0);
  const hints = await itemsOf<InlayHint>("vscode.executeInlayHintProvider", document.uri, everything);
  const text = hints.map(labelOf).join("\n");
  assert.match(text, /26\s*[×x]\s*26\s*[×x]\s*8/);
  assert.match(text, /24\s*[×x]\s*24\s*[×x]\s*4/);
  assert.match(text, /\b80\b/);
  assert.match(text, /\b292\b/);
}

function labelOf({ label }: InlayHint): string {
  return typeof label === "string" ? label : label.map(({ value }) => value).join("");
}
