/** The tensors that a layer is called with, as TensorFlow.js and Keras 3 write them in JSON. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import type { LayerCall, LayerNode, TensorRef } from "../../core/graph/modelGraph.ts";
import { type ConfigData, isConfigRecord } from "../../core/graph/paramValue.ts";
import { shapeToNumbers } from "../../core/shape/shape.ts";
import { positionalInputs } from "./callTensors.ts";
import { CannotWriteError } from "./target.ts";

export type JsonTarget = "keras-json" | "tfjs-json";

export type JsonRecord = { readonly [key: string]: ConfigData };

interface Form {
  readonly target: JsonTarget;
}

/** Shape of the model's input of that number, batch first; `undefined` where it is not known. */
export function inputShape({ inputs }: ModelAnalysis, index: number): (number | null)[] | undefined {
  const shape = inputs[index]?.shape;
  return (shape && shapeToNumbers(shape)) ?? undefined;
}

/** One call: a list of tensors in TensorFlow.js, arguments and keywords in Keras 3. */
export function inboundNode(
  analysis: ModelAnalysis,
  layer: number,
  call: LayerCall,
  names: ReadonlyMap<string, string>,
  writing: Form,
): ConfigData[] {
  const node = analysis.graph.layers[layer];
  const made = names.get(`${layer} ${node?.calls.indexOf(call) ?? -1}`);
  if (call.inputs.length === 0 && made === undefined) return [];
  if (writing.target === "tfjs-json") {
    // States follow the input that they belong to, as TensorFlow.js takes them.
    const own = call.inputs.map((ref) => [...tensorAddress(analysis, ref, writing), {}]);
    return [made === undefined ? own : [[made, 0, 0, {}]]];
  }
  const { positional, states } = kerasInputs(node, call);
  const tensors = positional.map((ref) => kerasTensor(analysis, ref, writing));
  const inputs = made === undefined ? tensors : [madeTensor(analysis, layer, made)];
  const kwargs = Object.entries({ ...call.keywordInputs, ...states }).map(
    ([name, refs]): [string, ConfigData] => {
      const list = refs.map((ref) => kerasTensor(analysis, ref, writing));
      return [name, list.length === 1 && name !== "initial_state" ? (list[0] ?? null) : list];
    },
  );
  const args = kerasArguments(node, inputs);
  return [{ args, kwargs: { ...call.settings, ...Object.fromEntries(kwargs) } }];
}

/** Older files pass the first states of a recurrent layer behind its input; Keras 3 takes them by keyword. */
function kerasInputs(node: LayerNode | undefined, call: LayerCall) {
  const inputs = positionalInputs(call);
  const recurrent = /^(?:RNN|SimpleRNN|LSTM|GRU|ConvLSTM[123]D|Bidirectional)$/.test(node?.className ?? "");
  if (!recurrent || inputs.length < 2) return { positional: inputs, states: {} };
  return { positional: inputs.slice(0, 1), states: { initial_state: inputs.slice(1) } };
}

/** Merging layers, models and wrappers take one list, multi-head attention its tensors one by one, and a cell its states as a list. */
function kerasArguments(node: LayerNode | undefined, inputs: readonly JsonRecord[]): ConfigData[] {
  const className = node?.className ?? "";
  if (/^(?:MultiHead|GroupQuery)Attention$/.test(className)) return [...inputs];
  const [first, ...states] = inputs;
  if (node && first && /^(?:SimpleRNN|GRU|LSTM|ConvLSTM[123]D)Cell$|^StackedRNNCells$/.test(className)) {
    return [first, className === "StackedRNNCells" ? statesOfCells(node, states) : states];
  }
  const list =
    inputs.length > 1 ||
    /^(?:Add|Multiply|Average|Maximum|Minimum|Subtract|Concatenate|Dot)$/.test(className);
  return list ? [[...inputs]] : [...inputs];
}

/** A list for each cell: two states of an LSTM, one of any other. */
function statesOfCells({ config }: LayerNode, states: readonly JsonRecord[]): ConfigData[] {
  const cells = config.cells?.kind === "constant" ? config.cells.value : [];
  const left = [...states];
  const list: readonly ConfigData[] = Array.isArray(cells) ? cells : [];
  return list.map((cell) => {
    const className = isConfigRecord(cell) ? cell.class_name : undefined;
    return left.splice(0, typeof className === "string" && className.includes("LSTM") ? 2 : 1);
  });
}

function kerasTensor(analysis: ModelAnalysis, ref: TensorRef, writing: Form): JsonRecord {
  const shape = analysis.layers[ref.layer]?.calls[ref.call]?.outputs[ref.tensor];
  return tensorObject((shape && shapeToNumbers(shape)) ?? null, tensorAddress(analysis, ref, writing));
}

function madeTensor(analysis: ModelAnalysis, layer: number, name: string): JsonRecord {
  const index = analysis.graph.inputs.findIndex((ref) => ref.layer === layer);
  return tensorObject(inputShape(analysis, index) ?? null, [name, 0, 0]);
}

function tensorObject(shape: readonly (number | null)[] | null, history: readonly ConfigData[]): JsonRecord {
  return {
    class_name: "__keras_tensor__",
    config: { shape, dtype: "float32", keras_history: history },
  };
}

/** TensorFlow.js counts the making of a model as its call 0. */
export function tensorAddress({ graph }: ModelAnalysis, ref: TensorRef, { target }: Form): ConfigData[] {
  const node = graph.layers[ref.layer];
  if (!node) throw new CannotWriteError("A layer takes a tensor that comes from no layer of the model.");
  const offset = target === "tfjs-json" && node.model ? 1 : 0;
  return [node.name, ref.call + offset, ref.tensor];
}

/** Keras 3 does so too where it lists the ends of a model, but for a Sequential. */
export function endAddress(analysis: ModelAnalysis, ref: TensorRef, writing: Form): ConfigData[] {
  const node = analysis.graph.layers[ref.layer];
  const offset = writing.target === "keras-json" && node?.model && node.model.kind !== "sequential" ? 1 : 0;
  return tensorAddress(analysis, { ...ref, call: ref.call + offset }, writing);
}
