// Finds a Chromium-like browser for the tests, and installs one where none is there.
import { existsSync, readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "../root.mjs";
import { run, succeeds } from "./run.mjs";

const programs = [
  "chromium",
  "google-chrome",
  "google-chrome-stable",
  "chromium-browser",
  "microsoft-edge",
  "chrome",
];

/** The browser's path; throws when none is there and none could be installed. */
export function setUpBrowser() {
  const found = findBrowser();
  if (found) return found;
  installBrowser();
  const installed = findBrowser();
  if (installed) return installed;
  throw new Error("No browser found. Install Chromium, Chrome or Edge, or set CHROME_PATH to one.");
}

/** The path of a browser: CHROME_PATH, then the PATH, the usual places, Playwright's own. */
export function findBrowser() {
  const candidates = [process.env.CHROME_PATH, ...onPath(), ...usualPlaces(), ...playwrightBrowsers()];
  return candidates.find((file) => file && existsSync(file));
}

function installBrowser() {
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  if (existsSync("/usr/bin/apt-get") && (asRoot.length === 0 || succeeds("sudo", ["-n", "true"]))) {
    const apt = (args, step) => {
      const [program, ...rest] = [...asRoot, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...args];
      run(program, rest, { step });
    };
    apt(["update"], "installing Chromium for the tests (apt-get, about a minute)");
    // Without a font the screenshots would show empty boxes.
    apt(["install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu"]);
    return;
  }
  run(process.execPath, [path.join(root, "node_modules/playwright-core/cli.js"), "install", "chromium"], {
    step: "downloading Chromium for the tests (Playwright's)",
  });
}

function onPath() {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  return programs.flatMap((program) => folders.map((folder) => path.join(folder, program)));
}

function usualPlaces() {
  const mac = ["Google Chrome", "Chromium", "Microsoft Edge"].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  );
  const windows = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"]
    .map((name) => process.env[name])
    .filter(Boolean)
    .flatMap((folder) => [
      path.join(folder, "Google/Chrome/Application/chrome.exe"),
      path.join(folder, "Microsoft/Edge/Application/msedge.exe"),
    ]);
  return [...mac, ...windows];
}

function playwrightBrowsers() {
  const caches = [
    process.env.PLAYWRIGHT_BROWSERS_PATH,
    path.join(os.homedir(), ".cache/ms-playwright"),
    path.join(os.homedir(), "Library/Caches/ms-playwright"),
    path.join(process.env.LOCALAPPDATA ?? os.homedir(), "ms-playwright"),
  ].filter((folder) => folder && existsSync(folder));
  const inside = [
    "chrome-linux64/chrome",
    "chrome-linux/chrome",
    "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
    "chrome-win64/chrome.exe",
    "chrome-win/chrome.exe",
  ];
  return caches.flatMap((cache) =>
    readdirSync(cache)
      .filter((name) => name.startsWith("chromium-"))
      .flatMap((name) => inside.map((file) => path.join(cache, name, file))),
  );
}
