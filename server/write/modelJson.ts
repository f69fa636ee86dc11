/** A model as Keras 3 and as TensorFlow.js write it in JSON. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { LayerNode, TensorRef } from "../../core/graph/modelGraph.ts";
import type { ConfigData } from "../../core/graph/paramValue.ts";
import { findLayerSpec } from "../../core/layers/index.ts";
import { shapeToNumbers } from "../../core/shape/shape.ts";
import { endAddress, inboundNode, inputShape, type JsonRecord, type JsonTarget } from "./inboundNodes.ts";
import { jsonText } from "./jsonText.ts";
import { settingsFor } from "./layerSettings.ts";
import { CannotWriteError, type WriteSource } from "./target.ts";

/** Models inside models deeper than this are no models that people build. */
const deepest = 50;

interface Writing {
  readonly target: JsonTarget;
  readonly source: WriteSource;
  readonly depth: number;
  /** A model or wrapper around is not trained: each layer says so for itself, since a Sequential is read back without it. */
  readonly frozen: boolean;
}

/** The text of the file, indented by two. Throws `CannotWriteError` for what the form cannot hold. */
export function modelJson(analysis: ModelAnalysis, target: JsonTarget, source: WriteSource): string {
  const model = serialisedModel(analysis, { target, source, depth: 0, frozen: false });
  const file: JsonRecord =
    target === "keras-json"
      ? model
      : {
          format: "layers-model",
          generatedBy: "ConvLens",
          convertedBy: null,
          modelTopology: { ...model, keras_version: "tfjs-layers 4.22.0", backend: "tensor_flow.js" },
        };
  return jsonText(file);
}

function serialisedModel(analysis: ModelAnalysis, around: Writing): JsonRecord {
  if (around.depth > deepest)
    throw new CannotWriteError("Models stand too deep inside one another to be written.");
  const { graph } = analysis;
  const writing = { ...around, frozen: around.frozen || !graph.trainable };
  const sequential = graph.kind === "sequential";
  const config = sequential ? sequentialConfig(analysis, writing) : functionalConfig(analysis, writing);
  if (writing.target === "tfjs-json") return { class_name: sequential ? "Sequential" : "Model", config };
  return sequential
    ? { module: "keras", class_name: "Sequential", config, registered_name: null }
    : {
        module: "keras.src.models.functional",
        class_name: "Functional",
        config,
        registered_name: "Functional",
      };
}

function sequentialConfig(analysis: ModelAnalysis, writing: Writing): JsonRecord {
  const { graph, layers } = analysis;
  const entries = graph.layers.map((_, index) => layerObject(analysis, index, writing));
  const shape = inputShape(analysis, 0);
  const [first] = graph.layers;
  if (first && first.className !== "InputLayer" && shape && writing.target === "keras-json") {
    const name = freeName(
      `${first.name}_input`,
      layers.map(({ node }) => node.name),
    );
    entries.unshift({
      module: "keras.layers",
      class_name: "InputLayer",
      config: { batch_shape: shape, dtype: "float32", name },
      registered_name: null,
    });
  }
  return { name: graph.name, layers: entries };
}

function functionalConfig(analysis: ModelAnalysis, writing: Writing): JsonRecord {
  const { graph } = analysis;
  const { entries, names } = missingInputs(analysis, writing);
  const layers = graph.layers.map((node, index) => ({
    ...layerObject(analysis, index, writing),
    name: node.name,
    inbound_nodes: node.calls.flatMap((call) => inboundNode(analysis, index, call, names, writing)),
  }));
  const ends = (refs: readonly TensorRef[]) => refs.map((ref) => endAddress(analysis, ref, writing));
  const inputs = graph.inputs.map((ref, index) => {
    const made = names.get(`${ref.layer} ${ref.call}`);
    return made === undefined ? (ends([ref])[0] ?? []) : [made, 0, 0, index].slice(0, 3);
  });
  return {
    name: graph.name,
    ...(writing.frozen ? { trainable: false } : {}),
    layers: [...entries, ...layers],
    input_layers: alone(inputs, writing),
    output_layers: alone(ends(graph.outputs), writing),
  };
}

/** Keras 3 gives a list of one tensor where the file lists one, and the tensor itself where it stands alone. */
function alone(ends: readonly (readonly ConfigData[])[], { target }: Writing): ConfigData {
  const [only] = ends;
  return target === "keras-json" && ends.length === 1 && only ? only : ends;
}

