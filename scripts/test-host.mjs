// Runs test/host inside the extension host of a real VS Code, served to a headless browser.
import path from "node:path";
import { build } from "./build.mjs";
import { launchBrowser } from "./host/browser.mjs";
import { hostFolders, startServer } from "./host/server.mjs";
import { temporaryWorkspace } from "./host/workspace.mjs";
import { root } from "./root.mjs";
import { setUp } from "./setup.mjs";
import { bundleHostTests } from "./tests/bundle-host-tests.mjs";
import { newHostReport } from "./tests/host-report.mjs";
import { clearResult, writeResult } from "./tests/results.mjs";

const suite = "host";
clearResult(suite);
await setUp({ webHost: true, browser: true });
await build();
const testModule = await bundleHostTests();
const report = newHostReport(suite);
// The extension host is a child of the server and inherits where to report to.
process.env.CONVLENS_HOST_REPORT = report.file;

const { folder, workspace, remove } = temporaryWorkspace();
const server = await startServer(hostFolders(path.join(folder, "host")));
const browser = await launchBrowser();
const pageErrors = [];
try {
  const page = await browser.newPage();
  page.on("console", (message) => message.type() === "error" && pageErrors.push(message.text()));
  const remote = (file) => `vscode-remote://${server.authority}${file}`;
  const payload = JSON.stringify([
    ["extensionDevelopmentPath", remote(root)],
    ["extensionTestsPath", remote(testModule)],
  ]);
  await page.goto(`${server.url}/?folder=${encodeURI(workspace)}&payload=${encodeURIComponent(payload)}`);
  const counts = await report.follow(server.exited);
  writeResult(suite, counts);
  console.log(`test-host: ${counts.passed} passed, ${counts.failed} failed`);
  if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
} catch (error) {
  console.error(`test-host: ${error.message}\n${pageErrors.join("\n")}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  await server.stop();
  remove();
}
