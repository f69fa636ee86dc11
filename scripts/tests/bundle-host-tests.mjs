// Bundles the tests that run inside VS Code's extension host into one CommonJS module.
import path from "node:path";
import { build } from "esbuild";
import { root } from "../root.mjs";

/** Resolves to the absolute path of the module, whose `run()` VS Code calls. */
export async function bundleHostTests() {
  const outfile = path.join(root, ".build/host/index.cjs");
  await build({
    absWorkingDir: root,
    entryPoints: ["test/host/index.ts"],
    outfile,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    external: ["vscode"],
    sourcemap: "inline",
    logLevel: "warning",
    define: { "process.env.CONVLENS_ROOT": JSON.stringify(root) },
  });
  return outfile;
}
