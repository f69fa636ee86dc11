// Opens ConvLens on the samples: in the desktop VS Code if there is one, else in VS Code in a browser.
// Options: --port N (web), --no-open (print the address only). CONVLENS_HOST=web forces the browser.
import { spawn } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";
import { hostFolder, root, samplesFolder } from "./root.mjs";
import { succeeds } from "./setup/run.mjs";
import { setUp } from "./setup.mjs";

const { values: options } = parseArgs({
  options: { port: { type: "string", default: "3000" }, "no-open": { type: "boolean", default: false } },
});

const desktop = process.env.CONVLENS_HOST !== "web" && hasDisplay() && succeeds("code", ["--version"]);
await setUp({ webHost: !desktop });
if (desktop) await startDesktop();
else await startWeb();

async function startDesktop() {
  const { build } = await import("./build.mjs");
  await build();
  console.log("start: opening VS Code with ConvLens and its samples");
  const child = spawn("code", [`--extensionDevelopmentPath=${root}`, samplesFolder], {
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}

async function startWeb() {
  // Only now, since these need the packages that the setup may just have installed.
  const { packageExtension } = await import("./package.mjs");
  const { hostFolders, installExtension, startServer } = await import("./host/server.mjs");
  console.log("start: building and packing ConvLens");
  const vsix = await packageExtension();
  const folders = hostFolders(path.join(hostFolder, "start"));
  console.log("start: installing it into VS Code for the web");
  installExtension(vsix, folders);
  const server = await startServer(folders, { port: Number(options.port) });
  const url = `${server.url}/?folder=${encodeURI(samplesFolder)}`;
  console.log(`\n  ConvLens is running. Open this address in a browser (Ctrl-C stops it):\n\n    ${url}\n`);
  if (!options["no-open"] && hasDisplay()) openInBrowser(url);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.stop());
  await server.exited;
}

function hasDisplay() {
  if (process.platform === "darwin" || process.platform === "win32") return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function openInBrowser(url) {
  const openers = { darwin: ["open", url], win32: ["cmd", "/c", "start", '""', url] };
  const [program, ...args] = openers[process.platform] ?? ["xdg-open", url];
  // That no browser opens is no failure: the address is on the screen.
  spawn(program, args, { stdio: "ignore", detached: true })
    .on("error", () => {})
    .unref();
}
