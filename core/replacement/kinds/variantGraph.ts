/** A convolution, or what stands in its place, as a small model of its own: to count it, and to run it on the layer's input. */
import type { Dialect, LayerNode, ModelGraph } from "../../graph/modelGraph.ts";
import { type NewLayer, nodeOfNewLayer } from "../newLayer.ts";

/** `layers` is `null` for the layer itself. `inputSizes`: batch first. */
export function variantGraph(
  node: LayerNode,
  layers: readonly NewLayer[] | null,
  inputSizes: readonly number[],
  dialect: Dialect,
): ModelGraph {
  const nodes = layers ? layers.map((layer) => nodeOfNewLayer(node, layer)) : [asItIs(node)];
  const chain = nodes.map((each, index) => ({
    ...each,
    // Names say what a layer is, since messages of runs name it.
    name: nodes.length > 1 ? `${each.className}_${index + 1}` : each.className,
    calls: [{ inputs: [{ layer: index, call: 0, tensor: 0 }] }],
  }));
  const layersOfGraph = [inputNode(node, inputSizes), ...chain];
  return {
    name: node.name,
    kind: "functional",
    dialect,
    layers: layersOfGraph,
    inputs: [{ layer: 0, call: 0, tensor: 0 }],
    outputs: [{ layer: layersOfGraph.length - 1, call: 0, tensor: 0 }],
    range: node.range,
    anchor: node.anchor,
    trainable: true,
  };
}

function asItIs(node: LayerNode): LayerNode {
  const { weightsKey: _, ...rest } = node;
  return rest;
}

function inputNode(node: LayerNode, sizes: readonly number[]): LayerNode {
  const value = [null, ...sizes.slice(1)];
  return {
    name: "input",
    className: "InputLayer",
    writtenClass: "InputLayer",
    config: Object.assign(Object.create(null), {
      batch_shape: { kind: "constant", value, range: node.classRange },
    }),
    calls: [{ inputs: [] }],
    range: node.range,
    classRange: node.classRange,
    anchor: node.anchor,
    trainable: true,
  };
}
