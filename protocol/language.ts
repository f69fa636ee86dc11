/** What the editor's extension host and the language server say to each other beyond standard LSP. */
import type { ModelFormat, ModelGraph } from "../core/graph/modelGraph.ts";
import type { SourceRange } from "../core/graph/sourceRange.ts";
import type { ParameterValues, ShownParameter } from "./parameterText.ts";

/** Zero-based line and UTF-16 character, as in LSP. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

export interface TextRange {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

/** Request: the model and layer at a position. Result `null` where the document holds no model. */
export const modelAtRequest = "convlens/modelAt";

export interface ModelAtParams {
  readonly uri: string;
  readonly position: TextPosition;
  /** Names from the outermost model's layer inwards; chosen in place of the position where given. */
  readonly layerPath?: readonly string[];
}

export interface ModelAtResult {
  readonly uri: string;
  /** Document version the graph was read from. */
  readonly version: number;
  /** Number of this reading: the same version is read anew when a file that it imports changes, or a setting. */
  readonly reading: number;
  readonly format: ModelFormat;
  /** Number of the model in the document. */
  readonly modelIndex: number;
  /** All models of the document, in its order. */
  readonly modelNames: readonly string[];
  readonly graph: ModelGraph;
  /**
   * The layer at the position, as names from the outermost model inwards; empty where the position is in no layer.
   * A file of several models: only the model at the position (or the nearest) is sent.
   */
  readonly layerPath: readonly string[];
}

/** Request: the whole range of a layer, to reveal and select it in the editor. */
export const layerRangeRequest = "convlens/layerRange";

export interface LayerRangeParams {
  readonly uri: string;
  readonly modelIndex: number;
  readonly layerPath: readonly string[];
}

export type LayerRangeResult = {
  readonly range: TextRange;
  readonly offsets: SourceRange;
  /** Address of the file, where the layer is written in another one than the document; the range is its line there. */
  readonly uri?: string;
} | null;

/** Notification from the server after each analysis: what the status bar shows. */
export const modelStatusNotification = "convlens/modelStatus";

export interface ModelStatus {
  readonly uri: string;
  readonly version: number;
  /** Number of the reading, as in `ModelAtResult`. */
  readonly reading: number;
  readonly state: "ready" | "no-model" | "failed";
  readonly models: readonly {
    readonly name: string;
    readonly dialect: "keras" | "tfjs";
    readonly layers: number;
    /** `null` where not known. */
    readonly parameters: number | null;
    readonly macs: number | null;
    readonly inputSize: string;
    /** `MobileNet · 4,253,864 params · 568.7 MMACs at 224×224×3` */
    readonly totals: string;
    readonly errors: number;
    readonly warnings: number;
  }[];
  /** Why the state is `failed`, in a sentence. */
  readonly message?: string;
}

/** Request: the layers of all models of a document with their numbers, as a list for people. Result: `ModelSummary[]`. */
export const summaryRequest = "convlens/summary";

export interface SummaryParams {
  readonly uri: string;
}

export interface ModelSummary {
  readonly name: string;
  /** `MobileNet · 4,253,864 params · 568.7 MMACs at 224×224×3` */
  readonly totals: string;
  readonly layers: readonly {
    readonly name: string;
    readonly className: string;
    /** Names from the outermost model's layer inwards. */
    readonly path: readonly string[];
    /** `112×112×32 · 864 params · 10.8 MMACs` */
    readonly numbers: string;
    readonly range: TextRange;
    /** Address of the file, where it is another one than the document. */
    readonly uri?: string;
  }[];
}

/** Request: the free input sizes of a document's models. Result `null` where the document holds no model. */
export const freeSizesRequest = "convlens/freeSizes";

export interface FreeSizesParams {
  readonly uri: string;
}

