// The outline of a model file lists its layers.
import assert from "node:assert/strict";
import type { DocumentSymbol } from "vscode";
import { commands } from "vscode";
import { openFile, twoConvolutions } from "./models.ts";
import { test } from "./registry.ts";
import { eventually } from "./waiting.ts";

test("the outline of a Keras JSON file lists its layers", async () => {
  const document = await openFile("symbols.json", twoConvolutions);
  // VS Code's own JSON server gives symbols too, so the first answer need not be ours.
  const names = await eventually("layers in the outline", async () => {
    const found = await commands.executeCommand<DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      document.uri,
    );
    const all = allNames(found ?? []);
    return all.some((name) => name.includes("conv_a")) ? all : undefined;
  });
  assert.ok(
    names.some((name) => name.includes("conv_b")),
    `conv_b is not among ${names.join(", ")}`,
  );
});

function allNames(symbols: readonly DocumentSymbol[]): string[] {
  return symbols.flatMap(({ name, children }) => [name, ...allNames(children ?? [])]);
}
