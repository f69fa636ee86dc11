/** `tf.loadLayersModel` and `tf.models.modelFromJSON` of a file of the workspace: its layers, as layers of the program. */
import type { LayerNode, ModelGraph, TensorRef } from "../../../../core/graph/modelGraph.ts";
import type { ParamValue } from "../../../../core/graph/paramValue.ts";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import { readKerasJson } from "../../keras-json/readKerasJson.ts";
import { fileNameOf } from "../../workspace/uri.ts";
import { limits } from "../language/budget.ts";
import type { CallSite } from "../language/callSite.ts";
import { unknownAt } from "../language/evaluation.ts";
import { isKind, isUnknown, type Slot, type Unknown, type Value } from "../language/values.ts";
import { moduleAt } from "../modules/loadModule.ts";
import type { DataModule } from "../modules/module.ts";
import { insideCall } from "../modules/program.ts";
import { resolveLoaded } from "../modules/resolveSpecifier.ts";
import { applyLayer } from "./applyLayer.ts";
import { plainDataOf } from "./configValues.ts";
import { addLayer } from "./createLayer.ts";
import { addModel, addToSequential } from "./createModel.ts";
import type { CallRecord, LayerRecord, ModelRecord, TensorValue } from "./records.ts";

/** `loadLayersModel(path)`, or what a handler of `tf.io` stands for. */
export function loadLayersModel([source]: readonly Slot[], site: CallSite): Value {
  const value = source?.value;
  if (isUnknown(value)) return value;
  return typeof value === "string" ? loadFile(value, site) : loadValue(value, site);
}

/** `modelFromJSON(topology)`. */
export function modelFromJson([source]: readonly Slot[], site: CallSite): Value {
  const value = source?.value;
  return isUnknown(value) ? value : loadValue(value, site);
}

function loadFile(path: string, site: CallSite): Value {
  const { evaluation } = site.scope;
  const { files } = evaluation.program;
  if (!files) return unknownAt(evaluation, site.node, "loads a model from another file");
  const module = moduleAt(resolveLoaded(files, evaluation.address, path), path, evaluation);
  if (module.kind === "missing") return unknownAt(evaluation, site.node, `loads a model that ${module.why}`);
  if (module.kind === "code") return unknownAt(evaluation, site.node, "loads a model from a file of code");
  return modelOfText(module.text, module.uri, site);
}

/** An imported JSON file, a part of one, or data that the program itself writes. */
function loadValue(value: Value, site: CallSite): Value {
  const { evaluation } = site.scope;
  const file = isKind(value, "object") ? fileOfData(value, site) : undefined;
  if (file) return modelOfText(file.text, file.uri, site);
  const plain = plainDataOf(value);
  return "reason" in plain
    ? unknownAt(evaluation, site.node, `loads a model from something that is not known: ${plain.reason}`)
    : modelOfText(JSON.stringify(plain.data), undefined, site);
}

/** The file whose data, or whose topology, a value is. */
function fileOfData(value: Value, site: CallSite): DataModule | undefined {
  for (const module of site.scope.evaluation.program.modules.values()) {
    if (module.kind !== "data") continue;
    const root = module.value;
    if (root === value) return module;
    if (isKind(root, "object") && root.entries.get("modelTopology")?.value === value) return module;
  }
  return undefined;
}

function modelOfText(text: string, uri: string | undefined, site: CallSite): Value {
  const { evaluation } = site.scope;
  const name = uri === undefined ? "data" : fileNameOf(uri);
  const read = text.length > limits.textOfFiles ? null : readKerasJson(text);
  const [graph] = read?.models ?? [];
  if (!graph) {
    const kind =
      read?.format === "tfjs-graph-json" ? "a graph model, which has no layers" : "no model of layers";
    return unknownAt(evaluation, site.node, `loads ${name}, which is ${kind}`);
  }
  // What the program writes as data has no text of its own that is a model.
  const placeOf = ({ start, end }: SourceRange) => (uri === undefined ? site.range : { start, end, uri });
  return insideCall({ name: "loadLayersModel", node: site.node, evaluation }, () =>
    modelOfGraph(graph, { site, placeOf, depth: 0 }),
  );
}

interface Loading {
  readonly site: CallSite;
  /** The place of a range of the model's text. */
  readonly placeOf: (range: SourceRange) => SourceRange;
  readonly depth: number;
}

