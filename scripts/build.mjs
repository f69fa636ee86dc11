// Builds ConvLens into dist/: the extension, its language server, the command line and the panel.
// Options: --production for small output without source maps, --watch to build again on every change.
import { cpSync, existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { targets } from "./build/targets.mjs";
import { root } from "./root.mjs";

/** Builds all bundles whose entry exists; throws when one of them does not compile. */
export async function build({ production = false, watch = false } = {}) {
  copyStaticFiles();
  const settings = presentTargets().map((target) => settingsOf(target, production));
  if (watch) {
    const contexts = await Promise.all(settings.map((each) => esbuild.context(each)));
    await Promise.all(contexts.map((each) => each.watch()));
    return;
  }
  const results = await Promise.allSettled(settings.map((each) => esbuild.build(each)));
  const failed = results.find(({ status }) => status === "rejected");
  if (failed) throw failed.reason;
}

function presentTargets() {
  return targets.filter(({ entry }) => {
    const present = existsSync(path.join(root, entry));
    if (!present) console.log(`build: ${entry} is not there yet, skipped`);
    return present;
  });
}

function settingsOf({ entry, outfile, options }, production) {
  return {
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    logLevel: "info",
    minify: production,
    sourcemap: production ? false : "linked",
    define: { "process.env.NODE_ENV": production ? '"production"' : '"development"' },
    loader: { ".wasm": "binary", ".svg": "text" },
    ...options,
  };
}

function copyStaticFiles() {
  const from = path.join(root, "media/static");
  if (existsSync(from)) cpSync(from, path.join(root, "dist/media/static"), { recursive: true });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const flags = new Set(process.argv.slice(2));
  await build({ production: flags.has("--production"), watch: flags.has("--watch") }).catch(() => {
    // esbuild has already printed what is wrong, with the place.
    process.exit(1);
  });
}
