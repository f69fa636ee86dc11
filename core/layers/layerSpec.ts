/** Everything the product knows of a layer class, declared once: names, arguments, and what it makes of its inputs. */
import type { CallSettings, Dialect, LayerNode, StatedShapes } from "../graph/modelGraph.ts";
import type { ConfigData } from "../graph/paramValue.ts";
import type { Inferred } from "../graph/problem.ts";
import type { Shape } from "../shape/shape.ts";
import type { LayerInference } from "./layerInference.ts";

export type LayerCategory =
  | "core"
  | "convolution"
  | "pooling"
  | "reshaping"
  | "merging"
  | "normalisation"
  | "activation"
  | "recurrent"
  | "attention"
  | "regularisation";

/** One argument of a layer. */
export interface ParamSpec {
  /** Keras 3 name. */
  readonly name: string;
  /** Names in Keras 1, Keras 2 or TensorFlow.js that are not just the camel-case form. */
  readonly aliases?: readonly string[];
  /** What it is, its unit and its limits, in one sentence. */
  readonly description: string;
  /** Value when the file leaves it out; absent for a required argument. */
  readonly default?: ConfigData;
}

export interface LayerSpec {
  /** Keras 2/3 class name. */
  readonly className: string;
  /** Old or other names of the same class. */
  readonly aliases?: readonly string[];
  readonly category: LayerCategory;
  readonly description: string;
  readonly params: readonly ParamSpec[];
  /** Its work stands in code outside of the file, so what the file states of its shapes counts. */
  readonly opaque?: true;
  /** Output shapes, weights, work and problems of one call. Never throws for what a file can contain. */
  readonly infer: (call: LayerCallContext) => Inferred<LayerInference>;
}

export interface LayerCallContext {
  readonly node: LayerNode;
  readonly inputs: readonly Shape[];
  readonly dialect: Dialect;
  /** What the call says besides its tensors. */
  readonly settings: CallSettings;
  /** What the file states of this call's shapes, for layers that say nothing of themselves. */
  readonly stated?: StatedShapes | undefined;
  /** What a layer inside this one comes to, for wrappers. */
  readonly inferInner: (node: LayerNode, inputs: readonly Shape[]) => Inferred<LayerInference>;
}
