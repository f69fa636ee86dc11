// Runs test/e2e: ConvLens as packed, installed into a real VS Code and used through its window.
// Arguments are path filters, as for test-unit.mjs. Screenshots land in test-results/.
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { launchBrowserServer } from "./host/browser.mjs";
import { hostFolders, installExtension, startServer } from "./host/server.mjs";
import { packageExtension } from "./package.mjs";
import { hostFolder, root } from "./root.mjs";
import { setUp } from "./setup.mjs";
import { bundleTests } from "./tests/bundle.mjs";
import { findTests } from "./tests/find.mjs";
import { clearResult } from "./tests/results.mjs";
import { runNodeTests } from "./tests/run-node-tests.mjs";

const suite = "e2e";
clearResult(suite);
const files = findTests("test/e2e", process.argv.slice(2));
if (files.length === 0) throw new Error("test-e2e: no test file found");
await setUp({ webHost: true, browser: true });
const screenshots = path.join(root, "test-results");
mkdirSync(screenshots, { recursive: true });

const hostRoot = path.join(hostFolder, "e2e");
rmSync(hostRoot, { recursive: true, force: true });
const folders = hostFolders(hostRoot);
installExtension(await packageExtension(), folders);
const bundles = await bundleTests(files, ".build/e2e");
const server = await startServer(folders);
const browser = await launchBrowserServer();
try {
  process.exitCode = await runNodeTests({
    suite,
    bundles,
    concurrency: 1, // one window at a time: two would take each other's processor time on small machines
    environment: {
      CONVLENS_E2E_URL: server.url,
      CONVLENS_E2E_BROWSER: browser.wsEndpoint(),
      CONVLENS_E2E_LOGS: path.join(folders.data, "data/logs"),
      CONVLENS_E2E_SCREENSHOTS: screenshots,
    },
  });
} finally {
  await browser.close();
  await server.stop();
}
