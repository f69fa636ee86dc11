// The module that VS Code loads in its extension host: all areas' tests, and `run`.
import "./activation.ts";
import "./codeActions.ts";
import "./codeLenses.ts";
import "./diagnostics.ts";
import "./formatting.ts";
import "./hovers.ts";
import "./inlayHints.ts";
import "./symbols.ts";
import { runAll } from "./registry.ts";

export function run(): Promise<void> {
  return runAll();
}
