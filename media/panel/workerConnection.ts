/** The panel's worker: what goes to it and comes from it, and another one where it is lost. */
import type { FromWorker, ToWorker } from "../worker/messages.ts";
import type { PageStart } from "./pageStart.ts";
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

/** Takes the worker that the page has started; messages wait in it until it listens. */
export function connectWorker(started: PageStart, listener: WorkerListener): WorkerConnection {
  let worker = listenTo(started.worker, listener);
  mark("worker");
  return {
    // The bytes of a weight file move; a copy of them would double the memory.
    send: (message) => worker.postMessage(message, message.type === "fileBytes" ? [message.bytes] : []),
    restart: () => {
      worker.terminate();
      worker = listenTo(new Worker(started.workerAddress), listener);
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
