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

/** Takes the worker that the page has started, or starts that of the script; messages wait in it until it listens. */
export function connectWorker(scriptText: () => string, listener: WorkerListener): WorkerConnection {
  let address: string | undefined;
  // The text is a large one, and not read before it is needed.
  const start = () => {
    address ??= URL.createObjectURL(new Blob([scriptText()], { type: "text/javascript" }));
    return new Worker(address);
  };
  let worker = listenTo(startedByPage() ?? start(), listener);
  mark("worker");
  return {
    // The bytes of a weight file move; a copy of them would double the memory.
    send: (message) => worker.postMessage(message, message.type === "fileBytes" ? [message.bytes] : []),
    restart: () => {
      worker.terminate();
      worker = listenTo(start(), listener);
    },
  };
}

/** The worker that the page has begun before this script, which is the larger one. */
function startedByPage(): Worker | undefined {
  const started: unknown = Reflect.get(globalThis, "convlensWorker");
  return started instanceof Worker ? started : undefined;
}

function listenTo(worker: Worker, listener: WorkerListener): Worker {
  worker.onmessage = (event: MessageEvent<FromWorker>) => listener.onMessage(event.data);
  worker.onerror = (event) =>
    listener.onLost(event.message || "the worker stopped, most likely out of memory");
  worker.onmessageerror = () => listener.onLost("a message of the worker could not be read");
  return worker;
}
