// The extension starts on a model file, and everything its manifest lists is there.
import assert from "node:assert/strict";
import { commands, extensions } from "vscode";
import { openFile, twoConvolutions } from "./models.ts";
import { test } from "./registry.ts";
import { eventually } from "./waiting.ts";

const id = "convlens.convlens";

test("opening a model file activates the extension", async () => {
  await openFile("activation.json", twoConvolutions);
  const extension = extensions.getExtension(id);
  assert.ok(extension, `${id} is not installed`);
  await eventually("activation", async () => (extension.isActive ? true : undefined));
});

test("every command of the manifest is registered", async () => {
  const manifest: unknown = extensions.getExtension(id)?.packageJSON;
  const registered = new Set(await commands.getCommands(true));
  const missing = commandsOf(manifest).filter((command) => !registered.has(command));
  assert.deepEqual(missing, []);
});

function commandsOf(manifest: unknown): string[] {
  const { contributes } = manifest as { contributes: { commands: { command: string }[] } };
  return contributes.commands.map(({ command }) => command);
}
