// Runs bundled tests with Node's own test runner and keeps how many passed and failed.
import { spawn } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../root.mjs";
import { clearResult, resultFile } from "./results.mjs";

/** Runs the bundles, printing Node's report; resolves to the exit code. */
export async function runNodeTests({ suite, bundles, concurrency, environment = {} }) {
  clearResult(suite);
  const counter = pathToFileURL(path.join(root, "scripts/tests/counting-reporter.mjs")).href;
  const child = spawn(
    process.execPath,
    [
      "--enable-source-maps",
      "--test",
      `--test-concurrency=${concurrency}`,
      "--test-reporter=spec",
      "--test-reporter-destination=stdout",
      `--test-reporter=${counter}`,
      `--test-reporter-destination=${resultFile(suite)}`,
      ...bundles,
    ],
    { cwd: root, stdio: "inherit", env: { ...process.env, ...environment } },
  );
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
