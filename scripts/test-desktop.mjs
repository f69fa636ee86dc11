// Runs test/host inside a desktop VS Code, downloaded from its update service.
import { runTests } from "@vscode/test-electron";
import { build } from "./build.mjs";
import { temporaryWorkspace } from "./host/workspace.mjs";
import { root } from "./root.mjs";
import { bundleHostTests } from "./tests/bundle-host-tests.mjs";
import { newHostReport } from "./tests/host-report.mjs";
import { clearResult, writeResult } from "./tests/results.mjs";

const suite = "desktop";
const updateService = "https://update.code.visualstudio.com/api/releases/stable";

clearResult(suite);
const reachable = await fetch(updateService).then(
  (response) => response.ok,
  () => false,
);
if (reachable) await runInDesktop();
else {
  console.error(
    `test-desktop: VS Code's update service (${updateService}) cannot be reached from here, so there is no desktop
VS Code to test in. \`npm run test:host\` runs the same tests in VS Code for the web.`,
  );
  process.exitCode = 1;
}

async function runInDesktop() {
  await build();
  const extensionTestsPath = await bundleHostTests();
  const report = newHostReport(suite);
  const { workspace, remove } = temporaryWorkspace();
  const ran = runTests({
    extensionDevelopmentPath: root,
    extensionTestsPath,
    launchArgs: [workspace, "--disable-extensions", "--disable-workspace-trust"],
    extensionTestsEnv: { CONVLENS_HOST_REPORT: report.file },
  });
  try {
    const counts = await report.follow(ran);
    await ran.catch(() => undefined); // it repeats, as an exit code, what the report has said
    writeResult(suite, counts);
    console.log(`test-desktop: ${counts.passed} passed, ${counts.failed} failed`);
    if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
  } catch (error) {
    console.error(`test-desktop: ${error.message}`);
    process.exitCode = 1;
  } finally {
    remove();
  }
}
