/** Turns the records of a model into a ModelGraph: its layers in the order of their first call, and their connections. */
import { orderedInputs } from "../../../../core/graph/callInputs.ts";
import type {
  LayerCall,
  LayerNode,
  ModelGraph,
  ProgramLayer,
  TensorRef,
} from "../../../../core/graph/modelGraph.ts";
import type { LayerConfig, ParamValue } from "../../../../core/graph/paramValue.ts";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import { limits } from "../language/budget.ts";
import { type Evaluation, reasonOf, report } from "../language/evaluation.ts";
import { isUnknown, type Unknown } from "../language/values.ts";
import type { Program } from "../modules/program.ts";
import {
  type CallRecord,
  type LayerRecord,
  type ModelRecord,
  modelInputs,
  modelOutputs,
  neededBy,
  type OwnLayer,
  type TensorValue,
} from "../tensorflow/records.ts";
import { isTrainable } from "../tensorflow/trainable.ts";
import { expressionAt, nowhere as noPlace, originOf, placeOf, placeOfUse } from "./places.ts";

/** Graphs by record, so that a model used in several places is one graph. */
export interface GraphBuilder {
  readonly evaluation: Evaluation;
  /** Number of the run among those that a document is part of. */
  readonly run: number;
  readonly graphs: Map<ModelRecord, ModelGraph>;
  /** Models whose graph is being built, to meet a model inside itself. */
  readonly open: Set<ModelRecord>;
  readonly extents: Map<ModelGraph, Extent>;
  /** Layers that stand in a graph. */
  readonly shown: Set<LayerRecord>;
}

/** How much there is in a graph. */
interface Extent {
  /** Models inside one another, itself included. */
  readonly depth: number;
  /** With those of the models inside it. */
  readonly layers: number;
}

export function newGraphBuilder(evaluation: Evaluation, run = 0): GraphBuilder {
  return { evaluation, run, graphs: new Map(), open: new Set(), extents: new Map(), shown: new Set() };
}

export function buildModelGraph(builder: GraphBuilder, model: ModelRecord): ModelGraph {
  const known = builder.graphs.get(model);
  if (known) return known;
  builder.open.add(model);
  const { program } = builder.evaluation;
  const place = placeOf(model, program);
  const origin = originOf(model, place, program);
  const unknownInput = model.inputs.find(isUnknown);
  const unknownOutput = modelOutputs(model).find(isUnknown);
  const graph: ModelGraph = {
    ...connect(builder, {
      calls:
        model.modelKind === "sequential" ? model.stack : callsBehind(modelOutputs(model), modelInputs(model)),
      inputs: model.modelKind === "sequential" ? sequentialInputs(model) : model.inputs,
      outputs: modelOutputs(model),
    }),
    name: model.named ? model.name : (model.variable ?? model.madeIn ?? model.name),
    kind: model.modelKind,
    dialect: "tfjs",
    range: place?.range ?? noPlace,
    anchor: place?.anchor ?? -1,
    trainable: model.trainable,
    ...(unknownInput ? { unknownInputs: reasonOf(unknownInput) } : {}),
    ...(unknownOutput ? { unknownOutputs: reasonOf(unknownOutput) } : {}),
    ...(origin ? { origin } : {}),
  };
  builder.open.delete(model);
  builder.graphs.set(model, graph);
  builder.extents.set(graph, extentOf(builder, graph));
  return graph;
}

function extentOf(builder: GraphBuilder, { layers }: ModelGraph): Extent {
  let depth = 0;
  let count = layers.length;
  for (const layer of layers)
    for (let node: LayerNode | undefined = layer; node; node = node.wrapped) {
      const inside = node.model && builder.extents.get(node.model);
      depth = Math.max(depth, inside?.depth ?? 0);
      count += inside?.layers ?? 0;
    }
  return { depth: depth + 1, layers: count };
}

