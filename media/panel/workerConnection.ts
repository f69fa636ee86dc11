/** The panel's worker: made from the text of its script, since a webview may not start one from another origin. */
import type { FromWorker, ToWorker } from "../worker/messages.ts";
import { mark } from "./trace.ts";

export interface WorkerConnection {
  readonly send: (message: ToWorker) => void;
  /** Ends the worker and whatever it computes, and starts another without any model. */
  readonly restart: () => void;
}

export interface WorkerListener {
  readonly onMessage: (message: FromWorker) => void;
  readonly onLost: (reason: string) => void;
}

/** Messages wait until the script has come; `onLost` tells when it cannot be fetched. */
export function connectWorker(scriptAddress: string, listener: WorkerListener): WorkerConnection {
  let address: string | undefined;
  let worker: Worker | undefined;
  let waiting: ToWorker[] = [];
  const send = (message: ToWorker): void => {
    // The bytes of a weight file move; a copy of them would double the memory.
    if (worker) worker.postMessage(message, message.type === "fileBytes" ? [message.bytes] : []);
    else waiting.push(message);
  };
  const start = (): void => {
    if (address === undefined) return;
    worker = startWorker(address, listener);
    for (const message of waiting) send(message);
    waiting = [];
  };
  fetchScript(scriptAddress).then(
    (blobAddress) => {
      address = blobAddress;
      start();
      mark("worker");
    },
    (error: unknown) => listener.onLost(error instanceof Error ? error.message : String(error)),
  );
  return {
    send,
    restart: () => {
      worker?.terminate();
      worker = undefined;
      waiting = [];
      start();
    },
  };
}

function startWorker(address: string, listener: WorkerListener): Worker {
  const worker = new Worker(address);
  worker.onmessage = (event: MessageEvent<FromWorker>) => listener.onMessage(event.data);
  worker.onerror = (event) =>
    listener.onLost(event.message || "the worker stopped, most likely out of memory");
  worker.onmessageerror = () => listener.onLost("a message of the worker could not be read");
  return worker;
}

async function fetchScript(address: string): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the worker's script could not be read (status ${response.status})`);
  return URL.createObjectURL(new Blob([await response.text()], { type: "text/javascript" }));
}
