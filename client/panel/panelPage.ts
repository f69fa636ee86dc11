/** The page inside the panel: its scripts and styles, and the policy that keeps everything else out. */
import * as vscode from "vscode";
import type { PanelTarget } from "../../protocol/panel.ts";

/** Folder that the page may read from. */
export function panelResources(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, "dist", "media");
}

/** Fills the panel once the page's files are read, if it is still wanted; false where it is not. */
export async function showPage(
  { webview }: vscode.WebviewPanel,
  extension: vscode.Uri,
  isWanted: () => boolean,
): Promise<boolean> {
  const page = await panelPage(webview, extension);
  if (!isWanted()) return false;
  webview.html = page;
  return true;
}

/**
 * Scripts and styles stand in the page, which saves a person the time of fetching them through VS Code; that of the worker stands
 * there as plain text. The bundler escapes what would end an element.
 */
async function panelPage(webview: vscode.Webview, extension: vscode.Uri): Promise<string> {
  const place = (name: string) => vscode.Uri.joinPath(panelResources(extension), name);
  const [script, styles, worker] = await Promise.all(
    ["panel.js", "panel.css", "worker.js"].map(async (name) =>
      new TextDecoder().decode(await vscode.workspace.fs.readFile(place(name))),
    ),
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
<body>
<script type="text/plain" id="worker" nonce="${nonce}">${worker}</script>
<script nonce="${nonce}">${startOfWorker}</script>
<div id="panel"></div>
<script type="module" nonce="${nonce}">${script}</script>
</body>
</html>`;
}

/** The worker reads its script while the page reads its own, which takes it from there. */
const startOfWorker = `{
  const script = document.getElementById("worker").textContent;
  globalThis.convlensWorker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
}`;

/** What the tab of the panel says. */
export function titleOf(target: PanelTarget): string {
  const layer = target.layerPath.at(-1);
  return layer === undefined ? "ConvLens" : `ConvLens: ${layer}`;
}
