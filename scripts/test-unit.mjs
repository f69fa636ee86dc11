// Runs the tests that need no editor: every test/**/*.test.ts outside test/e2e and test/host.
// Arguments are path filters: `npm run test:unit -- test/core` runs only the files below test/core.
import { bundleTests } from "./tests/bundle.mjs";
import { findTests } from "./tests/find.mjs";
import { runNodeTests } from "./tests/run-node-tests.mjs";

const filters = process.argv.slice(2);
const files = findTests("test", filters).filter((file) => !/^test\/(e2e|host)\//.test(file));
if (files.length === 0) {
  console.error(`test-unit: no test file found${filters.length ? ` for ${filters.join(" ")}` : ""}`);
  process.exit(1);
}
const bundles = await bundleTests(files, ".build/test");
process.exitCode = await runNodeTests({ suite: "unit", bundles, concurrency: 2 });
