// The list of bundles that make up ConvLens: what is built from which entry, for which program.
import { readdirSync } from "node:fs";
import path from "node:path";
import { root } from "../root.mjs";
import { packed } from "./packed.mjs";

/** CommonJS packages inside an ES module (TypeScript, vscode-languageserver) still call require and read __dirname. */
const commonJsNames = [
  'import { createRequire as createRequireForBundle } from "node:module";',
  'import { fileURLToPath as fileURLToPathForBundle } from "node:url";',
  "const require = createRequireForBundle(import.meta.url);",
  "const __filename = fileURLToPathForBundle(import.meta.url);",
  'const __dirname = fileURLToPathForBundle(new URL(".", import.meta.url));',
].join("\n");

const nodeProgram = {
  platform: "node",
  format: "esm",
  target: "node20",
  banner: { js: `#!/usr/bin/env node\n${commonJsNames}` },
  // Prefer the packages' ES modules: their UMD builds hide their requires from the bundler.
  mainFields: ["module", "main"],
};

/** A worker's global scope for a thread of Node's, whose own is another one. */
const workerScope = [
  'const { parentPort } = require("node:worker_threads");',
  "globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);",
  'parentPort.on("message", (data) => globalThis.onmessage?.({ data }));',
].join("\n");

const webPage = { platform: "browser", target: "chrome128" };

export const targets = [
  {
    entry: "client/extension.ts",
    outfile: "dist/extension.cjs",
    options: { platform: "node", format: "cjs", target: "node20", external: ["vscode"] },
  },
  { entry: "server/lsp/main.ts", outfile: "dist/server.js", options: nodeProgram },
  { entry: "cli/main.ts", outfile: "dist/cli.js", options: nodeProgram },
  { entry: "media/panel/boot.ts", outfile: "dist/media/boot.js", options: { ...webPage, format: "iife" } },
  {
    entry: "media/panel/main.ts",
    outfile: "dist/media/panel.js",
    options: { ...webPage, format: "esm", plugins: [packed] },
  },
  // A classic script, since it is turned into a blob URL and a blob cannot import its siblings.
  {
    entry: "media/worker/main.ts",
    outfile: "dist/media/worker.js",
    options: { ...webPage, format: "iife", plugins: [packed] },
  },
  {
    entry: "media/ahead/main.ts",
    outfile: "dist/ahead.cjs",
    options: { platform: "node", format: "cjs", target: "node20", banner: { js: workerScope } },
  },
  ...styleSheets(),
];

/** Style sheets the panel's page links to: one output per file, under its own name. */
function styleSheets() {
  return filesOf("media/panel")
    .filter((name) => name.endsWith(".css"))
    .map((name) => ({ entry: `media/panel/${name}`, outfile: `dist/media/${name}`, options: webPage }));
}

function filesOf(folder) {
  try {
    return readdirSync(path.join(root, folder));
  } catch {
    return [];
  }
}
