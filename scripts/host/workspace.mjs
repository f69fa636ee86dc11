// Makes copies of the samples that a test may open, edit and throw away.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { samplesFolder } from "../root.mjs";

/** A fresh folder outside the repository, with `samples` copied into it; `remove` takes all of it away. */
export function temporaryWorkspace() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "convlens-"));
  const workspace = path.join(folder, "samples");
  mkdirSync(workspace);
  if (existsSync(samplesFolder)) cpSync(samplesFolder, workspace, { recursive: true });
  return { folder, workspace, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
