// Runs the tests that need no editor: every test/**/*.test.ts outside test/e2e and test/host.
// Arguments are path filters: `npm run test:unit -- test/core` runs only the files below test/core.
import { rmSync } from "node:fs";
import { bundleTests } from "./tests/bundle.mjs";
import { findTests } from "./tests/find.mjs";
import { runNodeTests } from "./tests/run-node-tests.mjs";

const filters = process.argv.slice(2);
const files = findTests("test", filters).filter((file) => !/^test\/(e2e|host)\//.test(file));
if (files.length === 0) {
  console.error(`test-unit: no test file found${filters.length ? ` for ${filters.join(" ")}` : ""}`);
  process.exit(1);
}
// A folder of its own, so that two runs at the same time do not delete each other's tests.
const folder = `.build/test-${process.pid}`;
try {
  const bundles = await bundleTests(files, folder);
  process.exitCode = await runNodeTests({ suite: "unit", bundles, concurrency: 2 });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
