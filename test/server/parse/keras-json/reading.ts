/** Reads one model of a text for the tests of the JSON reader, and shows what was read in short. */
import assert from "node:assert/strict";
import type { LayerNode, ModelGraph, TensorRef } from "../../../../core/graph/modelGraph.ts";
import type { ConfigData } from "../../../../core/graph/paramValue.ts";
import type { SourceRange } from "../../../../core/graph/sourceRange.ts";
import type { ParsedDocument } from "../../../../server/parse/parsedDocument.ts";
import { readDocument } from "../../../../server/parse/readDocument.ts";

export function readText(text: string): ParsedDocument {
  const parsed = readDocument({ text, languageId: "json", fileName: "model.json" });
  assert.ok(parsed, "the text is a model file");
  return parsed;
}

/** The only model of a text or of a value that stands for one. */
export function modelOf(source: unknown): ModelGraph {
  const { models } = readText(typeof source === "string" ? source : JSON.stringify(source));
  const [graph, ...others] = models;
  assert.ok(graph && others.length === 0, `${models.length} models`);
  return graph;
}

export function layerOf(graph: ModelGraph, name: string): LayerNode {
  const node = graph.layers.find((layer) => layer.name === name);
  assert.ok(node, `layer ${name} among ${graph.layers.map((layer) => layer.name).join(", ")}`);
  return node;
}

/** Values of a layer's arguments; a value that cannot be computed as its reason. */
export function valuesOf(node: LayerNode): Record<string, ConfigData> {
  return Object.fromEntries(
    Object.entries(node.config).map(([name, param]) => [
      name,
      param.kind === "constant" ? param.value : `not computable: ${param.reason}`,
    ]),
  );
}

/** Calls as `name:call:tensor` of each input. */
export function callsOf(graph: ModelGraph, name: string): string[][] {
  return layerOf(graph, name).calls.map((call) => call.inputs.map((ref) => refText(graph, ref)));
}

export function refText(graph: ModelGraph, ref: TensorRef): string {
  return `${graph.layers[ref.layer]?.name}:${ref.call}:${ref.tensor}`;
}

export function textAt(text: string, range: SourceRange | undefined): string {
  assert.ok(range);
  return text.slice(range.start, range.end);
}

/** A layer as Keras 2 serialises it. */
export function layer(className: string, name: string, config: object = {}, inbound?: unknown): object {
  const entry = { class_name: className, name, config: { name, ...config } };
  return inbound === undefined ? entry : { ...entry, inbound_nodes: inbound };
}

export function functional(
  layers: readonly object[],
  inputs: unknown,
  outputs: unknown,
  name = "net",
): object {
  return { class_name: "Functional", config: { name, layers, input_layers: inputs, output_layers: outputs } };
}

/** `__keras_tensor__` as Keras 3 writes it among the arguments of a call. */
export function kerasTensor(name: string, node = 0, tensor = 0): object {
  const config = { shape: [null, 8], dtype: "float32", keras_history: [name, node, tensor] };
  return { class_name: "__keras_tensor__", config };
}