/** Input layers for inputs that the file gives as the shape of another layer. */
function missingInputs(analysis: ModelAnalysis, writing: Writing) {
  const names = new Map<string, string>();
  const entries: JsonRecord[] = [];
  const { graph } = analysis;
  for (const [index, ref] of graph.inputs.entries()) {
    const node = graph.layers[ref.layer];
    if (!node || node.className === "InputLayer") continue;
    const shape = inputShape(analysis, index);
    if (!shape)
      throw new CannotWriteError(`The shape of the input of "${node.name}" is not known; give it first.`);
    const taken = [...graph.layers.map((each) => each.name), ...names.values()];
    const name = freeName(`${node.name}_input`, taken);
    names.set(`${ref.layer} ${ref.call}`, name);
    entries.push({ ...inputObject(name, shape, writing), name, inbound_nodes: [] });
  }
  return { names, entries };
}

function layerObject(analysis: ModelAnalysis, index: number, writing: Writing): JsonRecord {
  const layer = analysis.layers[index];
  const node = analysis.graph.layers[index];
  if (!node) return {};
  if (node.unreadable !== undefined) {
    throw new CannotWriteError(`"${node.name}" cannot be written: ${node.unreadable}.`);
  }
  if (node.className.startsWith("ops.")) {
    throw new CannotWriteError(
      `"${node.name}" is an operation of keras.ops (${node.writtenClass}), which can be read and not written.`,
    );
  }
  if (node.model) {
    if (!layer?.nested) throw new CannotWriteError(`The model "${node.name}" could not be analysed.`);
    const inner = serialisedModel(layer.nested, within(node, writing));
    const config = inner.config;
    return { ...inner, config: { ...(config as JsonRecord), name: node.name } };
  }
  if (node.className === "InputLayer") {
    const shape = shapeToNumbers(layer?.calls[0]?.outputs[0] ?? { kind: "unranked", reason: "" });
    if (!shape)
      throw new CannotWriteError(`The shape of the input "${node.name}" is not known; give it first.`);
    return inputObject(node.name, shape, writing);
  }
  const first = analysis.graph.kind === "sequential" && index === 0;
  // Layers without weights need not say so, and some do not take it.
  const own = layer?.weights?.length === 0 ? { ...writing, frozen: false } : writing;
  const shape = first && writing.target === "tfjs-json" ? inputShape(analysis, 0) : undefined;
  return plainLayer(node, own, layer?.nested, shape ? { batch_input_shape: shape } : {});
}

function plainLayer(
  node: LayerNode,
  writing: Writing,
  nested: ModelAnalysis | undefined,
  more: JsonRecord,
): JsonRecord {
  const { target, source } = writing;
  const dialect = target === "keras-json" ? "keras" : "tfjs";
  const inside = node.wrapped ? wrappedLayer(node, node.wrapped, writing, nested) : {};
  const config = {
    name: node.name,
    ...(node.trainable && !writing.frozen ? {} : { trainable: false }),
    ...more,
    ...settingsFor(node, dialect, source),
    ...inside,
  };
  if (target === "tfjs-json") return { class_name: node.className, config };
  const known = findLayerSpec(node.className) !== undefined;
  return known
    ? { module: "keras.layers", class_name: node.className, config, registered_name: null }
    : { module: null, class_name: node.className, config, registered_name: node.writtenClass };
}

/** For what stands inside of the layer. */
function within(node: LayerNode, writing: Writing): Writing {
  return { ...writing, depth: writing.depth + 1, frozen: writing.frozen || !node.trainable };
}

/** The layer inside a wrapper, or the cell of a recurrent layer. */
function wrappedLayer(
  node: LayerNode,
  wrapped: LayerNode,
  writing: Writing,
  nested: ModelAnalysis | undefined,
): JsonRecord {
  const key = node.className === "RNN" ? "cell" : "layer";
  const inside = within(node, writing);
  if (!wrapped.model) return { [key]: plainLayer(wrapped, inside, undefined, {}) };
  if (!nested) throw new CannotWriteError(`The model inside "${node.name}" could not be analysed.`);
  return { [key]: serialisedModel(nested, inside) };
}

function inputObject(name: string, shape: readonly (number | null)[], { target }: Writing): JsonRecord {
  return target === "keras-json"
    ? {
        module: "keras.layers",
        class_name: "InputLayer",
        config: { batch_shape: shape, dtype: "float32", name },
        registered_name: null,
      }
    : {
        class_name: "InputLayer",
        config: { batch_input_shape: shape, dtype: "float32", sparse: false, name },
      };
}

function freeName(wanted: string, taken: readonly string[]): string {
  let name = wanted;
  for (let count = 2; taken.includes(name); count++) name = `${wanted}_${count}`;
  return name;
}
