/** The page inside the panel: its scripts and styles, and the policy that keeps everything else out. */
import { readFileSync } from "node:fs";
import * as vscode from "vscode";
import type { PanelTarget } from "../../protocol/panel.ts";

/** Folder that the page may read from. */
export function panelResources(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, "dist", "media");
}

/**
 * Scripts and styles stand in the page, which saves a person the time of fetching them through VS Code; the first script unpacks the
 * other two. The bundler escapes what would end an element. They are read past VS Code's own file system, through
 * whose window as many bytes take a quarter of a second, and at once: that is a matter of a millisecond, while a promise waits for 50 of
 * them behind what the opening of a panel sets off. `expectsRun`: a run that was done ahead will be handed to it.
 */
export function panelPage(webview: vscode.Webview, extension: vscode.Uri, expectsRun: boolean): string {
  const place = (name: string) => vscode.Uri.joinPath(panelResources(extension), name);
  const [boot, styles] = ["boot.js", "panel.css"].map((name) => readFileSync(place(name).fsPath, "utf8"));
  const [script, worker] = ["panel.js.gz", "worker.js.gz"].map((name) =>
    readFileSync(place(name).fsPath, "base64"),
  );
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const source = webview.cspSource;
  // The worker is a blob made from its text, and nothing is fetched; WebAssembly may be compiled, code from text may not.
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    "worker-src blob:",
    `style-src ${source} 'nonce-${nonce}'`,
    `img-src ${source} blob: data:`,
    `font-src ${source}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ConvLens</title>
<style nonce="${nonce}">${styles}</style>
</head>
<body${expectsRun ? " data-ahead" : ""}>
<div id="panel"></div>
<script type="text/plain" id="worker" nonce="${nonce}">${worker}</script>
<script type="text/plain" id="page" nonce="${nonce}">${script}</script>
<script nonce="${nonce}">${boot}</script>
</body>
</html>`;
}

/** What the tab of the panel says. */
export function titleOf(target: PanelTarget): string {
  const layer = target.layerPath.at(-1);
  return layer === undefined ? "ConvLens" : `ConvLens: ${layer}`;
}
