/** Layers with weights that work in several places: their weights are one set, and only their work is done anew. */
import { countToNumber } from "../cost/count.ts";
import type { LayerAnalysis, ModelAnalysis } from "../graph/modelAnalysis.ts";
import type { LayerNode, ModelGraph } from "../graph/modelGraph.ts";
import type { Problem } from "../graph/problem.ts";
import { type AdvisedModel, advise } from "./advisedModel.ts";

export function weightsShared(model: AdvisedModel): readonly Problem[] {
  // Whether a layer is in two models shows only from the outermost one.
  if (!model.outermost) return [];
  const met = new Map<LayerNode | string, Met>();
  const problems: Problem[] = [];
  for (const [layer, holder] of layersWithin(model.analysis)) {
    const weights = countToNumber(layer.parameters);
    if (weights === null || weights === 0) continue;
    const { node } = layer;
    const before = met.get(node.weightsKey ?? node);
    met.set(node.weightsKey ?? node, { node, holder });
    if (before && before.holder !== holder) problems.push(inTwoModels(layer, weights, before, holder));
    else if (!before && layer.calls.length > 1) problems.push(calledOften(layer, weights));
  }
  return problems;
}

interface Met {
  readonly node: LayerNode;
  readonly holder: ModelAnalysis;
}

/** Every layer with the model that holds it, those of nested models behind those around them; each model once. */
function* layersWithin(outermost: ModelAnalysis): Generator<readonly [LayerAnalysis, ModelAnalysis]> {
  const entered = new Set<ModelGraph>();
  const waiting = [outermost];
  for (const model of waiting) {
    if (entered.has(model.graph)) continue;
    entered.add(model.graph);
    for (const layer of model.layers) {
      yield [layer, model];
      if (layer.nested && !layer.node.wrapped) waiting.push(layer.nested);
    }
  }
}

function calledOften({ node, calls, macs }: LayerAnalysis, weights: number): Problem {
  const work = countToNumber(macs);
  const message =
    `"${node.name}" is used ${calls.length} times with one set of ${weights} weights, which count once; its work is done each ` +
    `time${work === null || work === 0 ? "" : `, ${work} MACs in all`}. Where each place is to learn weights of its own, make a ` +
    `layer for each.`;
  return advise(node, { code: "weights-shared", severity: "hint", message });
}

function inTwoModels({ node }: LayerAnalysis, weights: number, before: Met, holder: ModelAnalysis): Problem {
  const tfjs =
    holder.graph.dialect === "tfjs"
      ? ` The summary and countParams of TensorFlow.js count them twice, ${2 * weights}.`
      : "";
  const message =
    `"${node.name}" is a layer of "${before.holder.graph.name}" and of "${holder.graph.name}" inside it. Its ${weights} weights ` +
    `are one set, count once, and training either model changes both.${tfjs}`;
  return advise(before.node, { code: "weights-shared", severity: "hint", message });
}
