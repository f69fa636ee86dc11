/** A model as its file describes it: layers, the calls that connect them, and where each stands in the text. */
import type { WeightSpec } from "../layers/operation.ts";
import type { Shape } from "../shape/shape.ts";
import type { LayerConfig } from "./paramValue.ts";
import type { SourceRange } from "./sourceRange.ts";

/** Whose rules give the truth for this model. */
export type Dialect = "keras" | "tfjs";

export type ModelFormat =
  | "keras1-json"
  | "keras2-json"
  | "keras3-json"
  | "tfjs-layers-json"
  | "tfjs-graph-json"
  | "tfjs-code";

/** Output `tensor` of call number `call` of layer number `layer` in `ModelGraph.layers`. */
export interface TensorRef {
  readonly layer: number;
  readonly call: number;
  readonly tensor: number;
  /** Why it is not known which tensor it is, where the layer is none of the graph. */
  readonly unknown?: string;
}

/** Plain values by keyword. */
export type CallSettings = Readonly<Record<string, boolean | number | string>>;

/** One use of a layer: the tensors it is given. An input layer has one call without inputs. */
export interface LayerCall {
  readonly inputs: readonly TensorRef[];
  /** Place of the call, where it is not the layer's own (a shared layer in code). */
  readonly range?: SourceRange;
  /** Tensors passed by keyword (`mask`, `initial_state`, `value` ...), by name. */
  readonly keywordInputs?: Readonly<Record<string, readonly TensorRef[]>>;
  /** What else the call says by keyword: `use_causal_mask`, `return_attention_scores` ... */
  readonly settings?: CallSettings;
  /** What the file itself says of the shapes around a layer whose class tells nothing. */
  readonly stated?: StatedShapes;
}

/** Shapes as a file states them beside a call, batch first, `null` where free. */
export interface StatedShapes {
  readonly inputs: readonly (readonly (number | null)[])[];
  /** `null` for an output that the file does not state. */
  readonly outputs: readonly (readonly (number | null)[] | null)[];
}

export interface LayerNode {
  /** Name in the model, unique in its `ModelGraph`. */
  readonly name: string;
  /** Keras 2/3 class name, whatever the file writes. */
  readonly className: string;
  /** Class or factory as the file writes it: `Convolution2D`, `conv2d`. */
  readonly writtenClass: string;
  readonly config: LayerConfig;
  readonly calls: readonly LayerCall[];
  /** The whole layer, its class name, and the point after which a hint stands. */
  readonly range: SourceRange;
  readonly classRange: SourceRange;
  /** Where hints and lenses go: the end of the line that a person thinks of as the layer. */
  readonly anchor: number;
  readonly trainable: boolean;
  /** The model inside, for a nested model. */
  readonly model?: ModelGraph;
  /** The layer inside, for a wrapper such as TimeDistributed. */
  readonly wrapped?: LayerNode;
  /** Same text for two nodes that share their weights (a layer used in a model and in a model inside it). */
  readonly weightsKey?: string;
  /** What the program says of a layer class of its own. */
  readonly program?: ProgramLayer;
  /** Keras version whose rules its numbers follow, where the file tells; TensorFlow.js follows 2. */
  readonly kerasVersion?: 1 | 2 | 3;
  /** Why the layer could not be read, where it could not. */
  readonly unreadable?: string;
  /** How a layer of code came about, where its own line does not say it all. */
  readonly origin?: LayerOrigin;
  /** The expression of a program that makes the layer, with its line, for reasons that name nothing of the program. */
  readonly place?: string;
}

/** The calls that lead to the text of a layer or model in code, and where that stands. */
export interface LayerOrigin {
  /** The innermost first, a bounded number of them. */
  readonly calls: readonly OriginCall[];
  /**
   * Set where the text stands in another file. `range` and `anchor` are then those of a call in this document that leads
   * to it, or before the document's start where there is none.
   */
  readonly elsewhere?: { readonly uri: string; readonly line: number };
  /** The same number for all that one run of that call makes. */
  readonly call?: number;
}

export interface OriginCall {
  /** As the program writes it: `convBlock`, `new Encoder`. */
  readonly name: string;
  /** One-based. */
  readonly line: number;
  /** Address of the file, where it is not the document itself. */
  readonly uri?: string;
  /** Offset of the call in its file. */
  readonly start: number;
  /** Offset of the function that is called, where that stands in the document. */
  readonly callee?: number;
}

/** What a program's own code gives for a layer class that it defines itself. */
export interface ProgramLayer {
  /** The class as the program writes it, with its line. */
  readonly place: string;
  /** The weights that its `build` adds, or why they are not known. */
  readonly weights: readonly WeightSpec[] | string;
  /** Output shapes that its code gives for the inputs' shapes that it was asked with, batch first. */
  readonly shapes: readonly ProgramShapes[];
}

export interface ProgramShapes {
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
}

export interface ModelGraph {
  readonly name: string;
  readonly kind: "sequential" | "functional";
  readonly dialect: Dialect;
  /** In the file's own order. */
  readonly layers: readonly LayerNode[];
  readonly inputs: readonly TensorRef[];
  readonly outputs: readonly TensorRef[];
  /** Why inputs or outputs are missing that the model has. */
  readonly unknownInputs?: string;
  readonly unknownOutputs?: string;
  readonly range: SourceRange;
  /** Where the model's totals are shown. */
  readonly anchor: number;
  readonly trainable: boolean;
  /** How a model of code came about. */
  readonly origin?: LayerOrigin;
}
