/** The panel's worker: what goes to it and comes from it, and another one where it is lost. */
import type { FromWorker, ToWorker } from "../worker/messages.ts";
import type { PageStart } from "./pageStart.ts";
import { mark } from "./trace.ts";

export interface WorkerConnection {
  /** Starts the worker where that was put off. */
  readonly begin: () => void;
  readonly send: (message: ToWorker) => void;
  /** Ends the worker and whatever it computes, and starts another without any model. */
  readonly restart: () => void;
}

export interface WorkerListener {
  readonly onMessage: (message: FromWorker) => void;
  readonly onLost: (reason: string) => void;
}

/** Takes the worker that the page has started, or starts one at `begin`; messages wait until it listens. */
export function connectWorker(started: PageStart, listener: WorkerListener): WorkerConnection {
  let worker: Worker | undefined;
  let waiting: ToWorker[] = [];
  let wanted: Promise<Worker> | undefined;
  const post = (to: Worker, message: ToWorker) =>
    // The bytes of a weight file move; a copy of them would double the memory.
    to.postMessage(message, message.type === "fileBytes" ? [message.bytes] : []);

  const attach = async (starting: Promise<Worker>) => {
    wanted = starting;
    const there = await starting;
    if (wanted !== starting) {
      there.terminate();
      return;
    }
    worker = listenTo(there, listener);
    mark("worker");
    for (const message of waiting) post(there, message);
    waiting = [];
  };

  if (started.worker) void attach(started.worker);
  return {
    begin: () => {
      if (!wanted) void attach(started.startWorker());
    },
    send: (message) => {
      if (worker) post(worker, message);
      else waiting.push(message);
    },
    restart: () => {
      worker?.terminate();
      worker = undefined;
      waiting = [];
      void attach(started.startWorker());
    },
  };
}

function listenTo(worker: Worker, listener: WorkerListener): Worker {
  worker.onmessage = (event: MessageEvent<FromWorker>) => listener.onMessage(event.data);
  worker.onerror = (event) =>
    listener.onLost(event.message || "the worker stopped, most likely out of memory");
  worker.onmessageerror = () => listener.onLost("a message of the worker could not be read");
  return worker;
}
