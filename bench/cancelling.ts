/**
 * How soon the panel's worker answers a stop in Chromium, at random moments of runs of two networks:
 * `npm run bench -- cancelling [--stops 100] [--seed 1]`.
 */
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { chromium, type Page } from "playwright-core";
import type { RunOrder } from "../media/worker/messages.ts";
import { readDocument } from "../server/parse/readDocument.ts";
import { randomNumbers } from "../test/support/randomModels.ts";
import { kerasModel, layerNameOf } from "./workloads/kerasModel.ts";
import { networkGoals } from "./workloads/networks.ts";
import type { Workload } from "./workloads/workload.ts";

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { stops: { type: "string", default: "100" }, seed: { type: "string", default: "1" } },
});
/** Of each network; runs that end before the stop is sent do not count. */
const stops = Number(values.stops);
const seed = Number(values.seed);
const goalMilliseconds = 50;
/** A stop after which a whole run must give the same values as before all stops. */
const checkedStop = 5;

const browser = await chromium.launch({
  executablePath: process.env.CONVLENS_BROWSER ?? "",
  args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
});
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.addScriptTag({ content: await bundled("bench/page/stopping.ts") });
  await page.evaluate(
    (script) => window.convLensStopping.start(script),
    await bundled("media/worker/main.ts"),
  );
  console.log(`Chromium ${browser.version()}, seed ${seed}\n`);
  for (const { workload } of networkGoals) await measure(page, workload);
} finally {
  await browser.close();
}

async function measure(page: Page, workload: Workload): Promise<void> {
  const input = { text: kerasModel(workload), languageId: "json", fileName: "model.json" };
  const graph = readDocument(input)?.models[0];
  if (!graph) throw new Error(`${workload.id} is no model`);
  await page.evaluate((text) => window.convLensStopping.model(text), JSON.stringify(graph));
  const lastLayer = [layerNameOf(workload.nodes.length - 1)];
  const whole = (order: RunOrder) => page.evaluate((each) => window.convLensStopping.whole(each), order);
  const wanted = (await whole(orderOf(lastLayer, 1))).digest;
  // Later runs are faster: their code is compiled. Each has other noise and weights, so that nothing is left of the run before.
  const times: number[] = [];
  for (let at = 2; at < 7; at++) times.push((await whole(orderOf(lastLayer, at))).milliseconds);
  const length = times.sort((a, b) => a - b)[2] ?? 0;

  const random = randomNumbers(seed);
  const waits: number[] = [];
  let [finished, early, checked, wrong] = [0, 0, 0, 0];
  for (let at = 7; waits.length < stops; at++) {
    const after = (random(0, 9999) / 10000) * length;
    const stop = [orderOf(lastLayer, at), after] as const;
    const result = await page.evaluate(([order, wait]) => window.convLensStopping.stopped(order, wait), stop);
    if (result.answer !== "cancelled" && result.answer !== "done") throw new Error(result.answer);
    if (result.endedBefore) {
      early++;
      continue;
    }
    if (result.answer === "done") finished++;
    waits.push(result.milliseconds);
    if (waits.length % checkedStop !== 0) continue;
    checked++;
    if ((await whole(orderOf(lastLayer, 1))).digest !== wanted) wrong++;
  }
  waits.sort((a, b) => a - b);
  const share = (part: number) => (waits[Math.floor((waits.length - 1) * part)] ?? 0).toFixed(1);
  const late = waits.filter((each) => each > goalMilliseconds).length;
  console.log(
    `${workload.title}, ${length.toFixed(0)} ms a run with new weights: ${waits.length} stops, of which ${finished} met a run that was ` +
      `just ending (${early} more came after its end); the answer took ${share(0.5)} ms in the middle, ${share(0.95)} ms at 95 %, ` +
      `${share(1)} ms at most; ${late} took over ${goalMilliseconds} ms. ${checked} whole runs behind them: ` +
      `${wrong === 0 ? "all with the same values, bit by bit" : `${wrong} WITH OTHER VALUES`}.`,
  );
  if (wrong > 0) process.exitCode = 1;
}

function orderOf(layerPath: readonly string[], number: number): RunOrder {
  return {
    layerPath,
    inputShape: null,
    mode: "upTo",
    input: { pictures: [{ kind: "noise" }], normalisation: "unit", fit: "crop", noiseSeed: number },
    seed: number,
    memoryLimitBytes: 2e9,
  };
}

/** A script for a page or a worker. */
async function bundled(entry: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: process.cwd(),
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "chrome128",
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}
