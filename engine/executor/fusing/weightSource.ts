/** Where a step that does the work of several layers takes its weights from, and how they become those of its kernel. */
import type { BatchNormalizationOperation, WeightSpec } from "../../../core/layers/operation.ts";
import { depthwiseWeight } from "../../kernels/depthwiseConvolution/reference.ts";
import type { LayerWeights } from "../../kernels/kernel.ts";
import type { ResolvedWeights } from "../../weights/layerWeights.ts";
import type { KernelStep } from "../plan.ts";
import { foldNormalization, type SummingOperation } from "./foldNormalization.ts";

/** A layer's own weights, and the key of its entry in the store. */
export interface LayerSource {
  readonly kind: "layer";
  readonly weights: readonly WeightSpec[];
  readonly key: string;
}

export type WeightSource =
  | LayerSource
  /** Sums whose result is normalised: the normalisation goes into their kernel and bias. */
  | {
      readonly kind: "normalised";
      readonly sums: WeightSource;
      readonly operation: SummingOperation;
      readonly normalization: BatchNormalizationOperation;
      readonly statistics: LayerSource;
    }
  /** The two stages of a separable convolution. */
  | {
      readonly kind: "stages";
      readonly depthwise: WeightSource;
      readonly pointwise: WeightSource;
    };

/** The layers whose weights are needed, in the order of the model. */
export function layersOf(source: WeightSource): LayerSource[] {
  switch (source.kind) {
    case "layer":
      return [source];
    case "normalised":
      return [...layersOf(source.sums), source.statistics];
    case "stages":
      return [...layersOf(source.depthwise), ...layersOf(source.pointwise)];
  }
}

/** Weights of a step's kernel; `resolve` finds those of a single layer. */
export function stepWeights(
  { weights, key, fusion }: Pick<KernelStep, "weights" | "key" | "fusion">,
  resolve: (layer: Omit<LayerSource, "kind">) => ResolvedWeights,
): ResolvedWeights {
  if (!fusion) return resolve({ weights, key });
  const resolved = new Map(layersOf(fusion.source).map((layer) => [layer, resolve(layer)]));
  return {
    weights: joinWeights(fusion.source, resolved),
    named: [...resolved.values()].flatMap(({ named }) => named),
    notes: [...resolved.values()].flatMap(({ notes }) => notes),
  };
}

/** `resolved` holds the weights of each layer in `layersOf`. */
function joinWeights(
  source: WeightSource,
  resolved: ReadonlyMap<LayerSource, ResolvedWeights>,
): LayerWeights {
  switch (source.kind) {
    case "layer":
      return resolved.get(source)?.weights ?? {};
    case "normalised": {
      const statistics = joinWeights(source.statistics, resolved);
      return foldNormalization(source.operation, joinWeights(source.sums, resolved), {
        operation: source.normalization,
        weights: statistics,
      });
    }
    case "stages": {
      const first = joinWeights(source.depthwise, resolved);
      const { kernel, bias } = joinWeights(source.pointwise, resolved);
      return {
        depthwise_kernel: depthwiseWeight(first),
        ...(first.bias ? { depthwise_bias: first.bias } : {}),
        ...(kernel ? { pointwise_kernel: kernel } : {}),
        ...(bias ? { bias } : {}),
      };
    }
  }
}
