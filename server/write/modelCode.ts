/** A model as a TypeScript module that makes it with TensorFlow.js: a function for each model, inner ones first. */

import { tensorKey } from "../../core/graph/callSources.ts";
import { orderOfCallsInTurn } from "../../core/graph/executionOrder.ts";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { LayerCall, LayerNode, ModelGraph, TensorRef } from "../../core/graph/modelGraph.ts";
import { shapeToNumbers } from "../../core/shape/shape.ts";
import { camelCase } from "../parse/camelCase.ts";
import { positionalInputs } from "./callTensors.ts";
import { type CodeWriting, codeLayer } from "./codeLayer.ts";
import { CannotWriteError, type WriteSource } from "./target.ts";

/** Models inside models deeper than this are no models that people build. */
const deepest = 50;

interface Module {
  readonly source: WriteSource;
  /** Names of the functions written so far by model, and all names in use. */
  readonly functions: Map<ModelGraph, string>;
  readonly names: Set<string>;
  readonly texts: string[];
}

/** Throws `CannotWriteError` for layers that TensorFlow.js does not have. */
export function modelCode(analysis: ModelAnalysis, source: WriteSource): string {
  const module: Module = { source, functions: new Map(), names: new Set(["tf"]), texts: [] };
  writeModel(analysis, module, { name: analysis.graph.name, depth: 0 });
  return `import * as tf from "@tensorflow/tfjs";\n\n${module.texts.join("\n")}`;
}

/** Adds the function that makes the model, and those of the models in it, and gives its name. */
function writeModel(analysis: ModelAnalysis, module: Module, { name, depth }: Placed): string {
  const { graph } = analysis;
  const known = module.functions.get(graph);
  if (known !== undefined) return known;
  if (depth > deepest) throw new CannotWriteError("Models stand too deep inside one another to be written.");
  for (const { nested, node } of analysis.layers) {
    if (nested)
      writeModel(nested, module, { name: node.model ? node.name : nested.graph.name, depth: depth + 1 });
  }
  const maker = freeName(`create${capital(identifier(name))}`, module.names);
  module.functions.set(graph, maker);
  const lines =
    graph.kind === "sequential"
      ? sequentialLines(analysis, name, module)
      : functionalLines(analysis, name, module);
  const frozen = graph.trainable ? [] : ["model.trainable = false;"];
  const body = [...lines, ...frozen, "return model;"].map((line) => `  ${line}\n`).join("");
  const type = graph.kind === "sequential" ? "tf.Sequential" : "tf.LayersModel";
  module.texts.push(`export function ${maker}(): ${type} {\n${body}}\n`);
  return maker;
}

/** A model inside another has the name that the layer has there. */
interface Placed {
  readonly name: string;
  readonly depth: number;
}

function sequentialLines(analysis: ModelAnalysis, name: string, module: Module): string[] {
  const { graph } = analysis;
  const lines = [`const model = tf.sequential({ name: ${JSON.stringify(name)} });`];
  for (const [index, node] of graph.layers.entries()) {
    const shape = index === 0 && !node.model ? [shapeArgument(analysis, 0)] : [];
    lines.push(`model.add(${layerExpression(analysis, index, module, shape)});`);
  }
  return lines;
}

/** The body of one function while it is written. */
interface Body {
  readonly analysis: ModelAnalysis;
  readonly module: Module;
  readonly lines: string[];
  /** Names in use. */
  readonly names: Set<string>;
  /** Variables of tensors, by layer, call and number. */
  readonly tensors: Map<string, string>;
  /** Variables of layers that are called more than once. */
  readonly layers: Map<number, string>;
  /** Variables of the model's inputs, in its order. */
  readonly entries: Map<number, string>;
}

function functionalLines(analysis: ModelAnalysis, name: string, module: Module): string[] {
  const { graph } = analysis;
  const names = new Set(["model", ...module.names]);
  const body: Body = {
    ...{ analysis, module, names, lines: [] },
    ...{ tensors: new Map(), layers: new Map(), entries: new Map() },
  };
  const { order, cyclic } = orderOfCallsInTurn(graph);
  if (cyclic.length > 0)
    throw new CannotWriteError("The layers form a circle, so no order of calls makes the model.");
  for (const { layer, call } of order) writeCall(body, layer, call);
  const inputs = graph.inputs.map((ref, index) => body.entries.get(index) ?? variableOf(body, ref));
  const outputs = graph.outputs.map((ref) => variableOf(body, ref));
  const model = `{ inputs: ${listOf(inputs)}, outputs: ${listOf(outputs)}, name: ${JSON.stringify(name)} }`;
  return [...body.lines, `const model = tf.model(${model});`];
}

