/** One call of one layer, whatever its class: the registry's answer, or unknown with the reason. */
import { inferForTensorflowJs } from "../dialect/applyDialect.ts";
import type { CallSettings, Dialect, LayerNode, ModelGraph } from "../graph/modelGraph.ts";
import type { Inferred } from "../graph/problem.ts";
import type { Shape } from "../shape/shape.ts";
import { readConfig } from "./configReader.ts";
import { findLayerSpec } from "./index.ts";
import type { LayerInference } from "./layerInference.ts";
import { inferProgramLayer } from "./programLayer.ts";
import { notInferred } from "./result.ts";

/** What a model inside a wrapper comes to on given inputs; the analysis of whole models provides it. */
export type InferModel = (model: ModelGraph, inputs: readonly Shape[]) => Inferred<LayerInference>;

export interface CallSurroundings {
  readonly inferModel?: InferModel;
  /** What the call says besides its tensors. */
  readonly settings?: CallSettings;
}

/** Shapes, weights and work of `node` on `inputs` (batch first); never throws for what a file can contain. */
export function inferLayer(
  node: LayerNode,
  inputs: readonly Shape[],
  dialect: Dialect,
  { inferModel, settings = {} }: CallSurroundings = {},
): Inferred<LayerInference> {
  if (node.unreadable !== undefined) return notInferred(readConfig(node), node.unreadable);
  if (node.program) return inferProgramLayer(node, node.program, inputs);
  if (node.model) {
    return (
      inferModel?.(node.model, inputs) ?? notInferred(readConfig(node), "the model inside is not analysed")
    );
  }
  const spec = findLayerSpec(node.className);
  if (spec) {
    const inferInner = (inner: LayerNode, given: readonly Shape[]) =>
      inferLayer(inner, given, dialect, inferModel ? { inferModel } : {});
    if (dialect === "keras") return spec.infer({ node, inputs, dialect, settings, inferInner });
    const older: LayerNode = { ...node, kerasVersion: 2 };
    return inferForTensorflowJs(spec, { node: older, inputs, dialect, settings, inferInner });
  }
  const reader = readConfig(node);
  const reason = `${node.writtenClass} is not a layer class that ConvLens knows`;
  reader.report(
    "unknown-layer",
    `${reason}, so the output of "${node.name}" and what depends on it are unknown. Everything else stays exact.`,
    { severity: "information" },
  );
  return notInferred(reader, reason);
}