/**
 * The calls that the outputs need, oldest first; nothing behind the inputs. TensorFlow.js leaves out an input that leads to no output;
 * one stays where something unknown may be between them.
 */
export function callsBehind(
  outputs: readonly (TensorValue | Unknown)[],
  inputs: readonly (TensorValue | Unknown)[],
): CallRecord[] {
  const found = new Map<number, CallRecord>();
  const given = inputs.flatMap((tensor) => (isUnknown(tensor) ? [] : [tensor.call]));
  const stop = new Set(given);
  const stack = [...outputs];
  let unknown = false;
  for (let tensor = stack.pop(); tensor; tensor = stack.pop()) {
    if (isUnknown(tensor) || tensor.call.layer.standIn) unknown = true;
    if (isUnknown(tensor) || found.has(tensor.call.id)) continue;
    found.set(tensor.call.id, tensor.call);
    if (!stop.has(tensor.call)) for (const input of neededBy(tensor.call)) stack.push(input);
  }
  if (unknown) for (const call of given) found.set(call.id, call);
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
    if (isUnknown(tensor)) return { ...noTensor, unknown: reasonOf(tensor) };
    if (place === undefined) return noTensor;
    return { layer: numbers.get(tensor.call.layer) ?? -1, call: place, tensor: tensor.index };
  };
  const inputCalls = new Set(inputs.flatMap((tensor) => (isUnknown(tensor) ? [] : [tensor.call.id])));
  const layers: LayerNode[] = [];
  const names = new Map<string, number>();
  for (const [layer, own] of callsOf) {
    builder.shown.add(layer);
    const name = uniqueName(layer, names, builder.evaluation);
    layers.push({
      ...layerNode(builder, layer, name),
      calls: own.map((call) =>
        callOf(call, { layer, program: builder.evaluation.program, inputCalls, refOf }),
      ),
    });
  }
  return {
    layers,
    inputs: inputs.map(refOf).filter(isTensor),
    outputs: outputs.map(refOf).filter(isTensor),
  };
}

/** Where a tensor comes from that the program does not let us know: no layer of the graph. */
const noTensor: TensorRef = { layer: -1, call: 0, tensor: 0 };

function isTensor({ layer }: TensorRef): boolean {
  return layer >= 0;
}

/** The first layer of a Sequential is given the tensor of a hidden input layer, which the graph leaves out. */
function sequentialInputs(model: ModelRecord): readonly TensorValue[] {
  const [first] = model.stack;
  return first ? [{ kind: "tensor", call: first, index: 0 }] : [];
}

interface CallContext {
  readonly layer: LayerRecord;
  readonly program: Program;
  readonly inputCalls: ReadonlySet<number>;
  readonly refOf: (tensor: TensorValue | Unknown) => TensorRef;
}

function callOf(call: CallRecord, { layer, program, inputCalls, refOf }: CallContext): LayerCall {
  const own =
    call.range.start === layer.range.start &&
    call.range.end === layer.range.end &&
    call.range.uri === layer.range.uri;
  const place = own ? undefined : placeOf({ ...call, anchor: 0 }, program);
  const keywords = [...(call.keywords ?? [])].map(([key, tensors]) => [key, tensors.map(refOf)] as const);
  return {
    inputs: inputCalls.has(call.id) ? [] : orderedInputs(call.inputs.map(refOf), keywords),
    ...(place ? { range: place.range } : {}),
    ...(keywords.length > 0 ? { keywordInputs: Object.fromEntries(keywords) } : {}),
  };
}

/** A layer by itself, not called yet. */
export function layerNode(builder: GraphBuilder, layer: LayerRecord, name: string): LayerNode {
  const { program } = builder.evaluation;
  const place = placeOf(layer, program) ?? placeOfUse(layer, program);
  const origin = originOf(layer, place, program);
  const classRange = layer.classRange.uri === undefined ? layer.classRange : (place?.range ?? noPlace);
  return {
    ...settingsNode(builder, layer, name),
    config: configOf(layer, classRange),
    range: place?.range ?? noPlace,
    classRange,
    anchor: place?.anchor ?? -1,
    ...(origin ? { origin } : {}),
    place: expressionAt(program, layer.range),
  };
}

