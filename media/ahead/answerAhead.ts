/**
 * Asks and answers what a new panel will ask first: the page's own control and the worker's own engine, without page and worker, so that
 * the order is the one that the page would give, and the outcome the one that its worker would come to.
 */
import { readSavedState, type ToPanel } from "../../protocol/panel.ts";
import { createPanelController, type PanelController } from "../panel/panelController.ts";
import type { FromWorker, ModelDescription, RunOrder, RunOutcome, ToWorker } from "../worker/messages.ts";
import { createWorkerSession } from "../worker/workerSession.ts";
import type { AheadAnswer } from "./aheadAnswer.ts";

/** Bytes of feature maps that travel to the page in less time than they take to compute there. */
const mostBytes = 4e6;
/** Multiplications that are done before the page is there. */
const mostMacs = 1e9;

/** Gives what answers, one request after another; what a run leaves is there for the next. */
export function createAheadAnswers(
  yieldNow: () => Promise<void>,
): (messages: readonly ToPanel[]) => Promise<AheadAnswer | null> {
  let hear: (message: FromWorker) => void = () => {};
  const take = createWorkerSession((message) => hear(message), yieldNow);
  /** `null` where nothing runs unasked, where it needs what only the page has, or where it is not worth it. Never rejects. */
  return (messages) =>
    new Promise((resolve) => {
      let description: ModelDescription | undefined;
      let order: RunOrder | undefined;
      hear = (message) => {
        if (message.type === "described") {
          description = message.model;
          controller.fromWorker(message);
          if (!order) resolve(null);
        } else if (message.type === "done") {
          const { outcome } = message;
          resolve(description && order && isLight(outcome) ? { description, order, outcome } : null);
        } else if (endings.has(message.type)) resolve(null);
      };
      const toWorker = (message: ToWorker) => {
        if (message.type === "run") {
          if (!description || !isQuick(description)) return;
          order = message.order;
        }
        take(message);
      };
      const controller = controllerOf(toWorker);
      for (const message of messages) controller.fromHost(message);
      if (!messages.some(({ type }) => type === "model")) resolve(null);
    });
}

/** After these there is no outcome any more: a weight file is read by the page alone. */
const endings: ReadonlySet<FromWorker["type"]> = new Set(["refused", "failed", "cancelled", "readFile"]);

function isLight({ maps }: RunOutcome): boolean {
  return maps.values.byteLength <= mostBytes;
}

function isQuick({ layer }: ModelDescription): boolean {
  return layer !== null && layer.macsUpTo.kind === "exact" && layer.macsUpTo.value <= mostMacs;
}

/** Nothing is on screen, and nobody has saved anything: pictures of a person's own are read by the page alone. */
function controllerOf(toWorker: (message: ToWorker) => void): PanelController {
  const nothing = () => {};
  return createPanelController({
    saved: readSavedState(undefined),
    toHost: nothing,
    toWorker,
    restartWorker: nothing,
    save: nothing,
    onChange: nothing,
    decode: (name) => Promise.resolve({ kind: "unreadable", message: name }),
    readClipboard: () => Promise.resolve(null),
    toPng: () => "",
    viewTables: () => [],
    viewSvg: () => "",
    svgToPng: () => Promise.resolve(new Uint8Array()),
    everyFrame: () => nothing,
    whenDrawn: nothing,
    later: () => nothing,
  });
}
