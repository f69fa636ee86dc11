// Installs a real VS Code, as server and web workbench, from the npm package code-server into .vscode-test/.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { hostFolder } from "../root.mjs";
import { run } from "./run.mjs";

const codeServer = "4.100.3"; // VS Code 1.100.3, the oldest that the manifest's engines.vscode allows
const ripgrep = "1.18.0"; // the first that comes from npm whole; older ones download their binary from GitHub
const recipe = `code-server ${codeServer}, ripgrep ${ripgrep}, with TypeScript\n`;
const installFolder = path.join(hostFolder, `code-server-${codeServer}`);
const stamp = path.join(installFolder, "complete");

/** The folder of VS Code's own server inside code-server; the rest of code-server is not used. */
export const serverFolder = path.join(installFolder, "node_modules/code-server/lib/vscode");

const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

export function setUpWebHost() {
  // The stamp is written last, so that a half-finished or an older installation is done again.
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === recipe) return;
  rmSync(installFolder, { recursive: true, force: true });
  mkdirSync(installFolder, { recursive: true });
  writeFileSync(path.join(installFolder, "package.json"), '{ "private": true }\n');
  // code-server's own post-install refuses to run as root, so no scripts; what needs building is built below.
  run("npm", ["install", `code-server@${codeServer}`, `@vscode/ripgrep@${ripgrep}`, ...quiet], {
    cwd: installFolder,
    step: "installing VS Code for the web (code-server from npm, about a minute, 300 MB)",
  });
  run("npm", ["install", "--omit=dev", ...quiet], { cwd: serverFolder });
  run("npm", ["install", "--omit=dev", ...quiet], { cwd: path.join(serverFolder, "extensions") });
  copyRipgrep();
  buildNativeModules();
  writeFileSync(stamp, recipe);
}

/** VS Code looks for files and for what to activate with ripgrep. */
function copyRipgrep() {
  const name = `@vscode/ripgrep-${process.platform}-${process.arch}`;
  const from = path.join(installFolder, "node_modules", name, "bin");
  if (existsSync(from)) {
    cpSync(from, path.join(serverFolder, "node_modules/@vscode/ripgrep/bin"), { recursive: true });
  }
}

/** Logging and the watchdog; terminal and search modules are neither needed nor buildable everywhere. */
function buildNativeModules() {
  const step = "building VS Code's two native modules";
  try {
    run("npm", ["rebuild", "@vscode/spdlog", "native-watchdog"], { cwd: serverFolder, step });
  } catch (error) {
    throw new Error(
      `${error.message}\nA C++ compiler, make and Python 3 are needed here (Debian: apt-get install build-essential python3).`,
    );
  }
}
