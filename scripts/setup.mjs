// Sets up whatever ConvLens needs and is not there yet: packages, a VS Code to run in, a browser for the tests.
// Quick when all is there. Node's own modules only, since node_modules may be missing.
import { pathToFileURL } from "node:url";
import { setUpBrowser } from "./setup/browser.mjs";
import { setUpPackages } from "./setup/packages.mjs";
import { setUpWebHost } from "./setup/web-host.mjs";

const wantedNode = 20;

/** Sets up the packages, and the web host and a browser as asked; throws an Error that says what to do. */
export async function setUp({ webHost = false, browser = false } = {}) {
  if (Number(process.versions.node.split(".")[0]) < wantedNode) {
    throw new Error(`ConvLens needs Node ${wantedNode} or newer; this is ${process.version}.`);
  }
  setUpPackages();
  if (browser) setUpBrowser();
  if (webHost) setUpWebHost();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await setUp({ webHost: true, browser: true });
  console.log("setup: everything is there");
}
