/** The page's side of `bench -- cancelling`: runs a network in the panel's worker and stops it at a moment. */
import type { ModelGraph } from "../../core/graph/modelGraph.ts";
import type { FromWorker, RunOrder, ToWorker } from "../../media/worker/messages.ts";

export interface StopResult {
  /** What came first after the stop: `cancelled`, or `done` for a run that had just ended. */
  readonly answer: FromWorker["type"];
  /** From the stop to that answer, in milliseconds. */
  readonly milliseconds: number;
  /** The run had ended before the moment came, so that nothing was stopped. */
  readonly endedBefore: boolean;
}

export interface WholeRun {
  readonly milliseconds: number;
  /** A number that differs for outputs that differ in a bit. */
  readonly digest: string;
}

declare global {
  interface Window {
    readonly convLensStopping: {
      start: (script: string) => void;
      /** Its graph as JSON, which is how a panel gets it. */
      model: (text: string) => void;
      whole: (order: RunOrder) => Promise<WholeRun>;
      stopped: (order: RunOrder, after: number) => Promise<StopResult>;
    };
  }
}

let worker: Worker | undefined;
let lastId = 0;

const tell = (message: ToWorker) => worker?.postMessage(message);

function start(script: string): void {
  worker?.terminate();
  worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
}

/** The message that ends a run, and when it came. */
function endOf(id: number): Promise<{ readonly message: FromWorker; readonly at: number }> {
  return new Promise((resolve, reject) => {
    const asked = worker;
    if (!asked) throw new Error("there is no worker");
    const listen = ({ data }: MessageEvent<FromWorker>) => {
      if (!("id" in data) || data.id !== id || data.type === "progress") return;
      asked.removeEventListener("message", listen);
      resolve({ message: data, at: performance.now() });
    };
    asked.addEventListener("message", listen);
    asked.addEventListener("error", (event) => reject(new Error(event.message)), { once: true });
  });
}

async function whole(order: RunOrder): Promise<WholeRun> {
  const id = ++lastId;
  const begun = performance.now();
  const end = endOf(id);
  tell({ type: "run", id, order });
  const { message, at } = await end;
  if (message.type !== "done") throw new Error(JSON.stringify(message).slice(0, 500));
  return { milliseconds: at - begun, digest: digestOf(message.outcome.maps.values) };
}

async function stopped(order: RunOrder, after: number): Promise<StopResult> {
  const id = ++lastId;
  const end = endOf(id);
  let early: number | null = null;
  void end.then(({ at }) => {
    early = at;
  });
  tell({ type: "run", id, order });
  await new Promise((resolve) => setTimeout(resolve, after));
  const asked = performance.now();
  const endedBefore = early !== null;
  tell({ type: "stop", id });
  const { message, at } = await end;
  return { answer: message.type, milliseconds: Math.max(0, at - asked), endedBefore };
}

/** FNV-1a over the bits of all values. */
function digestOf(values: Float32Array): string {
  let hash = 0x811c9dc5;
  for (const bits of new Uint32Array(values.buffer, values.byteOffset, values.length)) {
    hash = Math.imul(hash ^ bits, 0x01000193) >>> 0;
  }
  return `${values.length} values, ${hash.toString(16)}`;
}

function model(text: string): void {
  tell({ type: "model", graph: JSON.parse(text) as ModelGraph });
}

Object.assign(window, { convLensStopping: { start, model, whole, stopped } });
