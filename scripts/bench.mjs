// Runs the measurements of bench/: all of them, or one by name, as in `npm run bench -- kernels --only a,e1`. Further arguments are the measurement's own.
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "./root.mjs";
import { setUpBrowser } from "./setup/browser.mjs";

const parts = ["median.ts", "rounds.ts", "summary.ts"];

/** Files of bench/ that can be run; the others are parts of them. */
const measurements = readdirSync(path.join(root, "bench"))
  .filter((file) => /^[a-z]+\.ts$/.test(file) && !parts.includes(file))
  .map((file) => file.replace(".ts", ""));
const given = process.argv.slice(2);
const named = given[0] !== undefined && !given[0].startsWith("-");
/** They take arguments of their own, so that they run only by name. */
const onlyByName = ["profile"];
/** They measure no kernels. */
const withoutBrowser = ["analysis", "keystrokes"];
const chosen = named ? [given[0]] : measurements.filter((name) => !onlyByName.includes(name));
const rest = named ? given.slice(1) : given;

if (!chosen.every((name) => measurements.includes(name))) {
  console.error(`bench: there is no "${given[0]}"; name one of ${measurements.join(", ")}, or none for all.`);
  process.exit(2);
}

process.chdir(root);
process.argv = [...process.argv.slice(0, 2), ...rest];
const folder = path.join(root, `.build/bench-${process.pid}`);
try {
  for (const name of chosen) await measure(name);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(name) {
  if (chosen.length > 1) console.log(`== ${name}\n`);
  const outfile = path.join(folder, `${name}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [`bench/${name}.ts`],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
  if (!withoutBrowser.includes(name)) process.env.CONVLENS_BROWSER ??= setUpBrowser();
  await import(pathToFileURL(outfile).href);
}
