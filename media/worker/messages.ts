/** What the panel's page and its worker say to each other. Arrays travel as transferred ArrayBuffers. */
import type { Count } from "../../core/cost/count.ts";
import type { ModelGraph } from "../../core/graph/modelGraph.ts";
import type { ConvolutionKind } from "../../core/layers/convolutionKind.ts";
import type { WeightEdit } from "../../protocol/kernelEdits.ts";
import type { Normalisation, PictureFit, RunMode } from "../../protocol/panelChoices.ts";
import type { ChangedMaps } from "./changedMaps.ts";
import type { ComparedMaps, Comparison } from "./compare/comparison.ts";
import type { ModelOverview } from "./describeOverview.ts";
import type { FeatureMaps } from "./featureMaps.ts";
import type { LayerGeometry } from "./geometry/layerGeometry.ts";
import type { GraphResult } from "./graph/layOutGraph.ts";
import type { InputMap } from "./inputMap.ts";
import type { KernelPlace, LayerKernels, RankOneErrors } from "./kernels/layerKernels.ts";
import type { PixelAnswer } from "./pixelAnswer.ts";
import type { FileAnswer, FileRequest } from "./remoteFolder.ts";
import type { SurveyedLayer, SurveyOrder, SurveyResult } from "./surveyModel.ts";

/** The picture to feed: a built-in sample, noise, or pixels that a person chose. */
export type PictureSource =
  | { readonly kind: "sample"; readonly id: string }
  | { readonly kind: "noise" }
  | {
      readonly kind: "own";
      readonly name: string;
      readonly width: number;
      readonly height: number;
      /** Red, green, blue, opacity bytes. */
      readonly rgba: ArrayBuffer;
    };

export interface LayerChoice {
  readonly layerPath: readonly string[];
  /** The first of a range of layers that ends with `layerPath`. */
  readonly from?: readonly string[];
  /** Sizes in place of the free ones of the model's first input, without the batch. */
  readonly inputShape: readonly (number | null)[] | null;
}

export interface RunOrder extends LayerChoice {
  readonly mode: RunMode;
  readonly input: InputOrder;
  /** Of the weights that come from initialisers. */
  readonly seed: number;
  readonly memoryLimitBytes: number;
}

/** What to feed, and how pictures become numbers. */
export interface InputOrder {
  /** One an input, in their order; inputs without one get the last. */
  readonly pictures: readonly PictureSource[];
  readonly normalisation: Normalisation;
  readonly fit: PictureFit;
  /** Of noise in place of a picture, and of what is no picture. */
  readonly noiseSeed: number;
}

/** Place of an output value: the channel, then slice, row and column of the map. */
export interface MapPosition {
  readonly channel: number;
  readonly slice: number;
  readonly row: number;
  readonly column: number;
}

export type ToWorker =
  | { readonly type: "model"; readonly graph: ModelGraph }
  /** The weight file of the models that follow; `null` for none. */
  | { readonly type: "weights"; readonly fileName: string | null }
  | FileAnswer
  | { readonly type: "describe"; readonly id: number; readonly choice: LayerChoice }
  | {
      readonly type: "overview";
      readonly id: number;
      readonly inputShape: LayerChoice["inputShape"];
      /** Paths of inner models that are drawn as one box, names joined by line breaks; `null` for a first choice. */
      readonly closed: readonly string[] | null;
    }
  | { readonly type: "run"; readonly id: number; readonly order: RunOrder }
  | { readonly type: "stop"; readonly id: number }
  /** Runs all layers once, for their times and pictures; a run that is asked for ends it. */
  | { readonly type: "survey"; readonly id: number; readonly order: SurveyOrder }
  | { readonly type: "stopSurvey" }
  | {
      readonly type: "probe";
      readonly id: number;
      readonly position: MapPosition;
      /** Input channel whose taps are wanted. */
      readonly group: number;
    }
  /** The seven kinds in the layer's place; with `measure` they run on what the layer of the last run was given. */
  | {
      readonly type: "compare";
      readonly id: number;
      readonly choice: LayerChoice;
      readonly measure: boolean;
    }
  /** A map of each kind of the last comparison. */
  | {
      readonly type: "comparedMaps";
      readonly id: number;
      readonly channel: number;
      readonly slice: number;
    }
  /** A channel of what the layer of the last run was given. */
  | { readonly type: "inputMap"; readonly id: number; readonly channel: number }
  | {
      readonly type: "kernels";
      readonly id: number;
      readonly choice: LayerChoice;
      /** Of the weights that come from initialisers. */
      readonly seed: number;
      readonly limitBytes: number;
    }
  /** Where a layer reads; nothing runs for it. */
  | { readonly type: "geometry"; readonly id: number; readonly choice: LayerChoice }
  /** Numbers in place of the weights' own, for all runs that follow. */
  | { readonly type: "kernelEdits"; readonly edits: readonly WeightEdit[] }
  /** The layer of the last run once more, on the same input, with the edits as they are now. */
  | { readonly type: "rerun"; readonly id: number }
  /** What kernels of rank 1 would change in the output of the last run. */
  | { readonly type: "rankOne"; readonly id: number; readonly weight: string; readonly place: KernelPlace };

/** A free size of the model's first input, to be asked for. */
export interface FreeAxis {
  /** Axis without the batch. */
  readonly axis: number;
  readonly name: string;
  readonly suggestion: number;
}

/** A range of layers as one: those from its first on that its last depends on. */
export interface RangeDescription {
  /** Name of the first layer. */
  readonly from: string;
  /** How many layers it has. */
  readonly layers: number;
  /** What it takes from layers before it, each once. */
  readonly inputs: readonly string[];
  readonly parameters: Count;
  readonly macs: Count;
}

