/** The panel's page: joins host, worker, state and view. */
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import { render } from "lit";
import { type FromPanel, readSavedState, readToPanel } from "../../protocol/panel.ts";
import { svgToPng, viewSvg } from "../views/export/viewPicture.ts";
import { viewTables } from "../views/export/viewTables.ts";
import { panelView } from "../views/frame/panelView.ts";
import { planesToPng } from "../views/planePng.ts";
import { decodePicture } from "./decodePicture.ts";
import { drawOnce } from "./drawOnce.ts";
import { listenToPage } from "./pageEvents.ts";
import { takeStart } from "./pageStart.ts";
import { createPanelController, type PanelController } from "./panelController.ts";
import { listenToPictures, readClipboard } from "./pictureEvents.ts";
import { mark, markDrawn } from "./trace.ts";
import { whenDrawn } from "./whenDrawn.ts";
import { connectWorker } from "./workerConnection.ts";

interface HostApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** Time in which the host's first message, the choices, is there, in milliseconds. */
const patience = 400;
/** Time in which the outcome of a run that was done ahead is there, in milliseconds. */
const aheadPatience = 120;

declare function acquireVsCodeApi(): HostApi;

const host = acquireVsCodeApi();
const toHost = (message: FromPanel) => host.postMessage(message);

start();

function start(): void {
  mark("page");
  const place = document.getElementById("panel");
  if (!place) return;
  const saved = readSavedState(host.getState());
  const started = takeStart();
  // The controller exists before the worker says anything.
  const connection = connectWorker(started, {
    onMessage: (message) => {
      // What repeats a run from ahead shows nothing new.
      const ends = message.type === "done" && controller.state().run.state === "running";
      const redrawn = ends || message.type === "rerun";
      if (redrawn) mark("computed");
      controller.fromWorker(message);
      if (redrawn) markDrawn();
    },
    onLost: (reason) => controller.workerLost(reason),
  });
  const draw = drawOnce(() => render(panelView(controller.state(), controller.actions), place));
  const controller: PanelController = createPanelController({
    saved,
    toHost,
    toWorker: (message) => {
      if (message.type === "run" || message.type === "rerun") mark("run");
      connection.send(message);
    },
    restartWorker: () => connection.restart(),
    save: (state) => host.setState(state),
    onChange: (_, time) => draw(time),
    decode: decodePicture,
    readClipboard,
    toPng: planesToPng,
    viewTables: (state) => viewTables(state, controller.actions),
    viewSvg: (title, details) => viewSvg(place.querySelector(".work") ?? place, title, details),
    svgToPng,
    everyFrame,
    whenDrawn,
    later: (milliseconds, callback) => {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
  });
  // A page that is built again, since it was hidden, is told of no such run.
  if (!started.worker) setTimeout(connection.begin, saved.target ? 0 : aheadPatience);
  let heard = false;
  const take = (data: unknown) => {
    const message = readToPanel(data);
    if (message?.type === "choices") heard = true;
    if (message?.type === "model") mark("model");
    if (!message) return;
    const before = controller.state().outcome;
    controller.fromHost(message);
    if (message.type !== "ahead" || controller.state().outcome === before) return;
    mark("ahead");
    mark("computed");
    markDrawn();
    whenDrawn(connection.begin);
  };
  for (const data of started.takeMessages()) take(data);
  draw("now");
  listenToPage(place, controller);
  listenToPictures(controller);
  window.addEventListener("message", ({ data }: MessageEvent<unknown>) => take(data));
  const ready = () => toHost({ type: "ready", target: saved.target });
  ready();
  // VS Code hands over what the host has sent ahead once the page is loaded, or after 200 ms, which may be too early for this script.
  setTimeout(() => {
    if (!heard) ready();
  }, patience);
}

/** Frames stop while the page is hidden, and the time of that is no time here. */
function everyFrame(callback: (milliseconds: number) => void): () => void {
  const longest = 100;
  let last = performance.now();
  let request = requestAnimationFrame(function frame(now) {
    request = requestAnimationFrame(frame);
    callback(Math.min(longest, Math.max(0, now - last)));
    last = now;
  });
  return () => cancelAnimationFrame(request);
}
