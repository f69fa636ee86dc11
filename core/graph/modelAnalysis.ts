/** All that is computed of a model: plain, immutable data that editor, panel and command line read. */

import type { Count } from "../cost/count.ts";
import type { ReceptiveField } from "../cost/receptiveField.ts";
import type { ConvolutionKind } from "../layers/convolutionKind.ts";
import type { LayerInference } from "../layers/layerInference.ts";
import type { WeightSpec } from "../layers/operation.ts";
import type { Shape } from "../shape/shape.ts";
import type { LayerNode, ModelGraph } from "./modelGraph.ts";
import type { Problem } from "./problem.ts";

export interface CallAnalysis {
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
  /** `null` where the layer is unknown or stands behind an error. */
  readonly inference: LayerInference | null;
  readonly macs: Count;
  readonly field: ReceptiveField;
  /** For a nested model: what this call made of its layers. */
  readonly nested?: ModelAnalysis;
}

export interface LayerAnalysis {
  readonly node: LayerNode;
  readonly calls: readonly CallAnalysis[];
  /** Distinct weights of this layer, the same for all its calls; `null` while not known. */
  readonly weights: readonly WeightSpec[] | null;
  readonly parameters: Count;
  readonly trainable: Count;
  readonly nonTrainable: Count;
  /** Over all calls. */
  readonly macs: Count;
  readonly kinds: readonly ConvolutionKind[];
  readonly unknown: readonly { readonly what: string; readonly reason: string }[];
  /** Layers of a nested model, as its first call sees them. */
  readonly nested?: ModelAnalysis;
}

export interface ModelTotals {
  readonly parameters: Count;
  readonly trainable: Count;
  readonly nonTrainable: Count;
  readonly macs: Count;
  readonly flops: Count;
  /** Bytes of all weights, float32. */
  readonly weightBytes: Count;
  /** Largest number of activation values alive at once over the execution order, for one example; and as float32 bytes. */
  readonly peakActivationElements: Count;
  readonly peakActivationBytes: Count;
  /** The layer that runs at that peak, as names from the outermost model inwards; empty where it is not known. */
  readonly peakActivationPath: readonly string[];
  /** The largest field before a layer that sees everything. */
  readonly field: ReceptiveField;
}

export interface ModelAnalysis {
  readonly graph: ModelGraph;
  readonly inputs: readonly { readonly name: string; readonly shape: Shape }[];
  readonly outputs: readonly { readonly name: string; readonly shape: Shape }[];
  readonly layers: readonly LayerAnalysis[];
  readonly totals: ModelTotals;
  readonly problems: readonly Problem[];
}
