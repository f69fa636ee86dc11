// Starts the browser the tests look at VS Code with.
import { chromium } from "playwright-core";
import { findBrowser } from "../setup/browser.mjs";

const quiet = [
  "--no-sandbox", // as root, in containers, there is none
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Lets a test that reads the memory in use ask for a collection first. */
const collectable = "--js-flags=--expose-gc";

/** A browser that this process drives itself. */
export function launchBrowser() {
  return chromium.launch({ executablePath: findBrowser(), args: quiet });
}

/** A browser that test processes connect to through `wsEndpoint()`; one start for all of them. */
export function launchBrowserServer() {
  return chromium.launchServer({ executablePath: findBrowser(), args: [...quiet, collectable] });
}
