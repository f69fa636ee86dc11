// Starts VS Code's own server, which serves the workbench to a browser, and installs extensions into it.
import { spawn, spawnSync } from "node:child_process";
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { serverFolder } from "../setup/web-host.mjs";

const address = "127.0.0.1"; // loopback only: the server asks for no password
const startLimit = 60_000; // milliseconds, generous for a cold disk

/** The folders of one host under `folder`, so that no run sees another one's extensions or settings. */
export function hostFolders(folder) {
  const folders = {
    data: path.join(folder, "data"),
    extensions: path.join(folder, "extensions"),
    log: path.join(folder, "server.log"),
  };
  mkdirSync(folders.data, { recursive: true });
  mkdirSync(folders.extensions, { recursive: true });
  writeMachineSettings(folders.data);
  return folders;
}

/** No welcome page in front of the samples; it reads its setting before the workspace has given its own. */
function writeMachineSettings(data) {
  const folder = path.join(data, "data/Machine");
  mkdirSync(folder, { recursive: true });
  const settings = {
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": false,
    // It starts processes again and again, which would take part of what is timed.
    "remote.autoForwardPorts": false,
  };
  writeFileSync(path.join(folder, "settings.json"), JSON.stringify(settings, null, 2));
}

export function installExtension(vsix, folders) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["out/server-main.js", "--install-extension", vsix, "--force", ...commonArguments(folders)],
    { cwd: serverFolder, encoding: "utf8" },
  );
  if (status !== 0 || /failed installing/i.test(stderr)) {
    throw new Error(`The VSIX could not be installed:\n${stdout}\n${stderr}`);
  }
}

/** Starts the server and resolves once it answers: its URL, and a `stop` that waits for its end. */
export async function startServer(folders, { port } = {}) {
  const chosen = await freePort(port ?? 0);
  const log = createWriteStream(folders.log);
  const child = spawn(
    process.execPath,
    [
      "out/server-main.js",
      ...["--host", address, "--port", String(chosen)],
      "--without-connection-token",
      "--disable-workspace-trust",
      "--disable-telemetry",
      ...commonArguments(folders),
    ],
    {
      cwd: serverFolder,
      stdio: ["ignore", "pipe", "pipe"],
      // It would start a login shell to learn this very environment.
      env: { ...process.env, VSCODE_CLI: "1" },
    },
  );
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await exited;
    log.end();
  };
  const url = `http://${address}:${chosen}`;
  try {
    await Promise.race([answers(url), exited.then(() => Promise.reject(new Error("it ended at once")))]);
  } catch (error) {
    await stop();
    throw new Error(`VS Code's server did not start (${error.message}); its log is ${folders.log}`);
  }
  return { url, authority: `${address}:${chosen}`, stop, exited };
}

function commonArguments(folders) {
  return [
    "--accept-server-license-terms",
    ...["--server-data-dir", folders.data],
    ...["--extensions-dir", folders.extensions],
  ];
}

/** Asks until the server answers; it has no other sign that works in every version. */
async function answers(url) {
  const deadline = Date.now() + startLimit;
  while (Date.now() < deadline) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await after(100);
  }
  throw new Error(`no answer within ${startLimit / 1000} seconds`);
}

/** The port itself if it is free, else any free one. */
async function freePort(wanted) {
  return (await tryPort(wanted)) ?? (await tryPort(0));
}

function tryPort(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(undefined));
    probe.listen(port, address, () => {
      const { port: bound } = probe.address();
      probe.close(() => resolve(bound));
    });
  });
}