export interface FreeSizesResult {
  /** Such as `H` and `W`, in the order of the inputs; empty where the file gives every size. */
  readonly names: readonly string[];
  /** The numbers that the settings put in their place, in elements. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** Request: edits that write another kind of convolution in the place of a layer. Result `null` where the server cannot answer. */
export const replaceByKindRequest = "convlens/replaceByKind";

export interface ReplaceByKindParams extends LayerRangeParams {
  /** One of the seven: `standard`, `depthwise-separable` ... */
  readonly kind: string;
}

export type ReplaceByKindResult =
  | {
      readonly kind: "edits";
      /** Document version that the edits are of. */
      readonly version: number;
      readonly edits: readonly { readonly range: TextRange; readonly newText: string }[];
    }
  | { readonly kind: "refused"; readonly reason: string };

/** Request: the functions of a document that make layers, and what each is shown for. Empty where there are none. */
export const functionsRequest = "convlens/functions";

export interface FunctionsParams {
  readonly uri: string;
}

export interface ShownFunction {
  /** `build`, `Encoder.build`; `new Encoder` for a class. */
  readonly name: string;
  /** Lines of its text. */
  readonly range: TextRange;
  readonly parameters: readonly ShownParameter[];
  /** Places that call it. */
  readonly calls: readonly {
    /** What the settings call it by: `build(0.5)`. */
    readonly text: string;
    /** `main.ts:12` */
    readonly place: string;
  }[];
  /** What the settings say: the text of a call, or values. */
  readonly choice?: string | ParameterValues;
}

/** Request from the server: sizes of files beside a document, in bytes. Asked of clients that say they can tell. */
export const fileSizesRequest = "convlens/fileSizes";

export interface FileSizesParams {
  readonly uri: string;
  /** Relative to the document, with forward slashes. */
  readonly paths: readonly string[];
}

/** By path; `null` for a file that is not there. */
export type FileSizesResult = Readonly<Record<string, number | null>>;

/** What a client says of itself in `initializationOptions`; a plain LSP client says nothing and gets standard LSP only. */
export interface ClientAbilities {
  /** It takes `convlens/modelStatus`. */
  readonly modelStatus?: boolean;
  /** It carries out the commands below, so lenses may name them. */
  readonly commands?: boolean;
  /** It answers `convlens/fileSizes`; otherwise the server looks at files on disk itself. */
  readonly fileSizes?: boolean;
  /** It answers `convlens/readFiles`. */
  readonly files?: boolean;
}

/**
 * Request from the server: texts of files of the workspace, through the editor's file system, so that remote and virtual
 * workspaces work. `null` for a file that is not there, is outside of the workspace's folders, or is too long.
 */
export const readFilesRequest = "convlens/readFiles";

export interface ReadFilesParams {
  readonly uris: readonly string[];
  /** Longer files are left out; in bytes, `longestWorkspaceFile` where absent. */
  readonly longest?: number;
}

/** In the order of the request. */
export type ReadFilesResult = readonly (string | null)[];

/** Request from the server: addresses of all files of code in the workspace's folders, up to a bounded number. Result: `string[]`. */
export const listFilesRequest = "convlens/listFiles";

/** Endings of the files that are listed. */
export const codeFileEndings = ["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "html", "htm"] as const;
/** Folders that hold other people's code, or code that was made of the workspace's own. */
export const unlistedFolders = ["node_modules", "dist", "build", "out", "coverage", ".git"] as const;
export const mostListedFiles = 5000;

/** In bytes; no code is longer, and a longer model is opened for itself. */
export const longestWorkspaceFile = 4_000_000;

/** Commands that code lenses of the server name; the extension host carries them out. */
export const runLayerCommand = "convlens.runLayer";
export const formatModelCommand = "convlens.formatModel";
export const showSummaryCommand = "convlens.showSummary";
export const setFreeSizesCommand = "convlens.setFreeSizes";
export const setFunctionCommand = "convlens.setFunction";

/** Command of code actions: severity of a rule by its code, written into the settings. Arguments: code and level. */
export const setRuleLevelCommand = "convlens.setRuleLevel";

/** Argument of `convlens.runLayer` when a lens calls it. */
export interface RunLayerArgument {
  readonly uri: string;
  readonly modelIndex: number;
  readonly layerPath: readonly string[];
}
