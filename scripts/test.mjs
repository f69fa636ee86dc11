// Runs every check and every test from a fresh clone on, and ends with one line of totals.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { root } from "./root.mjs";
import { setUp } from "./setup.mjs";
import { clearResult, readResult } from "./tests/results.mjs";

const tool = (name) => path.join(root, "node_modules", name);
const script = (name) => path.join(root, "scripts", name);

/** In this order, cheap ones first; a step with a suite leaves its numbers in .build/results. */
const steps = [
  { name: "lint and format", program: tool("@biomejs/biome/bin/biome"), args: ["check", "."] },
  { name: "types", program: tool("typescript/bin/tsc"), args: ["-b"] },
  { name: "build", program: script("build.mjs") },
  { name: "unit tests", program: script("test-unit.mjs"), suite: "unit" },
  { name: "tests in VS Code's extension host", program: script("test-host.mjs"), suite: "host" },
  { name: "tests as a user of VS Code", program: script("test-e2e.mjs"), suite: "e2e" },
];

await setUp({ webHost: true, browser: true });
const total = { passed: 0, failed: 0 };
for (const step of steps) {
  const { passed, failed } = runStep(step);
  total.passed += passed;
  total.failed += failed;
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

/** Runs one step; a failure that no test accounts for, such as a type error, counts as one. */
function runStep({ name, program, args = [], suite }) {
  console.log(`\n=== ${name}`);
  const started = Date.now();
  if (suite) clearResult(suite);
  const { status } = spawnSync(process.execPath, [program, ...args], { cwd: root, stdio: "inherit" });
  const { passed, failed } = (suite && readResult(suite)) ?? { passed: 0, failed: 0 };
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`=== ${name}: ${status === 0 ? "done" : "FAILED"} in ${seconds} s`);
  return { passed, failed: status === 0 ? failed : Math.max(failed, 1) };
}
