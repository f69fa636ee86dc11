// Bundles TypeScript tests so that Node can run them, their packages left in node_modules.
import { rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { root } from "../root.mjs";

/** Bundles `files` (paths from the root) into `outdir` and returns the absolute paths of the bundles. */
export async function bundleTests(files, outdir) {
  rmSync(path.join(root, outdir), { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: files,
    outdir,
    outbase: "test",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    sourcemap: "linked",
    logLevel: "warning",
    loader: { ".wasm": "binary", ".svg": "text" },
    // A bundle does not lie beside its source, so tests find their data through this constant.
    define: { "process.env.CONVLENS_ROOT": JSON.stringify(root) },
  });
  return files.map((file) => path.join(root, outdir, path.relative("test", file).replace(/\.ts$/, ".mjs")));
}