function modelOfGraph(graph: ModelGraph, loading: Loading): ModelRecord {
  const layers = graph.layers.map((node) => layerOfNode(node, loading));
  if (graph.kind === "sequential") return stackOf(graph, layers, loading);
  const calls = callsOf(graph, layers, loading);
  const tensors = (refs: readonly TensorRef[]): (TensorValue | Unknown)[] =>
    refs.map((ref) => tensorOf(ref, calls, loading));
  const inputs = tensors(graph.inputs);
  return modelRecord(graph, loading, { inputs, outputs: tensors(graph.outputs) });
}

function stackOf(graph: ModelGraph, layers: readonly LayerRecord[], loading: Loading): ModelRecord {
  const model = modelRecord(graph, loading, { inputs: [], outputs: [] });
  for (const layer of layers) {
    if (layer.className === "InputLayer") applyLayer(layer, [], layer.range, loading.site.scope.evaluation);
    addToSequential(model, { value: layer.model ?? layer, range: layer.range }, loading.site);
  }
  return model;
}

function modelRecord(
  graph: ModelGraph,
  { site, depth }: Loading,
  ends: Pick<ModelRecord, "inputs" | "outputs">,
): ModelRecord {
  const own = { modelKind: graph.kind, name: graph.name, ...ends };
  // A person knows the outermost one by the name of its variable.
  const model = addModel(depth > 0 ? { ...own, named: true, inside: true } : { ...own, named: false }, site);
  model.trainable = graph.trainable;
  return model;
}

function layerOfNode(node: LayerNode, loading: Loading): LayerRecord {
  const { site, placeOf } = loading;
  const { evaluation } = site.scope;
  const inside =
    node.model && loading.depth < limits.modelsInsideModels
      ? modelOfGraph(node.model, { ...loading, depth: loading.depth + 1 })
      : undefined;
  const layer = addLayer(evaluation, {
    name: node.name,
    className: node.className,
    writtenClass: node.writtenClass,
    config: new Map(Object.entries(node.config).map(([key, param]) => [key, paramIn(param, placeOf)])),
    range: placeOf(node.range),
    classRange: placeOf(node.classRange),
    trainable: node.trainable,
    ...(inside ? { model: inside } : {}),
    ...(node.wrapped && loading.depth < limits.modelsInsideModels
      ? { wrapped: layerOfNode(node.wrapped, { ...loading, depth: loading.depth + 1 }) }
      : {}),
    ...(node.unreadable === undefined ? {} : { unreadable: node.unreadable }),
  });
  if (inside) inside.layer = layer;
  return layer;
}

/** The calls of each layer, made in an order in which inputs are there; one in a circle has unknown inputs. */
function callsOf(
  graph: ModelGraph,
  layers: readonly LayerRecord[],
  loading: Loading,
): readonly (readonly (CallRecord | undefined)[])[] {
  const made: (CallRecord | undefined)[][] = layers.map(() => []);
  const begun = new Set<string>();
  const stack = graph.layers.flatMap((node, layer) => node.calls.map((_, call) => ({ layer, call })));
  stack.reverse();
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const call = graph.layers[top.layer]?.calls[top.call];
    const record = layers[top.layer];
    const list = made[top.layer];
    if (!call || !record || !list || list[top.call]) {
      stack.pop();
      continue;
    }
    const key = `${top.layer} ${top.call}`;
    const keywords = Object.entries(call.keywordInputs ?? {});
    const needed = [...call.inputs, ...keywords.flatMap(([, refs]) => refs)];
    const missing = needed.filter((ref) => ref.layer >= 0 && !made[ref.layer]?.[ref.call]);
    if (missing.length > 0 && !begun.has(key)) {
      begun.add(key);
      stack.push(...missing);
      continue;
    }
    stack.pop();
    const tensors = (refs: readonly TensorRef[]) => refs.map((ref) => tensorOf(ref, made, loading));
    list[top.call] = applyLayer(
      record,
      tensors(call.inputs),
      record.range,
      loading.site.scope.evaluation,
      new Map(keywords.map(([name, refs]) => [name, tensors(refs)] as const)),
    );
  }
  return made;
}

function tensorOf(
  ref: TensorRef,
  calls: readonly (readonly (CallRecord | undefined)[])[],
  { site }: Loading,
): TensorValue | Unknown {
  const call = calls[ref.layer]?.[ref.call];
  return call
    ? { kind: "tensor", call, index: ref.tensor }
    : unknownAt(site.scope.evaluation, site.node, "loads a model whose connections are broken");
}

function paramIn(param: ParamValue, placeOf: Loading["placeOf"]): ParamValue {
  const range = placeOf(param.range);
  if (param.kind === "notComputable" || !param.elements) return { ...param, range };
  return { ...param, range, elements: param.elements.map(placeOf) };
}
