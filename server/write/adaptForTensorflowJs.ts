/** A Keras model with layers that TensorFlow.js computes alike, where it does not know the ones of Keras. */
import { analyseModel } from "../../core/graph/analyseModel.ts";
import type { LayerAnalysis, ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { LayerNode, ModelGraph } from "../../core/graph/modelGraph.ts";
import { type NewLayer, nodeOfNewLayer } from "../../core/replacement/newLayer.ts";
import { replacementsOf } from "../../core/replacement/replacements.ts";
import { shapeToNumbers } from "../../core/shape/shape.ts";
import { splitLayers } from "./splitLayers.ts";

/** The same model by TensorFlow.js's rules; what it leaves out of account is among the problems. */
export function adaptForTensorflowJs(analysis: ModelAnalysis): ModelAnalysis {
  return analyseModel(adapted(analysis, new Map()));
}

function adapted(analysis: ModelAnalysis, known: Map<ModelGraph, ModelGraph>): ModelGraph {
  const { graph, layers } = analysis;
  const done = known.get(graph);
  if (done) return done;
  const names = new Set(graph.layers.map(({ name }) => name));
  const changed = splitLayers(graph, (node, index) => {
    const layer = layers[index];
    const inner = layer?.nested && node.model ? { ...node, model: adapted(layer.nested, known) } : node;
    return layer ? layersFor(inner, layer, names) : [inner];
  });
  const result: ModelGraph = { ...changed, dialect: "tfjs" };
  known.set(graph, result);
  return result;
}

function layersFor(node: LayerNode, layer: LayerAnalysis, names: Set<string>): readonly LayerNode[] {
  const operation = layer.calls[0]?.inference?.operation;
  if (!operation) return [node];
  if (operation.op === "globalPooling" && operation.keepDims) return pooledAndReshaped(node, layer, names);
  const [input] = layer.calls[0]?.inputs ?? [];
  // One axis behind the batch is flat already.
  if (operation.op === "flatten" && input?.kind === "ranked" && input.dims.length === 2) {
    return [nodeOfNewLayer(node, { className: "Activation", keeps: false, set: { activation: "linear" } })];
  }
  if (operation.op === "convolution" && operation.groups > 1 && operation.windows.length === 2) {
    const [depthwise] = replacementsOf(node.className, operation)[0]?.layers ?? [];
    return [depthwise ? nodeOfNewLayer(node, withDepthwiseSettings(node, depthwise)) : node];
  }
  return [node];
}

/** TensorFlow.js takes the pooled axes away, whatever the layer says; a Reshape puts them back under the layer's name. */
function pooledAndReshaped(node: LayerNode, layer: LayerAnalysis, names: Set<string>): readonly LayerNode[] {
  const [output] = layer.calls[0]?.outputs ?? [];
  const sizes = output ? shapeToNumbers(output)?.slice(1) : undefined;
  if (!sizes || sizes.includes(null)) return [node];
  const pool = nodeOfNewLayer(node, { className: node.className, keeps: true, set: { keepdims: undefined } });
  const reshape = nodeOfNewLayer(node, { className: "Reshape", keeps: false, set: { target_shape: sizes } });
  let name = `${node.name}_pooled`;
  while (names.has(name)) name += "_";
  names.add(name);
  return [{ ...pool, name }, reshape];
}

/** The kernel's settings under the name that the depthwise layer gives them. */
function withDepthwiseSettings(node: LayerNode, layer: NewLayer): NewLayer {
  const moved = ["initializer", "regularizer", "constraint"].flatMap((setting) => {
    const param = Object.hasOwn(node.config, `kernel_${setting}`)
      ? node.config[`kernel_${setting}`]
      : undefined;
    return param?.kind === "constant" ? [[`depthwise_${setting}`, param.value] as const] : [];
  });
  return { ...layer, set: { ...layer.set, ...Object.fromEntries(moved) } };
}
