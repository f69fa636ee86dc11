// The command that formats a model: laid out in one step, and one undo brings it back.
import assert from "node:assert/strict";
import { commands, Selection, window } from "vscode";
import { openFile, twoConvolutions } from "./models.ts";
import { test } from "./registry.ts";
import { eventually } from "./waiting.ts";

test("formatting lays a minified model out and keeps cursor and numbers", async () => {
  const minified = JSON.stringify(JSON.parse(twoConvolutions)).replace(
    '"filters":8',
    '"rate":NaN,"filters":8',
  );
  const document = await openFile("minified.json", minified);
  const editor = window.activeTextEditor;
  assert.ok(editor);
  const cursor = document.positionAt(minified.indexOf('"conv_b"'));
  editor.selection = new Selection(cursor, cursor);

  await commands.executeCommand("convlens.formatModel");
  assert.ok(document.lineCount > 30, `${document.lineCount} lines`);
  assert.match(document.getText(), /"kernel_size": \[3, 3\]/);
  assert.match(document.getText(), /"rate": NaN/);
  assert.match(document.lineAt(editor.selection.active.line).text, /conv_b/);

  await commands.executeCommand("undo");
  await eventually("the text of before", async () => (document.getText() === minified ? true : undefined));
});
