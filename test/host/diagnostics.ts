// Problems of a model appear on the value at fault, and go when it is mended.
import assert from "node:assert/strict";
import {
  type Diagnostic,
  DiagnosticSeverity,
  languages,
  Range,
  type Uri,
  WorkspaceEdit,
  workspace,
} from "vscode";
import { openFile, twoConvolutions, windowTooLarge } from "./models.ts";
import { test } from "./registry.ts";
import { eventually } from "./waiting.ts";

test("a window larger than its input is an error, gone once the kernel fits", async () => {
  const document = await openFile("diagnostics.json", windowTooLarge);
  const [problem] = await eventually("diagnostic", async () => atLeastOne(ownDiagnostics(document.uri)));
  assert.equal(problem?.severity, DiagnosticSeverity.Error);

  const edit = new WorkspaceEdit();
  const text = windowTooLarge.replace(/"kernel_size": \[\s*9,\s*9\s*\]/, '"kernel_size": [3, 3]');
  assert.notEqual(text, windowTooLarge);
  edit.replace(document.uri, new Range(0, 0, document.lineCount, 0), text);
  await workspace.applyEdit(edit);
  await eventually("empty list of diagnostics", async () =>
    ownDiagnostics(document.uri).length === 0 ? true : undefined,
  );
});

test("a sound model has no errors", async () => {
  const sound = await openFile("diagnostics-sound.json", twoConvolutions);
  const broken = await openFile("diagnostics-broken.json", windowTooLarge);
  // Once the file opened after it has its diagnostics, the server is past the sound one as well.
  await eventually("diagnostic", async () => atLeastOne(ownDiagnostics(broken.uri)));
  const errors = ownDiagnostics(sound.uri).filter(({ severity }) => severity === DiagnosticSeverity.Error);
  assert.deepEqual(errors, []);
});

function ownDiagnostics(uri: Uri): Diagnostic[] {
  return languages.getDiagnostics(uri).filter(({ source }) => /convlens/i.test(source ?? ""));
}

function atLeastOne<T>(items: T[]): T[] | undefined {
  return items.length > 0 ? items : undefined;
}
