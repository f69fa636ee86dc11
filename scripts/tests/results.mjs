// Where each suite leaves how many of its tests passed and failed, for `npm test` to sum up.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildFolder } from "../root.mjs";

const folder = path.join(buildFolder, "results");

export function resultFile(suite) {
  mkdirSync(folder, { recursive: true });
  return path.join(folder, `${suite}.json`);
}

/** Removes an older run's numbers, so that a crash cannot pass for them. */
export function clearResult(suite) {
  rmSync(resultFile(suite), { force: true });
}

export function writeResult(suite, { passed, failed }) {
  writeFileSync(resultFile(suite), `${JSON.stringify({ passed, failed })}\n`);
}

/** The suite's numbers, or undefined when it did not get so far. */
export function readResult(suite) {
  try {
    return JSON.parse(readFileSync(resultFile(suite), "utf8"));
  } catch {
    return undefined;
  }
}
