/**
 * What the extension host and the panel's page say to each other. Both sides check what arrives with the functions at
 * the end: a message of another shape is dropped, never cast. Bytes travel as ArrayBuffer.
 */
import type { ModelGraph } from "../core/graph/modelGraph.ts";
import { isNumber, isRecord, isText, isTextList } from "./checkedData.ts";
import { type KernelStep, readKernelSteps, readWeightEdits, type WeightEdit } from "./kernelEdits.ts";
import {
  type KindsFromPanel,
  type KindsToPanel,
  readKindsFromPanel,
  readKindsToPanel,
} from "./kindMessages.ts";
import { type PanelChoices, readChoices } from "./panelChoices.ts";
import {
  type PicturesFromPanel,
  type PicturesToPanel,
  readPicturesFromPanel,
  readPicturesToPanel,
} from "./pictureMessages.ts";
import { readSaveFromPanel, readSaveToPanel, type SaveFromPanel, type SaveToPanel } from "./saveMessages.ts";
import { readThumbnails, type ThumbnailsFromPanel } from "./thumbnailMessages.ts";
import {
  readWeightsFromPanel,
  readWeightsToPanel,
  type WeightsFromPanel,
  type WeightsToPanel,
} from "./weightMessages.ts";

/** Type of the panel, for the serializer and the activation event. */
export const panelViewType = "convlens.panel";

/** The layer the panel stands on; enough to find it again after a reload. */
export interface PanelTarget {
  readonly uri: string;
  readonly modelIndex: number;
  /** Names from the outermost model inwards; empty where the cursor is in no layer. */
  readonly layerPath: readonly string[];
  /** The first of a range of layers that ends with `layerPath`, in the same model; absent for a single layer. */
  readonly from?: readonly string[];
}

/** A layer of the same model, by itself. */
export function otherLayer({ uri, modelIndex }: PanelTarget, layerPath: readonly string[]): PanelTarget {
  return { uri, modelIndex, layerPath };
}

/** What the page keeps by `setState`; pictures and results are asked for again, not stored. */
export interface PanelSavedState {
  readonly target: PanelTarget | null;
  readonly choices: PanelChoices;
  /** Sizes put in for the model's free ones, without the batch. */
  readonly inputShape: readonly (number | null)[] | null;
  readonly channel: number;
  readonly kernels: SavedKernels;
}

/** Of the view of kernels: what is edited, and which kernel is chosen. */
export interface SavedKernels {
  readonly edits: readonly WeightEdit[];
  /** What can be taken back and done again, the next of each last. */
  readonly undo: readonly KernelStep[];
  readonly redo: readonly KernelStep[];
  readonly stage: number;
  readonly place: { readonly filter: number; readonly channel: number; readonly slice: number };
}

export type ToPanel =
  | {
      readonly type: "model";
      readonly target: PanelTarget;
      readonly version: number;
      readonly fileName: string;
      readonly modelNames: readonly string[];
      readonly graph: ModelGraph;
      readonly memoryLimitBytes: number;
      /** Why it was sent: a person asked for this layer, the page was rebuilt, or the file changed. */
      readonly cause: "asked" | "restored" | "edited";
    }
  | {
      readonly type: "noModel";
      readonly fileName: string | null;
      readonly message: string;
      /** The last picture may stay, dimmed: the file is being edited. */
      readonly keepOld: boolean;
    }
  /** The cursor went to another layer of the model that was sent last. */
  | { readonly type: "target"; readonly target: PanelTarget }
  | { readonly type: "choices"; readonly choices: PanelChoices }
  /** A run of the model that was sent last, done while the page was loading; the page checks what it is. */
  | { readonly type: "ahead"; readonly answer: unknown }
  | PicturesToPanel
  | KindsToPanel
  | SaveToPanel
  | WeightsToPanel;

export type FromPanel =
  /** The page runs and listens; everything before it is lost. */
  | { readonly type: "ready"; readonly target: PanelTarget | null }
  | { readonly type: "layerChosen"; readonly layerPath: readonly string[] }
  /** `focus`: the keyboard goes to the editor, too. */
  | { readonly type: "revealLayer"; readonly layerPath: readonly string[]; readonly focus: boolean }
  | { readonly type: "rememberChoices"; readonly choices: PanelChoices }
  | { readonly type: "failure"; readonly message: string }
  | PicturesFromPanel
  | KindsFromPanel
  | SaveFromPanel
  | ThumbnailsFromPanel
  | WeightsFromPanel;

