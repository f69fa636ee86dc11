// Shows the panel outside of VS Code: fakes the host, feeds a model, takes pictures of it into .build/harness/.
// `node test/media/harness/look.mjs [name of a shot]`; reads dist/, so build before.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { launchBrowser } from "../../../scripts/host/browser.mjs";
import { root } from "../../../scripts/root.mjs";
import { themes } from "./themes.mjs";

const out = path.join(root, ".build/harness");
const corpus = path.join(root, "../shared/corpus/json");
const files = {
  seven: path.join(root, "samples/seven-convolutions.keras.json"),
  vgg: path.join(corpus, "keras3_app_VGG16.json"),
  mobilenet: path.join(corpus, "keras3_app_MobileNet.json"),
  conv1d: path.join(corpus, "keras2_shapecheck_1d.json"),
  conv3d: path.join(corpus, "keras2_shapecheck_3d.json"),
  unet: path.join(corpus, "keras2_zf_unet_224.json"),
  xception: path.join(corpus, "keras2_xception_no_top.json"),
};
const read = (name, encoding) => readFileSync(path.join(root, "dist/media", name), encoding);
const shots = JSON.parse(readFileSync(path.join(root, "test/media/harness/shots.json"), "utf8"));

mkdirSync(out, { recursive: true });
const graphs = await readGraphs();
const browser = await launchBrowser();
for (const shot of shots) {
  if (process.argv[2] && !shot.name.includes(process.argv[2])) continue;
  await look(shot);
}
await browser.close();

async function readGraphs() {
  const bundle = path.join(out, "readGraphs.mjs");
  await build({
    entryPoints: [path.join(root, "test/media/harness/readGraphs.ts")],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  const text = execFileSync(process.execPath, [bundle, ...Object.values(files)], { maxBuffer: 1 << 28 });
  const byFile = JSON.parse(text.toString());
  return Object.fromEntries(
    Object.entries(files).map(([name, file]) => [name, byFile[path.basename(file, ".json")]]),
  );
}

async function look(shot) {
  const page = await browser.newPage({ viewport: { width: shot.width ?? 1200, height: shot.height ?? 860 } });
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.route("http://panel.test/**", (route) => {
    const name = new URL(route.request().url()).pathname;
    if (name === "/") return route.fulfill({ contentType: "text/html", body: pageText(shot) });
    if (name === "/favicon.ico") return route.fulfill({ body: "" });
    return route.fulfill({ path: path.join(root, "dist/media", name) });
  });
  const started = Date.now();
  await page.goto("http://panel.test/");
  const status = page.locator('[data-testid="panel-status"]');
  if (shot.until !== "none") {
    await status
      .and(page.locator(`[data-state="${shot.until ?? "done"}"]`))
      .waitFor({ timeout: 60000 })
      .catch(async () => errors.push(`state: ${await status.getAttribute("data-state")}`));
  }
  for (const step of shot.steps ?? []) await act(page, step);
  await page.waitForTimeout(250);
  await page.screenshot({ path: path.join(out, `${shot.name}.png`), fullPage: shot.fullPage ?? false });
  const said = (await status.textContent().catch(() => "")) ?? "";
  console.log(`${shot.name}: ${Date.now() - started} ms, ${said.slice(0, 160)}`, ...errors);
  await page.close();
}

async function act(page, [kind, target, value]) {
  const at = page.locator(target);
  if (kind === "click") await at.first().click();
  if (kind === "select") await at.selectOption(value);
  if (kind === "press") await at.press(value);
  if (kind === "hover") await at.first().hover({ position: value });
  if (kind === "text") console.log(`   ${target}: ${await at.first().textContent()}`);
  if (kind === "see") await at.first().waitFor();
  if (kind === "wait") await page.locator(`[data-testid="panel-status"][data-state="${target}"]`).waitFor();
}

/** `#3` is the fourth layer, whatever it is called. */
function byNumber(shot, name) {
  return /^#\d+$/.test(name) ? graphs[shot.model].layers[Number(name.slice(1))].name : name;
}

function pageText(shot) {
  const theme = themes[shot.theme ?? "dark"];
  const variables = Object.entries(theme.variables)
    .map(([name, value]) => `--vscode-${name}: ${value};`)
    .join("\n");
  const policy =
    "default-src 'none'; script-src 'nonce-abc' 'wasm-unsafe-eval'; worker-src blob:; style-src http://panel.test 'nonce-abc'; img-src http://panel.test blob: data:; font-src http://panel.test";
  const model = {
    type: "model",
    target: {
      uri: "file:///model.json",
      modelIndex: 0,
      layerPath: shot.layer.map((name) => byNumber(shot, name)),
    },
    version: 1,
    fileName: `${shot.model}.json`,
    modelNames: ["model"],
    graph: graphs[shot.model],
    memoryLimitBytes: shot.memoryLimitBytes ?? 1 << 30,
    cause: "asked",
  };
  const first = shot.noModel
    ? { type: "noModel", fileName: "a.json", message: shot.noModel, keepOld: false }
    : model;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>ConvLens</title>
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <style nonce="abc">:root { ${variables} }</style>
    <link rel="stylesheet" href="/panel.css">
    <script nonce="abc">
      const first = ${JSON.stringify(first).replaceAll("<", "\\u003c")};
      window.acquireVsCodeApi = () => ({
        getState: () => undefined, setState: () => {},
        postMessage: (message) => {
          if (message.type !== "ready") return;
          window.postMessage({ type: "choices", choices: ${JSON.stringify(shot.choices ?? {})} }, "*");
          window.postMessage(first, "*");
        },
      });
    </script>
    </head>
    <body class="${theme.body}"><div id="panel"></div>
    <script type="text/plain" id="worker" nonce="abc">${read("worker.js.gz", "base64")}</script>
    <script type="text/plain" id="page" nonce="abc">${read("panel.js.gz", "base64")}</script>
    <script nonce="abc">${read("boot.js", "utf8")}</script></body></html>`;
}
