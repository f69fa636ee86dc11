/** Builds ModelGraphs by hand, for tests that look at the layer maths without any file format. */
import type { LayerNode, ModelGraph, TensorRef } from "../../core/graph/modelGraph.ts";
import type { ConfigData, LayerConfig } from "../../core/graph/paramValue.ts";

export interface HandMadeLayer {
  readonly className: string;
  readonly name: string;
  readonly config?: Readonly<Record<string, ConfigData>>;
  /** Names of the layers whose first output it takes; one list a call; the layer before it where left out. */
  readonly calls?: readonly (readonly string[])[];
  readonly model?: ModelGraph;
  readonly trainable?: boolean;
  readonly weightsKey?: string;
}

/** A node whose every place is its position in the list, so that tests can tell which layer a problem names. */
export function handMadeNode(layer: HandMadeLayer, calls: LayerNode["calls"] = [], place = 0): LayerNode {
  const range = { start: place * 10, end: place * 10 + 9 };
  return {
    name: layer.name,
    className: layer.className,
    writtenClass: layer.className,
    config: constantConfig(layer.config ?? {}, range),
    calls,
    range,
    classRange: range,
    anchor: range.end,
    trainable: layer.trainable ?? true,
    ...(layer.model ? { model: layer.model } : {}),
    ...(layer.weightsKey ? { weightsKey: layer.weightsKey } : {}),
  };
}

/** A functional graph; its inputs are the InputLayers, its outputs the named layers or the last one. */
export function handMadeGraph(layers: readonly HandMadeLayer[], outputs?: readonly string[]): ModelGraph {
  const number = new Map(layers.map((layer, index) => [layer.name, index]));
  const ref = (name: string): TensorRef => ({ layer: number.get(name) ?? -1, call: 0, tensor: 0 });
  const nodes = layers.map((layer, index) => {
    const before = layers[index - 1];
    const chain = layer.className === "InputLayer" || !before ? [[]] : [[before.name]];
    const calls = (layer.calls ?? chain).map((names) => ({ inputs: names.map(ref) }));
    return handMadeNode(layer, calls, index);
  });
  const last = layers.at(-1);
  return {
    name: "model",
    kind: "functional",
    dialect: "keras",
    layers: nodes,
    inputs: layers.filter((layer) => layer.className === "InputLayer").map((layer) => ref(layer.name)),
    outputs: (outputs ?? (last ? [last.name] : [])).map(ref),
    range: { start: 0, end: layers.length * 10 },
    anchor: 0,
    trainable: true,
  };
}

/** An InputLayer of the given size, batch left free. */
export function handMadeInput(name: string, ...sizes: (number | null)[]): HandMadeLayer {
  return { className: "InputLayer", name, config: { batch_shape: [null, ...sizes] } };
}

function constantConfig(
  config: Readonly<Record<string, ConfigData>>,
  range: { start: number; end: number },
): LayerConfig {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, { kind: "constant", value, range } as const]),
  );
}
