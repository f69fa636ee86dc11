/** Turns the records of a model into a ModelGraph: its layers in the order of their first call, and their connections. */
import { orderedInputs } from "../../../../core/graph/callInputs.ts";
import type { LayerCall, LayerNode, ModelGraph, TensorRef } from "../../../../core/graph/modelGraph.ts";
import type { LayerConfig } from "../../../../core/graph/paramValue.ts";
import { limits } from "../language/budget.ts";
import { type Evaluation, report } from "../language/evaluation.ts";
import { isUnknown, type Unknown } from "../language/values.ts";
import {
  type CallRecord,
  type LayerRecord,
  type ModelRecord,
  modelInputs,
  modelOutputs,
  neededBy,
  type TensorValue,
} from "../tensorflow/records.ts";
import { isTrainable } from "../tensorflow/trainable.ts";

/** Graphs by record, so that a model used in several places is one graph. */
export interface GraphBuilder {
  readonly evaluation: Evaluation;
  readonly graphs: Map<ModelRecord, ModelGraph>;
  /** Models whose graph is being built, to meet a model inside itself. */
  readonly open: Set<ModelRecord>;
}

export function newGraphBuilder(evaluation: Evaluation): GraphBuilder {
  return { evaluation, graphs: new Map(), open: new Set() };
}

export function buildModelGraph(builder: GraphBuilder, model: ModelRecord): ModelGraph {
  const known = builder.graphs.get(model);
  if (known) return known;
  builder.open.add(model);
  const graph = {
    ...connect(builder, {
      calls:
        model.modelKind === "sequential" ? model.stack : callsBehind(modelOutputs(model), modelInputs(model)),
      inputs: model.modelKind === "sequential" ? sequentialInputs(model) : model.inputs,
      outputs: modelOutputs(model),
    }),
    name: model.named ? model.name : (model.variable ?? model.madeIn ?? model.name),
    kind: model.modelKind,
    dialect: "tfjs" as const,
    range: model.range,
    anchor: model.anchor,
    trainable: model.trainable,
  };
  builder.open.delete(model);
  builder.graphs.set(model, graph);
  return graph;
}

/** The calls that the outputs need, oldest first; nothing behind the inputs. */
export function callsBehind(
  outputs: readonly (TensorValue | Unknown)[],
  inputs: readonly (TensorValue | Unknown)[],
): CallRecord[] {
  const found = new Map<number, CallRecord>();
  const stop = new Set(inputs.flatMap((tensor) => (isUnknown(tensor) ? [] : [tensor.call])));
  const stack = [...outputs, ...inputs];
  for (let tensor = stack.pop(); tensor; tensor = stack.pop()) {
    if (isUnknown(tensor) || found.has(tensor.call.id)) continue;
    found.set(tensor.call.id, tensor.call);
    if (!stop.has(tensor.call)) for (const input of neededBy(tensor.call)) stack.push(input);
  }
  return [...found.values()].sort((a, b) => a.id - b.id);
}

export interface Connections {
  readonly calls: readonly CallRecord[];
  readonly inputs: readonly (TensorValue | Unknown)[];
  readonly outputs: readonly (TensorValue | Unknown)[];
}

/** Layers and references of a part of the program's calls. */
export function connect(
  builder: GraphBuilder,
  { calls, inputs, outputs }: Connections,
): Pick<ModelGraph, "layers" | "inputs" | "outputs"> {
  const callsOf = new Map<LayerRecord, CallRecord[]>();
  /** Number of a call among those of its layer in this graph. */
  const places = new Map<number, number>();
  for (const call of calls) {
    const list = callsOf.get(call.layer) ?? [];
    callsOf.set(call.layer, list);
    places.set(call.id, list.length);
    list.push(call);
  }
  const numbers = new Map([...callsOf.keys()].map((layer, index) => [layer, index]));
  const refOf = (tensor: TensorValue | Unknown): TensorRef => {
    const place = isUnknown(tensor) ? undefined : places.get(tensor.call.id);
    if (isUnknown(tensor) || place === undefined) return nowhere;
    return { layer: numbers.get(tensor.call.layer) ?? -1, call: place, tensor: tensor.index };
  };
  const inputCalls = new Set(inputs.flatMap((tensor) => (isUnknown(tensor) ? [] : [tensor.call.id])));
  const layers: LayerNode[] = [];
  const names = new Set<string>();
  for (const [layer, own] of callsOf) {
    const name = uniqueName(layer, names, builder.evaluation);
    layers.push({
      ...layerNode(builder, layer, name),
      calls: own.map((call) => callOf(call, layer, inputCalls, refOf)),
    });
  }
  return {
    layers,
    inputs: inputs.map(refOf).filter((ref) => ref !== nowhere),
    outputs: outputs.map(refOf).filter((ref) => ref !== nowhere),
  };
}