/** As `layerNode`, with all that its shapes follow from, and places that mean nothing to a reader. */
export function settingsNode(builder: GraphBuilder, layer: LayerRecord, name: string): LayerNode {
  const inside = layer.model ? nestedGraph(builder, layer.model) : undefined;
  const unreadable = layer.unreadable ?? (typeof inside === "string" ? inside : undefined);
  return {
    name,
    className: layer.className,
    writtenClass: layer.writtenClass,
    config: Object.fromEntries(layer.config),
    calls: [],
    range: layer.range,
    classRange: layer.classRange,
    anchor: layer.anchor,
    trainable: isTrainable(layer),
    weightsKey: `tensorflowjs-layer-${builder.run > 0 ? `${builder.run}-` : ""}${layer.id}`,
    ...(typeof inside === "object" ? { model: inside } : {}),
    ...(layer.wrapped ? { wrapped: wrappedNode(builder, layer.wrapped) } : {}),
    ...(layer.own ? { program: programOf(layer.own) } : {}),
    ...(unreadable === undefined ? {} : { unreadable }),
  };
}

function programOf({ place, weights, shapes }: OwnLayer): ProgramLayer {
  return { place, weights, shapes };
}

function nestedGraph(builder: GraphBuilder, model: ModelRecord): ModelGraph | string {
  if (builder.open.has(model)) return "the model is put into itself";
  const tooDeep = `models stand more than ${limits.modelsInsideModels} deep inside one another`;
  if (builder.open.size >= limits.modelsInsideModels) return tooDeep;
  const graph = buildModelGraph(builder, model);
  const { depth = 0, layers = 0 } = builder.extents.get(graph) ?? {};
  if (layers > limits.layers)
    return `the model has more than ${limits.layers} layers, those inside it included`;
  return depth < limits.modelsInsideModels ? graph : tooDeep;
}

/** A wrapper in a wrapper is as deep as the program can say in a bounded number of steps; the rest is left out. */
function wrappedNode(builder: GraphBuilder, layer: LayerRecord, depth = 0): LayerNode {
  builder.shown.add(layer);
  const { wrapped, ...rest } = layer;
  const node = layerNode(builder, rest, layer.name);
  return wrapped && depth < limits.modelsInsideModels
    ? { ...node, wrapped: wrappedNode(builder, wrapped, depth + 1) }
    : node;
}

/** What other files give stands at the layer's own place. */
function configOf(layer: LayerRecord, place: SourceRange): LayerConfig {
  const params = [...layer.config].map(([key, param]): [string, ParamValue] => {
    const places = param.kind === "constant" ? [param.range, ...(param.elements ?? [])] : [param.range];
    if (places.every(({ uri }) => uri === undefined)) return [key, param];
    if (param.kind === "notComputable") return [key, { ...param, range: place }];
    return [key, { kind: "constant", value: param.value, range: param.range.uri ? place : param.range }];
  });
  return Object.fromEntries(params);
}

/** `names` holds those of the graph, each with how often it was wanted. */
function uniqueName(layer: LayerRecord, names: Map<string, number>, evaluation: Evaluation): string {
  let name = layer.name;
  let count = names.get(name) ?? 0;
  while (names.has(name)) name = `${layer.name}_${++count}`;
  names.set(layer.name, Math.max(1, count));
  if (name !== layer.name && !layer.standIn) {
    report(
      evaluation,
      "duplicate-layer-name",
      "error",
      `Two layers of the model are called "${layer.name}", which TensorFlow.js refuses; give each its own name.`,
      layer.classRange,
    );
  }
  if (name !== layer.name) names.set(name, 1);
  return name;
}