/** The message, or `undefined` for anything that is not one. */
export function readToPanel(data: unknown): ToPanel | undefined {
  if (!isRecord(data)) return undefined;
  switch (data.type) {
    case "model": {
      const { version, fileName, modelNames, graph, memoryLimitBytes, cause } = data;
      const target = readTarget(data.target);
      if (!target || !isNumber(version) || !isText(fileName) || !isTextList(modelNames)) return undefined;
      if (!isNumber(memoryLimitBytes) || !isModelGraph(graph)) return undefined;
      if (cause !== "asked" && cause !== "restored" && cause !== "edited") return undefined;
      return { type: "model", target, version, fileName, modelNames, graph, memoryLimitBytes, cause };
    }
    case "noModel": {
      const { fileName, message, keepOld } = data;
      if ((fileName !== null && !isText(fileName)) || !isText(message)) return undefined;
      return { type: "noModel", fileName, message, keepOld: keepOld === true };
    }
    case "target": {
      const target = readTarget(data.target);
      return target ? { type: "target", target } : undefined;
    }
    case "choices":
      return { type: "choices", choices: readChoices(data.choices) };
    case "ahead":
      return { type: "ahead", answer: data.answer };
    default:
      return (
        readPicturesToPanel(data) ??
        readKindsToPanel(data) ??
        readSaveToPanel(data) ??
        readWeightsToPanel(data)
      );
  }
}

/** The message, or `undefined` for anything that is not one. */
export function readFromPanel(data: unknown): FromPanel | undefined {
  if (!isRecord(data)) return undefined;
  const { layerPath, message } = data;
  switch (data.type) {
    case "ready":
      return { type: "ready", target: readTarget(data.target) };
    case "layerChosen":
      return isTextList(layerPath) ? { type: "layerChosen", layerPath } : undefined;
    case "revealLayer":
      return isTextList(layerPath)
        ? { type: "revealLayer", layerPath, focus: data.focus === true }
        : undefined;
    case "rememberChoices":
      return { type: "rememberChoices", choices: readChoices(data.choices) };
    case "failure":
      return isText(message) ? { type: "failure", message } : undefined;
    default:
      return (
        readPicturesFromPanel(data) ??
        readKindsFromPanel(data) ??
        readSaveFromPanel(data) ??
        readThumbnails(data) ??
        readWeightsFromPanel(data)
      );
  }
}

/** State from `getState` or the serializer; total, so that state of an older version never breaks a panel. */
export function readSavedState(data: unknown): PanelSavedState {
  const record = isRecord(data) ? data : {};
  const { inputShape, channel } = record;
  return {
    target: readTarget(record.target),
    choices: readChoices(record.choices),
    inputShape: isSizeList(inputShape) ? inputShape : null,
    channel: readIndex(channel),
    kernels: readSavedKernels(record.kernels),
  };
}

function readSavedKernels(data: unknown): SavedKernels {
  const { edits, undo, redo, stage, place }: Record<string, unknown> = isRecord(data) ? data : {};
  const { filter, channel, slice }: Record<string, unknown> = isRecord(place) ? place : {};
  return {
    edits: readWeightEdits(edits),
    undo: readKernelSteps(undo),
    redo: readKernelSteps(redo),
    stage: readIndex(stage),
    place: { filter: readIndex(filter), channel: readIndex(channel), slice: readIndex(slice) },
  };
}

function readIndex(data: unknown): number {
  return isNumber(data) && data >= 0 ? Math.floor(data) : 0;
}

function readTarget(data: unknown): PanelTarget | null {
  if (!isRecord(data)) return null;
  const { uri, modelIndex, layerPath } = data;
  if (!isText(uri) || !isNumber(modelIndex) || !isTextList(layerPath)) return null;
  const { from } = data;
  return { uri, modelIndex, layerPath, ...(isTextList(from) ? { from } : {}) };
}

/** Looks at what the panel itself walks through: layers, their names and calls, and the models inside them. */
function isModelGraph(data: unknown): data is ModelGraph {
  const open: unknown[] = [data];
  while (open.length > 0) {
    const graph = open.pop();
    if (!isRecord(graph) || !isText(graph.name)) return false;
    const { layers, inputs, outputs } = graph;
    if (!Array.isArray(layers) || !Array.isArray(inputs) || !Array.isArray(outputs)) return false;
    for (const layer of layers as unknown[]) {
      if (!isRecord(layer) || !isText(layer.name) || !isText(layer.className)) return false;
      if (!isRecord(layer.config) || !Array.isArray(layer.calls)) return false;
      if (layer.model !== undefined) open.push(layer.model);
    }
  }
  return true;
}

function isSizeList(value: unknown): value is (number | null)[] {
  return (
    Array.isArray(value) &&
    value.length <= 8 &&
    value.every((size) => size === null || (isNumber(size) && Number.isInteger(size) && size > 0))
  );
}
