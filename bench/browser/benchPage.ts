/** Bundles the bench's page, serves it with the peers' WebAssembly files from this machine, and opens it in Chromium. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import wabt from "wabt";
import type { PageRequest, PageResult } from "../page/main.ts";
import { probeText } from "../page/peakProbe.ts";
import type { ProfileRequest, StepTime } from "../page/profile.ts";

export interface BenchPage {
  readonly browser: string;
  readonly processor: string;
  /** Versions by package. */
  readonly peers: Readonly<Record<string, string>>;
  readonly measure: (request: PageRequest) => Promise<PageResult>;
  readonly profile: (request: ProfileRequest) => Promise<StepTime[]>;
  readonly close: () => Promise<void>;
}

const root = process.cwd();
const peerPackages = ["@litertjs/core", "@tensorflow/tfjs-backend-wasm", "onnxruntime-web"];

/** An isolated page has a finer clock, but is not what a webview is: for looking at parts, not for comparing. */
export async function openBenchPage({ isolated = false } = {}): Promise<BenchPage> {
  const server = await serve(await bundlePage(), isolated);
  const browser = await chromium.launch({
    executablePath: process.env.CONVLENS_BROWSER ?? "",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  page.on("pageerror", (error) => console.error(`page: ${error.message}`));
  await page.goto(addressOf(server));
  await page.evaluate((modules) => window.convLensBench.start(modules), await probeModules());
  return {
    browser: `Chromium ${browser.version()}`,
    processor: os.cpus()[0]?.model.trim() ?? "unknown processor",
    peers: Object.fromEntries(peerPackages.map((name) => [name, versionOf(name)])),
    measure: (request) => page.evaluate((wanted) => window.convLensBench.measure(wanted), request),
    profile: (request) => page.evaluate((wanted) => window.convLensBench.profile(wanted), request),
    close: () => closeAll(page, browser, server),
  };
}

async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["bench/page/main.ts"],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "error",
    conditions: ["onnxruntime-web-use-extern-wasm"],
  });
  return outputFiles[0]?.text ?? "";
}

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/** Only the page, its script, and files below node_modules. */
function serve(script: string, isolated: boolean): Promise<Server> {
  const modules = path.join(root, "node_modules");
  const server = createServer((request, response) => {
    if (isolated) response.setHeaders(isolation);
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/") return response.setHeader("content-type", "text/html").end(html);
    if (pathname === "/bench.js") return response.setHeader("content-type", "text/javascript").end(script);
    const file = path.join(root, decodeURIComponent(pathname));
    const type = types[path.extname(file)];
    if (!file.startsWith(modules + path.sep) || !type) return response.writeHead(404).end();
    return response.setHeader("content-type", type).end(readFileSync(file));
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

const isolation = new Headers({
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
});

const html =
  '<!doctype html><meta charset="utf-8"><title>ConvLens bench</title><script type="module" src="/bench.js"></script>';

function addressOf(server: Server): string {
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("the server has no port");
  return `http://127.0.0.1:${address.port}/`;
}

async function probeModules(): Promise<{ relaxed: number[]; plain: number[] }> {
  const tools = await wabt();
  const assemble = (relaxed: boolean) => {
    const parsed = tools.parseWat("probe.wat", probeText(relaxed), { simd: true, relaxed_simd: true });
    return [...parsed.toBinary({}).buffer];
  };
  return { relaxed: assemble(true), plain: assemble(false) };
}

function versionOf(name: string): string {
  const file = path.join(root, "node_modules", name, "package.json");
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return version;
}

async function closeAll(page: Page, browser: Browser, server: Server): Promise<void> {
  await page.close();
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
}
