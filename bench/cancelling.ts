/** How soon the panel's worker answers a stop, at 200 moments of runs of two networks: `npm run bench -- cancelling [--stops 100]`. */
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import type { FromWorker, RunOrder, ToWorker } from "../media/worker/messages.ts";
import { readDocument } from "../server/parse/readDocument.ts";
import { kerasModel, layerNameOf } from "./workloads/kerasModel.ts";
import { networkGoals } from "./workloads/networks.ts";

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { stops: { type: "string", default: "100" } },
});
/** Of each network; runs that end before the stop arrives do not count. */
const stops = Number(values.stops);
const goalMilliseconds = 50;

/**
 * A worker of Node has its messages on a port of its own, that of a browser on its global scope. Node also delivers up to 1000 messages
 * of one port before it looks at another, which browsers do not: a message to oneself goes by the event loop here.
 */
const asInBrowser = `
const { parentPort } = require("node:worker_threads");
globalThis.MessageChannel = class {
  port1 = { onmessage: null };
  port2 = { postMessage: (data) => setImmediate(() => this.port1.onmessage?.({ data })) };
};
globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
parentPort.on("message", (data) => globalThis.onmessage?.({ data }));
`;

const worker = new Worker(await workerScript(), { eval: true });
worker.on("error", (error) => {
  throw error;
});
try {
  for (const { workload } of networkGoals) await measure(workload);
} finally {
  await worker.terminate();
}

async function measure(workload: (typeof networkGoals)[number]["workload"]): Promise<void> {
  const input = { text: kerasModel(workload), languageId: "json", fileName: "model.json" };
  const graph = readDocument(input)?.models[0];
  if (!graph) throw new Error(`${workload.id} is no model`);
  tell({ type: "model", graph });
  const lastLayer = [layerNameOf(workload.nodes.length - 1)];
  let id = 0;
  /** Each with other noise and weights, so that nothing is left of the run before. */
  const start = (seed: number): { readonly id: number; readonly answer: Promise<FromWorker> } => {
    id += 1;
    const answer = answerTo(id);
    tell({ type: "run", id, order: orderOf(lastLayer, seed) });
    return { id, answer };
  };
  const wanted = await finished(start(1).answer);
  // Later runs are faster: their code is compiled.
  const times: number[] = [];
  for (let seed = 2; seed < 7; seed++) {
    const before = performance.now();
    await finished(start(seed).answer);
    times.push(performance.now() - before);
  }
  const whole = times.sort((a, b) => a - b)[2] ?? 0;

  const waits: number[] = [];
  let ended = 0;
  for (let seed = 7; waits.length < stops; seed++) {
    const run = start(seed);
    await wait(Math.random() * whole);
    const asked = performance.now();
    tell({ type: "stop", id: run.id });
    const { type } = await run.answer;
    if (type === "cancelled") waits.push(performance.now() - asked);
    else if (type === "done") ended += 1;
    else throw new Error(`the worker answered "${type}"`);
  }
  const again = await finished(start(1).answer);
  const same = JSON.stringify(again) === JSON.stringify(wanted);
  waits.sort((a, b) => a - b);
  const at = (share: number) => (waits[Math.floor((waits.length - 1) * share)] ?? 0).toFixed(1);
  const late = waits.filter((each) => each > goalMilliseconds).length;
  console.log(
    `${workload.title}, ${whole.toFixed(0)} ms a run with new weights: ${waits.length} stopped, ${ended} more had ended before; ` +
      `the answer came after ${at(0.5)} ms in the middle, ${at(0.95)} ms of 95 %, ${at(1)} ms at most; ${late} after ${goalMilliseconds} ms. ` +
      `The run behind them gives ${same ? "the same values" : "OTHER VALUES"}.`,
  );
  if (!same) process.exitCode = 1;
}

function orderOf(layerPath: readonly string[], seed: number): RunOrder {
  return {
    layerPath,
    inputShape: null,
    mode: "upTo",
    input: { pictures: [{ kind: "noise" }], normalisation: "unit", fit: "crop", noiseSeed: seed },
    seed,
    memoryLimitBytes: 2e9,
  };
}

/** The values that came out. */
async function finished(answer: Promise<FromWorker>): Promise<number[]> {
  const message = await answer;
  if (message.type !== "done") throw new Error(JSON.stringify(message).slice(0, 500));
  return [...message.outcome.maps.values];
}

function answerTo(id: number): Promise<FromWorker> {
  return new Promise((resolve) => {
    const listen = (message: FromWorker) => {
      if (!("id" in message) || message.id !== id || message.type === "progress") return;
      worker.off("message", listen);
      resolve(message);
    };
    worker.on("message", listen);
  });
}

function tell(message: ToWorker): void {
  worker.postMessage(message);
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function workerScript(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: process.cwd(),
    entryPoints: ["media/worker/main.ts"],
    banner: { js: asInBrowser },
    bundle: true,
    write: false,
    format: "cjs",
    platform: "node",
    target: "node20",
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}
