/** What a person chose last in the panel; remembered per workspace and in the page. */
import { isNumber, isRecord, isText } from "./checkedData.ts";

/** What one step of the arithmetic goes over, and of the window. */
export type PlayStep = "tap" | "group" | "pixel";
export type RunMode = "alone" | "upTo";
export type ColourMapChoice = "auto" | "viridis" | "grey" | "diverging";
/** One scale a map, one for the layer, or the two numbers that a person typed. */
export type ScaleChoice = "map" | "layer" | "typed";
export type MapSort = "index" | "mean" | "deviation" | "energy" | "sparsity";
/**
 * Values that a picture's colours of 0 to 1 become: themselves; −1 to 1; ImageNet's mean and deviation of each colour taken
 * off (as PyTorch's models expect); 0 to 255 with ImageNet's means taken off, blue first (as Caffe's); 0 to 255.
 */
export type Normalisation = "unit" | "signed" | "imagenet" | "caffe" | "none";
/** How a picture of other proportions is fitted: its centre, all of it squeezed, or all of it between black bars. */
export type PictureFit = "crop" | "stretch" | "pad";
/** `pixel` is a tab of its own in narrow panels only; wider ones show it at the side. */
export type PanelTab = "maps" | "kernels" | "geometry" | "compare" | "model" | "pixel";
/** What stands side by side in the view of the kernels: the filters for one channel, or the channels of one filter. */
export type KernelsAcross = "filters" | "channels";
/** One scale for all kernels of a layer, or one each. */
export type KernelScale = "layer" | "kernel";
/** How the layers of the model are shown. */
export type ModelForm = "graph" | "list";

export interface PanelChoices {
  readonly tab: PanelTab;
  readonly colourMap: ColourMapChoice;
  readonly scale: ScaleChoice;
  /** Values at the first and last colour of a typed scale, low below high; `null` until they are typed. */
  readonly typedScale: readonly [low: number, high: number] | null;
  readonly sort: MapSort;
  /** The enlarged map lies over the input picture. */
  readonly overlay: boolean;
  /** Every picture is shown as the table of its numbers. */
  readonly tables: boolean;
  /** Id of a built-in sample, `noise`, or the address of an image file. */
  readonly sample: string;
  /** The same for the second input and those after it; an input without one gets the sample that comes next. */
  readonly moreSamples: readonly string[];
  readonly normalisation: Normalisation;
  readonly fit: PictureFit;
  /** Seed of the noise that is fed in place of a picture. */
  readonly noiseSeed: number;
  readonly mode: RunMode;
  readonly modelForm: ModelForm;
  readonly kernelsAcross: KernelsAcross;
  readonly kernelScale: KernelScale;
  readonly playBy: PlayStep;
  /** Steps a second. */
  readonly playSpeed: number;
  /** The panel turns to the layer that the cursor goes to. */
  readonly follow: boolean;
}

export const defaultChoices: PanelChoices = {
  tab: "maps",
  colourMap: "auto",
  scale: "map",
  typedScale: null,
  sort: "index",
  overlay: false,
  tables: false,
  sample: "scene",
  moreSamples: [],
  normalisation: "unit",
  fit: "crop",
  noiseSeed: 0,
  mode: "upTo",
  modelForm: "graph",
  kernelsAcross: "filters",
  kernelScale: "layer",
  playBy: "tap",
  playSpeed: 4,
  follow: false,
};

const tabs: readonly PanelTab[] = ["maps", "kernels", "geometry", "compare", "model", "pixel"];
const colourMaps: readonly ColourMapChoice[] = ["auto", "viridis", "grey", "diverging"];
const scales: readonly ScaleChoice[] = ["map", "layer", "typed"];
/** In the order of the key that goes through them. */
export const mapSorts: readonly MapSort[] = ["index", "mean", "deviation", "energy", "sparsity"];
export const normalisations: readonly Normalisation[] = ["unit", "signed", "imagenet", "caffe", "none"];
export const pictureFits: readonly PictureFit[] = ["crop", "stretch", "pad"];
/** Largest seed that can be typed. */
export const largestSeed = 2 ** 31 - 1;
const longestSample = 2000;
const mostSamples = 64;
const playSteps: readonly PlayStep[] = ["tap", "group", "pixel"];
export const playSpeeds: readonly number[] = [1, 4, 15, 60];
const modelForms: readonly ModelForm[] = ["graph", "list"];
const modes: readonly RunMode[] = ["upTo", "alone"];

/** Choices from stored data; what is missing or unknown takes its default. */
export function readChoices(data: unknown): PanelChoices {
  if (!isRecord(data)) return defaultChoices;
  return {
    tab: oneOf(tabs, data.tab, defaultChoices.tab),
    colourMap: oneOf(colourMaps, data.colourMap, defaultChoices.colourMap),
    scale: oneOf(scales, data.scale, defaultChoices.scale),
    typedScale: readScale(data.typedScale),
    sort: oneOf(mapSorts, data.sort, defaultChoices.sort),
    overlay: data.overlay === true,
    tables: data.tables === true,
    sample: readSample(data.sample) ?? defaultChoices.sample,
    moreSamples: readSamples(data.moreSamples),
    normalisation: oneOf(normalisations, data.normalisation, defaultChoices.normalisation),
    fit: oneOf(pictureFits, data.fit, defaultChoices.fit),
    noiseSeed: readSeed(data.noiseSeed),
    mode: oneOf(modes, data.mode, defaultChoices.mode),
    modelForm: oneOf(modelForms, data.modelForm, defaultChoices.modelForm),
    kernelsAcross: oneOf(["filters", "channels"], data.kernelsAcross, defaultChoices.kernelsAcross),
    kernelScale: oneOf(["layer", "kernel"], data.kernelScale, defaultChoices.kernelScale),
    playBy: oneOf(playSteps, data.playBy, defaultChoices.playBy),
    playSpeed: oneOf(playSpeeds, data.playSpeed, defaultChoices.playSpeed),
    follow: data.follow === true,
  };
}

/** Samples of inputs by their number; "" keeps the place of one that was never chosen. */
function readSamples(data: unknown): readonly string[] {
  if (!Array.isArray(data)) return [];
  return (data as unknown[]).slice(0, mostSamples).map((sample) => readSample(sample) ?? "");
}

function readSample(data: unknown): string | null {
  return isText(data) && data.length <= longestSample ? data : null;
}

function readSeed(data: unknown): number {
  return isNumber(data) && Number.isInteger(data) && data >= 0 && data <= largestSeed ? data : 0;
}

function readScale(data: unknown): PanelChoices["typedScale"] {
  if (!Array.isArray(data) || data.length !== 2) return null;
  const [low, high] = data as unknown[];
  return isNumber(low) && isNumber(high) && low < high ? [low, high] : null;
}

function oneOf<Choice>(known: readonly Choice[], value: unknown, otherwise: Choice): Choice {
  return known.find((choice) => choice === value) ?? otherwise;
}
