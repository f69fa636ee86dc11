/**
 * A thread with the panel's engine, warmed up while a model is open and no panel is: VS Code takes a third of a second to open one, in
 * which the layer can be run already. It ends with the panel's own first run, and is not missed where it fails.
 */
import path from "node:path";
import { Worker } from "node:worker_threads";
import type * as vscode from "vscode";
import type { AheadReply, AheadRequest } from "../../protocol/aheadMessages.ts";
import type { ToPanel } from "../../protocol/panel.ts";

export interface AheadThread extends vscode.Disposable {
  /** It is warm and can be asked. */
  readonly isReady: () => boolean;
  /** A model is being worked on: starts it soon, where it does not run yet. */
  readonly prepare: () => void;
  /** Lets it run a model that was opened, as soon as it runs, which leaves less to do later; each file once. */
  readonly rehearse: (uri: string, messages: () => Promise<readonly ToPanel[]>) => void;
  /** What a page that is told `messages` would show first; `null` where it has none, or ends before. Never rejects. */
  readonly answer: (messages: readonly ToPanel[]) => Promise<unknown>;
  /** Ends it once it has answered, or a little later: by then the page is as far. */
  readonly endSoon: () => void;
}

/** Milliseconds: `start` after a model was read, since what a person waits for comes first; `grace` to answer; `idle` without a change. */
export const aheadTimes = { start: 50, grace: 250, idle: 600_000 };
/** Megabytes of JavaScript's own memory; weights and feature maps are beside them. */
const memory = { maxOldGenerationSizeMb: 256 };

export function createAheadThread(extension: Pick<vscode.Uri, "fsPath">, times = aheadTimes): AheadThread {
  const script = path.join(extension.fsPath, "dist", "ahead.cjs");
  let worker: Worker | undefined;
  let isReady = false;
  let timer: NodeJS.Timeout | undefined;
  let id = 0;
  /** Files that wait for it, and those that it was given. */
  const opened = new Map<string, () => Promise<readonly ToPanel[]>>();
  const rehearsed = new Set<string>();
  let waiting: { readonly id: number; readonly resolve: (answer: unknown) => void } | undefined;

  const settle = (answer: unknown) => {
    waiting?.resolve(answer);
    waiting = undefined;
  };

  const end = () => {
    clearTimeout(timer);
    timer = undefined;
    void worker?.terminate();
    worker = undefined;
    isReady = false;
    rehearsed.clear();
    settle(null);
  };

  const later = (milliseconds: number, callback: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(callback, milliseconds);
    timer.unref();
  };

  const ask = (messages: readonly ToPanel[]) => {
    const request: AheadRequest = { id: ++id, messages };
    worker?.postMessage(request);
  };

  const rehearse = async (uri: string, messagesOf: () => Promise<readonly ToPanel[]>) => {
    if (rehearsed.has(uri)) return;
    rehearsed.add(uri);
    const messages = await messagesOf();
    if (messages.length > 0 && !waiting) ask(messages);
  };

  const start = () => {
    const started = new Worker(script, { resourceLimits: memory, stdout: true, stderr: true });
    worker = started;
    later(times.idle, end);
    started.on("message", (reply: AheadReply) => {
      if (worker !== started) return;
      if (reply.type === "ready") isReady = true;
      else if (reply.id === waiting?.id) settle(reply.answer);
    });
    started.on("error", ({ message }) => {
      console.error(`ConvLens: the thread that runs a layer ahead has ended: ${message}`);
      if (worker === started) end();
    });
    for (const [uri, messages] of opened) void rehearse(uri, messages);
    opened.clear();
  };

  return {
    isReady: () => isReady,
    prepare() {
      if (worker) later(times.idle, end);
      else if (!timer) later(times.start, start);
    },
    rehearse(uri, messages) {
      if (worker) void rehearse(uri, messages);
      else opened.set(uri, messages);
    },
    answer(messages) {
      if (!isReady) return Promise.resolve(null);
      settle(null);
      ask(messages);
      return new Promise((resolve) => {
        waiting = { id, resolve };
      });
    },
    endSoon() {
      if (waiting) later(times.grace, end);
      else end();
    },
    dispose: end,
  };
}
