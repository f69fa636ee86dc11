// Quick fixes in the editor: a repair is one step that one undo takes back, and a rule can be switched off from its problem.
import assert from "node:assert/strict";
import { type CodeAction, commands, Range, type TextDocument, window, workspace } from "vscode";
import { openFile } from "./models.ts";
import { test } from "./registry.ts";
import { eventually, positionOf } from "./waiting.ts";

/** In JSON, where no other extension answers as well: TypeScript's own takes its time to start. */
const model = `{
  "format": "layers-model",
  "modelTopology": {
    "class_name": "Sequential",
    "config": {
      "name": "m",
      "layers": [
        {"class_name": "DepthwiseConv2D", "config": {"name": "d", "kernel_size": [3, 3], "dilation_rate": [2, 2], "batch_input_shape": [null, 32, 32, 3]}},
        {"class_name": "UpSampling2D", "config": {"name": "u", "size": 2}}
      ]
    }
  }
}
`;

test("a quick fix changes the text in one step", async () => {
  const document = await openFile("code-actions.json", model);
  const fix = await actionTitled(document, "Leave dilation_rate out");
  assert.ok(fix.isPreferred);
  assert.ok(fix.edit);
  assert.ok(await workspace.applyEdit(fix.edit));
  assert.equal(document.getText(), model.replace(', "dilation_rate": [2, 2]', ""));
  await commands.executeCommand("undo");
  await eventually("the text of before", async () => (document.getText() === model ? true : undefined));
});

test("fix all makes every safe repair, and one undo takes all of them back", async () => {
  const document = await openFile("code-actions-all.json", model);
  await actionTitled(document, "Leave dilation_rate out");
  const whole = new Range(0, 0, document.lineCount, 0);
  const [all] = await commands.executeCommand<CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    whole,
    "source.fixAll.convlens",
  );
  assert.ok(all?.edit);
  assert.ok(await workspace.applyEdit(all.edit));
  const mended = model.replace(', "dilation_rate": [2, 2]', "").replace('"size": 2', '"size": [2, 2]');
  assert.equal(document.getText(), mended);
  await commands.executeCommand("undo");
  await eventually("the text of before", async () => (document.getText() === model ? true : undefined));
});

test("a rule is switched off in the workspace's settings", async () => {
  const document = await openFile("code-actions-off.json", model);
  const off = await actionTitled(document, "Switch tfjs-ignores-argument off in the settings");
  assert.ok(off.command);
  try {
    await commands.executeCommand(off.command.command, ...(off.command.arguments ?? []));
    const rules = workspace.getConfiguration("convlens").get<Record<string, string>>("rules");
    assert.deepEqual(rules, { "tfjs-ignores-argument": "off" });
    await eventually("an editor without the problem", async () => {
      const titles = (await actionsAt(document)).map(({ title }) => title);
      return titles.includes("Leave dilation_rate out") ? undefined : true;
    });
  } finally {
    await workspace.getConfiguration("convlens").update("rules", undefined, false);
  }
});

function actionTitled(document: TextDocument, wanted: string): Promise<CodeAction> {
  return eventually(`code action ${wanted}`, async () =>
    (await actionsAt(document)).find(({ title }) => title === wanted),
  );
}

async function actionsAt(document: TextDocument): Promise<CodeAction[]> {
  await window.showTextDocument(document);
  const place = positionOf(document, "[2, 2]");
  const found = await commands.executeCommand<CodeAction[] | undefined>(
    "vscode.executeCodeActionProvider",
    document.uri,
    new Range(place, place),
  );
  return found ?? [];
}