function writeCall(body: Body, layer: number, call: number): void {
  const { analysis, lines } = body;
  const { graph } = analysis;
  const node = graph.layers[layer];
  const given = node?.calls[call];
  if (!node || !given) return;
  const input = graph.inputs.findIndex((ref) => ref.layer === layer && ref.call === call);
  if (node.className === "InputLayer") {
    body.tensors.set(tensorKey({ layer, call, tensor: 0 }), writeInput(body, node.name, input));
    return;
  }
  const takes =
    given.inputs.length === 0
      ? [writeInput(body, `${node.name}_input`, input)]
      : positional(given).map((ref) => variableOf(body, ref));
  const keywords = Object.entries(given.keywordInputs ?? {}).map(
    ([key, refs]) => `${camelCase(key)}: [${refs.map((ref) => variableOf(body, ref)).join(", ")}]`,
  );
  const options = keywords.length === 0 ? "" : `, { ${keywords.join(", ")} }`;
  const argument = takesList(node) ? `[${takes.join(", ")}]` : listOf(takes);
  const applied = `${calledLayer(body, layer)}.apply(${argument}${options})`;
  const count = Math.max(analysis.layers[layer]?.calls[call]?.outputs.length ?? 1, 1);
  const outputs = Array.from({ length: count }, (_, index) =>
    freeName(identifier(count > 1 ? `${node.name}_${index + 1}` : node.name), body.names),
  );
  for (const [tensor, name] of outputs.entries()) body.tensors.set(tensorKey({ layer, call, tensor }), name);
  const target = count > 1 ? `[${outputs.join(", ")}]` : outputs[0];
  lines.push(`const ${target} = ${applied} as tf.SymbolicTensor${count > 1 ? "[]" : ""};`);
}

/** The expression that is called: the factory itself, or the variable of a layer with several calls. */
function calledLayer({ analysis, module, lines, layers, names }: Body, layer: number): string {
  const known = layers.get(layer);
  if (known !== undefined) return known;
  const node = analysis.graph.layers[layer];
  const made = layerExpression(analysis, layer, module, []);
  if (!node || node.calls.length <= 1) return made;
  const name = freeName(`${identifier(node.name)}Layer`, names);
  lines.push(`const ${name} = ${made};`);
  layers.set(layer, name);
  return name;
}

function writeInput({ analysis, lines, entries, names }: Body, layerName: string, index: number): string {
  const name = freeName(identifier(layerName), names);
  const shape = shapeArgument(analysis, index, "shape", "batchShape");
  lines.push(`const ${name} = tf.input({ ${shape}, name: ${JSON.stringify(layerName)} });`);
  entries.set(index, name);
  return name;
}

function variableOf({ tensors }: Body, ref: TensorRef): string {
  const name = tensors.get(tensorKey(ref));
  if (name === undefined)
    throw new CannotWriteError("A layer takes a tensor that comes from no layer of the model.");
  return name;
}

function layerExpression(
  analysis: ModelAnalysis,
  index: number,
  module: Module,
  more: readonly string[],
): string {
  const node = analysis.graph.layers[index];
  const layer = analysis.layers[index];
  if (!node || node.unreadable !== undefined) {
    throw new CannotWriteError(
      `"${node?.name}" cannot be written: ${node?.unreadable ?? "it is not there"}.`,
    );
  }
  const inner = layer?.nested;
  const modelInside = () => {
    if (!inner) throw new CannotWriteError(`The model inside "${node.name}" could not be analysed.`);
    return `${module.functions.get(inner.graph)}()`;
  };
  if (node.model) return modelInside();
  const writing: CodeWriting = { source: module.source, modelInside };
  return codeLayer(node, writing, more);
}

/** `inputShape: [224, 224, 3]`, or with the batch where the model fixes it. */
function shapeArgument(
  { inputs }: ModelAnalysis,
  index: number,
  key = "inputShape",
  batchKey = "batchInputShape",
): string {
  const input = inputs[index];
  const shape = input && shapeToNumbers(input.shape);
  if (!shape)
    throw new CannotWriteError(`The shape of the input "${input?.name ?? ""}" is not known; give it first.`);
  const sizes = (list: readonly (number | null)[]) => `[${list.map(String).join(", ")}]`;
  return shape[0] === null ? `${key}: ${sizes(shape.slice(1))}` : `${batchKey}: ${sizes(shape)}`;
}

/** A call by keyword alone passes its tensors in their order. */
function positional(call: LayerCall): readonly TensorRef[] {
  const inputs = positionalInputs(call);
  return inputs.length > 0 ? inputs : call.inputs;
}

/** One as itself, several as a list. */
function listOf(names: readonly string[]): string {
  const [only] = names;
  return names.length === 1 && only !== undefined ? only : `[${names.join(", ")}]`;
}

/** Merging layers take a list, even of one. */
function takesList({ className }: LayerNode): boolean {
  return /^(?:Add|Multiply|Average|Maximum|Minimum|Subtract|Concatenate|Dot)$/.test(className);
}

const reserved: ReadonlySet<string> = new Set(
  (
    "break case catch class const continue debugger default delete do else enum export extends false finally for " +
    "function if import in instanceof new null return super switch this throw true try typeof var void while with " +
    "yield let static await async arguments eval implements interface package private protected public undefined"
  ).split(" "),
);

/** A layer's name as a name of the language: `block1_conv` becomes `block1Conv`. */
function identifier(name: string): string {
  const parts = name.split(/[^A-Za-z0-9]+/).filter((part) => part !== "");
  const joined = parts.map((part, index) => (index === 0 ? part : capital(part))).join("");
  const start = joined.charAt(0).toLowerCase() + joined.slice(1);
  if (start === "" || reserved.has(start)) return `${start}Layer`;
  return /^\d/.test(start) ? `layer${start}` : start;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The name, or the first of `name2`, `name3` ... that is free; it is taken from then on. */
function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}${count}`;
  taken.add(name);
  return name;
}
