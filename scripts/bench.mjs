// Runs a measurement of bench/: `npm run bench -- analysis`. Arguments behind the name are the measurement's own.
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "./root.mjs";

/** Files of bench/ that can be run; the others are parts of them. */
const measurements = readdirSync(path.join(root, "bench"))
  .filter((file) => /^[a-z]+\.ts$/.test(file) && file !== "rounds.ts")
  .map((file) => file.replace(".ts", ""));
const [name] = process.argv.slice(2);

if (!name || !measurements.includes(name)) {
  console.error(`bench: name one of ${measurements.join(", ")}: npm run bench -- ${measurements[0]}`);
  process.exit(2);
}

const folder = path.join(root, `.build/bench-${process.pid}`);
try {
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
  process.chdir(root);
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
