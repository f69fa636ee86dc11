/** A panel whose host and worker are played by the test. */
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import type { DrawingTime } from "../../../media/panel/drawOnce.ts";
import { createPanelController } from "../../../media/panel/panelController.ts";
import { describeModel } from "../../../media/worker/describeModel.ts";
import { toFeatureMaps } from "../../../media/worker/featureMaps.ts";
import type { FromWorker, ToWorker } from "../../../media/worker/messages.ts";
import {
  type FromPanel,
  type PanelSavedState,
  readSavedState,
  type ToPanel,
} from "../../../protocol/panel.ts";
import { type HandMadeLayer, handMadeGraph, handMadeInput } from "../../support/handMadeGraph.ts";

export const layer: HandMadeLayer = {
  className: "Conv2D",
  name: "conv",
  config: { filters: 2, kernel_size: [3, 3] },
};
export const graph = handMadeGraph([handMadeInput("image", 8, 8, 3), layer]);

export function modelMessage(
  model: ModelGraph,
  part: Partial<Extract<ToPanel, { type: "model" }>> = {},
): ToPanel {
  return {
    type: "model",
    target: { uri: "file:///a.json", modelIndex: 0, layerPath: ["conv"] },
    version: 1,
    fileName: "a.json",
    modelNames: ["model"],
    graph: model,
    memoryLimitBytes: 1e9,
    cause: "asked",
    ...part,
  };
}

/**
 * Pictures of one byte, which is their size; 0 is damaged. A controller whose worker describes by itself, unless that is held, and runs
 * only when the test says so.
 */
export function panel(
  saved: unknown = {},
  clipboard: File | null = null,
  describing: "at once" | "held" = "at once",
) {
  const toHost: FromPanel[] = [];
  const toWorker: ToWorker[] = [];
  const stored: PanelSavedState[] = [];
  const drawings: DrawingTime[] = [];
  const timers: (() => void)[] = [];
  const frames: ((milliseconds: number) => void)[] = [];
  let restarts = 0;
  let known: ModelGraph | null = null;
  const controller = createPanelController({
    saved: readSavedState(saved),
    toHost: (message) => toHost.push(message),
    toWorker: (message) => {
      toWorker.push(message);
      if (message.type === "model") known = message.graph;
      if (message.type === "describe" && known && describing === "at once") {
        const { inputShape } = message.choice;
        const analysis = analyseModel(known, inputShape ? { inputShape } : {});
        const model = describeModel(analysis, analyseModel(known), message.choice);
        controller.fromWorker({ type: "described", id: message.id, model });
      }
    },
    restartWorker: () => restarts++,
    save: (state) => stored.push(state),
    onChange: (_, time) => drawings.push(time),
    decode: async (name, bytes) => {
      const [side = 0] = new Uint8Array(bytes);
      return side > 0
        ? { kind: "picture", picture: { kind: "own", name, width: side, height: side, rgba: bytes } }
        : { kind: "unreadable", message: `${name} was not used: it is damaged.` };
    },
    readClipboard: async () => clipboard,
    toPng: (planes, side) => `data:image/png;base64,${planes.length}x${side}`,
    viewTables: () => [
      { id: "a-table", caption: "A", columns: ["Row", "Value"], rows: [[0, 0.5]], note: null },
    ],
    viewSvg: (title, details) => `<svg><title>${title}</title><metadata>${details}</metadata></svg>`,
    svgToPng: () => Promise.reject(new Error("no browser")),
    whenDrawn: (callback) => callback(),
    everyFrame: (callback) => {
      frames.push(callback);
      return () => frames.splice(frames.indexOf(callback), 1);
    },
    later: (_, callback) => {
      timers.push(callback);
      return () => timers.splice(timers.indexOf(callback), 1);
    },
  });
  const runs = () => toWorker.filter((message) => message.type === "run");
  const finish = (value = 1): void => {
    const id = runs().at(-1)?.id ?? -1;
    controller.fromWorker(doneMessage(id, value));
  };
  return {
    controller,
    toHost,
    toWorker,
    stored,
    drawings,
    timers,
    frames,
    runs,
    finish,
    restarts: () => restarts,
  };
}

export function doneMessage(id: number, value: number): FromWorker {
  const data = Float32Array.from({ length: 72 }, (_, at) => value * at);
  return {
    type: "done",
    id,
    outcome: {
      layerPath: ["conv"],
      mode: "upTo",
      maps: toFeatureMaps({ shape: [1, 6, 6, 2], data }, "channels_last"),
      outputShape: [1, 6, 6, 2],
      milliseconds: 1,
      rangeMilliseconds: null,
      algorithm: null,
      fused: null,
      weights: "",
      edited: null,
      weightReport: [],
      weightsRefused: false,
      notes: [],
      input: "",
      inputs: [],
      picture: null,
    },
  };
}
