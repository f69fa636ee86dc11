// Code lenses above a model and its layers.
import assert from "node:assert/strict";
import type { CodeLens } from "vscode";
import { openFile, twoConvolutions } from "./models.ts";
import { test } from "./registry.ts";
import { itemsOf } from "./waiting.ts";

test("a layer has a lens that runs it, and a model one with its totals", async () => {
  const document = await openFile("lenses.json", twoConvolutions);
  const lenses = await itemsOf<CodeLens>("vscode.executeCodeLensProvider", document.uri, 100);
  const titles = lenses.map(({ command }) => command?.title ?? "");
  assert.ok(
    lenses.some(({ command }) => command?.command === "convlens.runLayer"),
    `no lens runs a layer: ${titles.join(", ")}`,
  );
  assert.ok(
    titles.some((title) => /372/.test(title)),
    `no lens shows the 372 parameters: ${titles.join(", ")}`,
  );
});
