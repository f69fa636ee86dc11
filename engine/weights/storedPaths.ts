/**
 * Where Keras 3 keeps a layer's weights in `.weights.h5` and `.keras`: under paths made of class names and numbers, not of
 * layer names (`layers/conv2d_1/vars/0`), as keras.src.saving.saving_lib walks a model.
 */
import type { LayerNode } from "../../core/graph/modelGraph.ts";
import type { LayerOperation, WeightSpec } from "../../core/layers/operation.ts";
import type { RecurrentCell } from "../../core/layers/sequenceOperations.ts";

/** Names the layers of one model in order: `conv2d`, `conv2d_1`, `batch_normalization` ... Operations are no layers there. */
export function folderNames(nodes: readonly LayerNode[]): string[] {
  const name = uniqueNames();
  return nodes.map((node) => (node.className.startsWith("ops.") ? "" : name(classOf(node))));
}

/** Path below a layer's own folder at which the layers of the model inside it lie. */
export function nestedFolder(node: LayerNode): string {
  return node.wrapped ? "layer/layers" : "layers";
}

/** For each weight the paths below the layer's folder where it may lie, likeliest first. */
export function variablePaths(
  node: LayerNode,
  weights: readonly WeightSpec[],
  operation: LayerOperation | null,
): string[][] {
  const place = placesOf(node, operation);
  // A spectral normalisation keeps its layer's kernel a second time, before its own vector.
  const taken = new Map<string, number>(node.className === "SpectralNormalization" ? [["", 1]] : []);
  return weights.map(({ name }) => {
    const folders = place(name);
    const number = taken.get(folders[0] ?? "") ?? 0;
    taken.set(folders[0] ?? "", number + 1);
    return folders.map((folder) => `${folder}vars/${number}`);
  });
}

/** Folders, each with a slash at its end, that may hold the weight of a name. */
type Places = (weight: string) => string[];

/** Names of the layers inside attention, by the start of our weights' names; older versions have none but the second. */
const projections: Readonly<Record<string, string>> = {
  query: "query_dense",
  key: "key_dense",
  value: "value_dense",
  gate: "gate_dense",
  attention_output: "output_dense",
};

function placesOf(node: LayerNode, operation: LayerOperation | null): Places {
  switch (operation?.op) {
    case "multiHeadAttention":
      return (weight) => {
        const folder = projections[weight.split("/")[0] ?? ""] ?? "";
        return [`${folder}/`, `_${folder}/`];
      };
    case "bidirectional": {
      const { forward, backward } = operation;
      return (weight) => {
        const [direction = "", ...rest] = weight.split("/");
        const inner = placesOf(node, direction === "forward" ? forward : backward)(rest.join("/"));
        return inner.map((folder) => `${direction}_layer/${folder}`);
      };
    }
    case "convolutionalLstm":
      return () => ["cell/"];
    case "recurrent":
      return cellPlaces(operation.cells, "cell/");
    case "recurrentStep":
      return cellPlaces(operation.cells, "");
    case "timeDistributed": {
      const { wrapped } = node;
      const inner = wrapped ? placesOf(wrapped, operation.inner) : () => [""];
      return (weight) => inner(weight).map((folder) => `layer/${folder}`);
    }
    default:
      if (node.className !== "SpectralNormalization") return () => [""];
      return (weight) => [weight === "vector_u" ? "" : "layer/"];
  }
}

const cellClasses = { simple: "simple_rnn_cell", lstm: "lstm_cell", gru: "gru_cell" } as const;

/** A stack's cells lie in a folder each, by class. */
function cellPlaces(cells: readonly RecurrentCell[], folder: string): Places {
  if (cells.length < 2) return () => [folder];
  const name = uniqueNames();
  const folders = new Map(
    cells.map((cell) => [cell.prefix, `${folder}cells/${name(cellClasses[cell.kind])}/`]),
  );
  return (weight) => [folders.get(weight.slice(0, weight.lastIndexOf("/") + 1)) ?? folder];
}

function classOf(node: LayerNode): string {
  if (node.model && !node.wrapped) return node.model.kind;
  return snakeCase(ownNames[node.className] ?? node.className);
}

/** Classes whose name in Keras's source is not the one they are exported under. */
const ownNames: Readonly<Record<string, string>> = { GroupQueryAttention: "GroupedQueryAttention" };

/** keras.src.utils.naming.to_snake_case. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

/** `name`, `name_1`, `name_2` ... */
function uniqueNames(): (name: string) => string {
  const used = new Map<string, number>();
  return (name) => {
    const number = used.get(name);
    used.set(name, (number ?? -1) + 1);
    return number === undefined ? name : `${name}_${number + 1}`;
  };
}
