// The hover on a layer: how its shape and its parameters come about.
import assert from "node:assert/strict";
import { commands, type Hover, MarkdownString, type TextDocument } from "vscode";
import { openFile, twoConvolutions, twoConvolutionsInCode, twoConvolutionsInPage } from "./models.ts";
import { test } from "./registry.ts";
import { eventually, positionOf } from "./waiting.ts";

test("the hover on a Keras JSON layer shows its derivation", async () => {
  await assertHover(await openFile("hover.json", twoConvolutions), '"Conv2D"');
});

test("the hover on a TensorFlow.js layer shows its derivation", async () => {
  await assertHover(await openFile("hover.ts", twoConvolutionsInCode), "conv2d");
});

test("the hover on a layer in a script of a page shows its derivation", async () => {
  await assertHover(await openFile("hover.html", twoConvolutionsInPage), "conv2d");
});

async function assertHover(document: TextDocument, layer: string): Promise<void> {
  const position = positionOf(document, layer);
  // VS Code's own servers hover over the same places, so the first answer need not be ours.
  const text = await eventually(`hover that names conv_a in ${document.fileName}`, async () => {
    const command = "vscode.executeHoverProvider";
    const hovers = await commands.executeCommand<Hover[]>(command, document.uri, position);
    return hovers
      .map(({ contents }) => contents.map(textOf).join("\n"))
      .find((each) => each.includes("conv_a"));
  });
  assert.match(text, /26\s*[×x]\s*26\s*[×x]\s*8/);
  assert.match(text, /\b80\b/);
}

function textOf(content: Hover["contents"][number]): string {
  if (content instanceof MarkdownString) return content.value;
  return typeof content === "string" ? content : content.value;
}
