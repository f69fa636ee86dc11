/** One call of one layer, whatever its class: the registry's answer, or unknown with the reason. */
import { inferForTensorflowJs } from "../dialect/applyDialect.ts";
import type { CallSettings, Dialect, LayerNode, ModelGraph, StatedShapes } from "../graph/modelGraph.ts";
import type { Inferred } from "../graph/problem.ts";
import type { Shape } from "../shape/shape.ts";
import { readConfig } from "./configReader.ts";
import { findLayerSpec } from "./index.ts";
import type { LayerInference } from "./layerInference.ts";
import type { LayerCallContext } from "./layerSpec.ts";
import { inferOpaque } from "./opaqueLayer.ts";
import { inferOpenNumbers } from "./openNumbers.ts";
import { inferProgramLayer } from "./programLayer.ts";
import { notInferred } from "./result.ts";

/** What a model inside a wrapper comes to on given inputs; the analysis of whole models provides it. */
export type InferModel = (model: ModelGraph, inputs: readonly Shape[]) => Inferred<LayerInference>;

export interface CallSurroundings {
  readonly inferModel?: InferModel | undefined;
  /** What the call says besides its tensors. */
  readonly settings?: CallSettings | undefined;
  /** What the file states of the call's shapes. */
  readonly stated?: StatedShapes | undefined;
}

/** Shapes, weights and work of `node` on `inputs` (batch first); never throws for what a file can contain. */
export function inferLayer(
  node: LayerNode,
  inputs: readonly Shape[],
  dialect: Dialect,
  { inferModel, settings = {}, stated }: CallSurroundings = {},
): Inferred<LayerInference> {
  if (node.unreadable !== undefined) return notInferred(readConfig(node), node.unreadable);
  if (node.program) return inferProgramLayer(node, node.program, inputs);
  if (node.model) {
    return (
      inferModel?.(node.model, inputs) ?? notInferred(readConfig(node), "the model inside is not analysed")
    );
  }
  const inferInner = (inner: LayerNode, given: readonly Shape[]) =>
    freezeWhereAsked(inner, inferLayer(inner, given, dialect, { inferModel }));
  const context: LayerCallContext = { node, inputs, dialect, settings, stated, inferInner };
  const spec = findLayerSpec(node.className);
  if (spec) {
    if (dialect === "keras") return inferOpenNumbers(context, spec.infer);
    return inferOpenNumbers({ ...context, node: { ...node, kerasVersion: 2 } }, (given) =>
      inferForTensorflowJs(spec, given),
    );
  }
  const reason = `${node.writtenClass} is not a layer class that ConvLens knows`;
  return inferOpaque(readConfig(node), context, reason);
}

/** The outer layer's own flag holds for all of its weights; that of a layer inside, for those of that layer. */
function freezeWhereAsked(
  { trainable }: LayerNode,
  inner: Inferred<LayerInference>,
): Inferred<LayerInference> {
  const { weights } = inner.value;
  if (trainable || !weights) return inner;
  const frozen = weights.map((weight) => ({ ...weight, trainable: false }));
  return { ...inner, value: { ...inner.value, weights: frozen } };
}