/** Where a tensor comes from that the program does not let us know: no layer of the graph. */
const nowhere: TensorRef = { layer: -1, call: 0, tensor: 0 };

/** The first layer of a Sequential is given the tensor of a hidden input layer, which the graph leaves out. */
function sequentialInputs(model: ModelRecord): readonly TensorValue[] {
  const [first] = model.stack;
  return first ? [{ kind: "tensor", call: first, index: 0 }] : [];
}

function callOf(
  call: CallRecord,
  layer: LayerRecord,
  inputCalls: ReadonlySet<number>,
  refOf: (tensor: TensorValue | Unknown) => TensorRef,
): LayerCall {
  const own = call.range.start === layer.range.start && call.range.end === layer.range.end;
  const keywords = [...(call.keywords ?? [])].map(([key, tensors]) => [key, tensors.map(refOf)] as const);
  return {
    inputs: inputCalls.has(call.id) ? [] : orderedInputs(call.inputs.map(refOf), keywords),
    ...(own ? {} : { range: call.range }),
    ...(keywords.length > 0 ? { keywordInputs: Object.fromEntries(keywords) } : {}),
  };
}

/** A layer by itself, not called yet. */
export function layerNode(builder: GraphBuilder, layer: LayerRecord, name: string): LayerNode {
  const inside = layer.model ? nestedGraph(builder, layer.model) : undefined;
  const unreadable = layer.unreadable ?? (typeof inside === "string" ? inside : undefined);
  return {
    name,
    className: layer.className,
    writtenClass: layer.writtenClass,
    config: configOf(layer),
    calls: [],
    range: layer.range,
    classRange: layer.classRange,
    anchor: layer.anchor,
    trainable: isTrainable(layer),
    weightsKey: `tensorflowjs-layer-${layer.id}`,
    ...(typeof inside === "object" ? { model: inside } : {}),
    ...(layer.wrapped ? { wrapped: wrappedNode(builder, layer.wrapped) } : {}),
    ...(layer.own ? { program: { weights: layer.own.weights, shapes: layer.own.shapes } } : {}),
    ...(unreadable === undefined ? {} : { unreadable }),
  };
}

function nestedGraph(builder: GraphBuilder, model: ModelRecord): ModelGraph | string {
  if (builder.open.has(model)) return "the model is put into itself";
  if (builder.open.size >= limits.modelsInsideModels)
    return `models stand more than ${limits.modelsInsideModels} deep inside one another`;
  return buildModelGraph(builder, model);
}

/** A wrapper in a wrapper is as deep as the program can say in a bounded number of steps; the rest is left out. */
function wrappedNode(builder: GraphBuilder, layer: LayerRecord, depth = 0): LayerNode {
  const { wrapped, ...rest } = layer;
  const node = layerNode(builder, rest, layer.name);
  return wrapped && depth < limits.modelsInsideModels
    ? { ...node, wrapped: wrappedNode(builder, wrapped, depth + 1) }
    : node;
}

function configOf(layer: LayerRecord): LayerConfig {
  return Object.fromEntries(layer.config);
}

function uniqueName(layer: LayerRecord, names: Set<string>, evaluation: Evaluation): string {
  let name = layer.name;
  for (let count = 2; names.has(name); count++) name = `${layer.name}_${count}`;
  if (name !== layer.name && !layer.standIn) {
    report(
      evaluation,
      "duplicate-layer-name",
      "error",
      `Two layers of the model are called "${layer.name}", which TensorFlow.js refuses; give each its own name.`,
      layer.classRange,
    );
  }
  names.add(name);
  return name;
}
