/** The panel's worker: made from the text of its script, since a webview may not start one from another origin. */
import type { FromWorker, ToWorker } from "../worker/messages.ts";

export interface WorkerConnection {
  readonly send: (message: ToWorker) => void;
  /** Ends the worker and whatever it computes, and starts another without any model. */
  readonly restart: () => void;
}

export interface WorkerListener {
  readonly onMessage: (message: FromWorker) => void;
  readonly onLost: (reason: string) => void;
}

/** Rejects when the script cannot be fetched. Messages come from our own script and are taken as they are. */
export async function connectWorker(
  scriptAddress: string,
  listener: WorkerListener,
): Promise<WorkerConnection> {
  const response = await fetch(scriptAddress);
  if (!response.ok) throw new Error(`the worker's script could not be read (status ${response.status})`);
  const address = URL.createObjectURL(new Blob([await response.text()], { type: "text/javascript" }));
  const start = (): Worker => {
    const worker = new Worker(address);
    worker.onmessage = (event: MessageEvent<FromWorker>) => listener.onMessage(event.data);
    worker.onerror = (event) =>
      listener.onLost(event.message || "the worker stopped, most likely out of memory");
    worker.onmessageerror = () => listener.onLost("a message of the worker could not be read");
    return worker;
  };
  let worker = start();
  return {
    send: (message) =>
      // The bytes of a weight file move; a copy of them would double the memory.
      worker.postMessage(message, message.type === "fileBytes" ? [message.bytes] : []),
    restart: () => {
      worker.terminate();
      worker = start();
    },
  };
}
