// Installs the npm packages when node_modules is not what package-lock.json says.
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../root.mjs";
import { run } from "./run.mjs";

export function setUpPackages() {
  if (packagesAreInstalled()) return;
  run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, step: "installing the npm packages (npm ci)" });
}

/** npm keeps a list of what it installed; comparing it needs no stamp of ours and never reinstalls in vain. */
function packagesAreInstalled() {
  const wanted = packagesOf("package-lock.json");
  const installed = packagesOf("node_modules/.package-lock.json");
  return Object.entries(wanted).every(
    ([place, { version, optional }]) => place === "" || optional || installed[place]?.version === version,
  );
}

function packagesOf(lockfile) {
  try {
    return JSON.parse(readFileSync(path.join(root, lockfile), "utf8")).packages;
  } catch {
    return {};
  }
}
