/** `layer.countParams()` and `model.countParams()` while the program is followed. */
import { inferLayer } from "../../../../core/layers/inferLayer.ts";
import type { WeightSpec } from "../../../../core/layers/operation.ts";
import { layerNode, newGraphBuilder } from "../graph/buildModelGraph.ts";
import { spend } from "../language/budget.ts";
import type { CallSite } from "../language/callSite.ts";
import { unknownAt } from "../language/evaluation.ts";
import type { Unknown, Value } from "../language/values.ts";
import { layersOfModel } from "./modelLayers.ts";
import type { LayerRecord } from "./records.ts";
import { tensorShape } from "./tensorShapes.ts";

/** Weights of the layers, those of layers used twice counted once. */
export function countParameters(layers: readonly LayerRecord[], site: CallSite): Value {
  const seen = new Set<LayerRecord>();
  const waiting = [...layers];
  let total = 0;
  for (let layer = waiting.pop(); layer; layer = waiting.pop()) {
    if (seen.has(layer)) continue;
    seen.add(layer);
    if (layer.model) waiting.push(...layersOfModel(layer.model));
    else {
      const weights = weightsOf(layer, site);
      if ("kind" in weights) return weights;
      for (const { shape } of weights) total += shape.reduce((product, size) => product * size, 1);
    }
  }
  return total;
}

/** The weights of a layer that is no model, in Keras's order. */
export function weightsOf(layer: LayerRecord, site: CallSite): readonly WeightSpec[] | Unknown {
  const { evaluation } = site.scope;
  spend(evaluation.budget, 5);
  if (layer.className === "InputLayer") return [];
  const [call] = layer.calls;
  if (!call) return unknownAt(evaluation, site.node, "is asked before the layer is used");
  const node = layerNode(newGraphBuilder(evaluation), layer, layer.name);
  const inputs = call.inputs.map((tensor) => tensorShape(tensor, evaluation));
  const { weights } = inferLayer(node, inputs, "tfjs").value;
  return (
    weights ?? unknownAt(evaluation, site.node, `counts the weights of "${layer.name}", which are not known`)
  );
}