export interface LayerDescription {
  readonly layerPath: readonly string[];
  readonly className: string;
  readonly kinds: readonly ConvolutionKind[];
  readonly inputs: readonly string[];
  readonly output: string;
  readonly parameters: Count;
  readonly macs: Count;
  /** Of this layer and of all it depends on. */
  readonly macsUpTo: Count;
  readonly field: string;
  /** `null` for a layer by itself. */
  readonly range: RangeDescription | null;
  /** Why it cannot run as things stand, in a sentence; `null` when it can. */
  readonly obstacle: string | null;
}

export interface ModelDescription {
  readonly modelName: string;
  /** The model's own inputs as text, such as `input_1: 224×224×3`. */
  readonly inputs: readonly string[];
  /** Sizes of the first input without the batch, `null` where free; `null` for an unknown rank. */
  readonly firstInput: readonly (number | null)[] | null;
  readonly freeAxes: readonly FreeAxis[];
  /** `null` when no layer is chosen, or it is not in the model. */
  readonly layer: LayerDescription | null;
}

/** A picture the panel shows beside the maps: what went in. */
export interface InputPicture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity bytes. */
  readonly rgba: ArrayBuffer;
}

/** What one input was given. */
export interface InputReport {
  /** Of the model's input, or of the layer that makes this one's. */
  readonly name: string;
  /** Without the batch, such as `224×224×3`. */
  readonly shape: string;
  readonly steps: InputSteps;
  /** Finite values that went in: the least and the largest. */
  readonly least: number;
  readonly largest: number;
  /** What went in as a person sees it; `null` where it is no picture. */
  readonly picture: InputPicture | null;
}

/** How a picture became numbers, in words; `null` where there was nothing to do. */
export interface InputSteps {
  /** `Scene, drawn at 96×96`, `cat.png 640×480`. */
  readonly source: string;
  /** `centre 480×480, averaged to 224×224`. */
  readonly fitted: string | null;
  /** `values −1 to 1`. */
  readonly values: string;
  /** `RGB`, `luminance`. */
  readonly channels: string | null;
}

export interface RunOutcome {
  readonly layerPath: readonly string[];
  readonly mode: RunMode;
  readonly maps: FeatureMaps;
  readonly outputShape: readonly number[];
  readonly milliseconds: number;
  /** Of the layers of a range, each run by itself; `null` for a layer by itself. */
  readonly rangeMilliseconds: number | null;
  /** How the layer was computed, in words; `null` where by the plain kernel. */
  readonly algorithm: string | null;
  /** Which layers on the way ran together, in a sentence; `null` where none did. */
  readonly fused: string | null;
  /** Where the weights came from: `initialisers glorot_uniform, zeros, seed 0`. */
  readonly weights: string;
  /** `9 numbers of conv1 edited by hand`; `null` where none are. */
  readonly edited: string | null;
  /** What of the weight file matched, or why it is not used, in sentences. */
  readonly weightReport: readonly string[];
  readonly weightsRefused: boolean;
  /** Sentences that go with the values, so that nobody takes them for more than they are. */
  readonly notes: readonly string[];
  /** What was done to the pictures to make the inputs, in words. */
  readonly input: string;
  readonly inputs: readonly InputReport[];
  /** The first of the inputs' pictures; `null` where no picture went in. */
  readonly picture: InputPicture | null;
}

/** What the layer of the last run makes with the edits. */
export interface EditedMaps {
  readonly changes: ChangedMaps;
  /** `9 numbers of conv1 edited by hand`; `null` where none are. */
  readonly edited: string | null;
}

export type FromWorker =
  | { readonly type: "described"; readonly id: number; readonly model: ModelDescription }
  | {
      readonly type: "overview";
      readonly id: number;
      readonly overview: ModelOverview;
      readonly graph: GraphResult;
      /** Inner models that are drawn as one box. */
      readonly closed: readonly string[];
    }
  | {
      readonly type: "progress";
      readonly id: number;
      readonly layer: string;
      readonly done: number;
      readonly total: number;
    }
  /** Weights are read before the first layer runs. */
  | {
      readonly type: "readingWeights";
      readonly id: number;
      readonly fileName: string;
      readonly bytes: number;
      readonly of: number;
    }
  | ({ readonly type: "readFile" } & FileRequest)
  | { readonly type: "done"; readonly id: number; readonly outcome: RunOutcome }
  /** The run would not be possible, with the numbers. */
  | {
      readonly type: "refused";
      readonly id: number;
      readonly reason: string;
      readonly layerPath: readonly string[] | null;
    }
  | { readonly type: "cancelled"; readonly id: number }
  | { readonly type: "surveyed"; readonly id: number; readonly layers: readonly SurveyedLayer[] }
  | {
      readonly type: "surveyEnded";
      readonly id: number;
      readonly end: SurveyResult["kind"];
      /** Why not all layers ran, in a sentence. */
      readonly reason: string | null;
    }
  | { readonly type: "failed"; readonly id: number; readonly message: string }
  | { readonly type: "compared"; readonly id: number; readonly comparison: Comparison }
  | { readonly type: "comparedMaps"; readonly id: number; readonly maps: ComparedMaps | null }
  | { readonly type: "inputMap"; readonly id: number; readonly map: InputMap | null }
  | { readonly type: "kernels"; readonly id: number; readonly kernels: LayerKernels }
  | { readonly type: "geometry"; readonly id: number; readonly geometry: LayerGeometry | null }
  /** `null` where there is no run to repeat any more. */
  | { readonly type: "rerun"; readonly id: number; readonly result: EditedMaps | null }
  | { readonly type: "rankOne"; readonly id: number; readonly errors: RankOneErrors | null }
  | { readonly type: "pixel"; readonly id: number; readonly answer: PixelAnswer | null };
