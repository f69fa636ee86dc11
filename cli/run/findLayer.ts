/** Finds the layer that `--layer` names: a layer of the model, or `outer/inner` for one of a model inside it. */
import type { LayerNode, ModelGraph } from "../../core/graph/modelGraph.ts";
import { UnusableInputError } from "../exitCode.ts";
import { printable } from "../plainText.ts";

export interface FoundLayer {
  /** Names from the outermost model inwards. */
  readonly path: readonly string[];
  readonly node: LayerNode;
}

/** Names shown when a name is wrong. */
const suggestionLimit = 12;

/** Layer names may hold slashes themselves, so a whole name is tried before a path. Throws with the names there are. */
export function findLayer(graph: ModelGraph, name: string): FoundLayer {
  const found = search(graph, name);
  if (found !== undefined) return found;
  const names = graph.layers.map((layer) => layer.name);
  const near = names.filter((each) => each.toLowerCase().includes(name.toLowerCase()));
  const shown = (near.length > 0 ? near : names).slice(0, suggestionLimit);
  const more = names.length > shown.length ? " ... (convlens summary lists them all)" : "";
  throw new UnusableInputError(
    printable(
      `model '${graph.name}' has no layer '${name}'; a layer of a nested model is named outer/inner. ` +
        `${near.length > 0 ? "Names like it" : "Its layers"}: ${shown.join(", ")}${more}.`,
    ),
  );
}

/** The model of that name, or the only one. Throws with the names there are. */
export function findModel(models: readonly ModelGraph[], name: string | undefined, file: string): ModelGraph {
  const names = models.map((model) => model.name).join(", ");
  if (name === undefined) {
    const [first, ...others] = models;
    if (first !== undefined && others.length === 0) return first;
    throw new UnusableInputError(printable(`${file} holds several models; choose one by --model: ${names}.`));
  }
  const found = models.find((model) => model.name === name);
  if (found === undefined) {
    throw new UnusableInputError(printable(`${file} holds no model '${name}'; its models: ${names}.`));
  }
  return found;
}

function search(graph: ModelGraph, name: string): FoundLayer | undefined {
  const direct = graph.layers.find((layer) => layer.name === name);
  if (direct !== undefined) return { path: [direct.name], node: direct };
  for (const layer of graph.layers) {
    const inner = layer.model ?? layer.wrapped?.model;
    if (inner === undefined || !name.startsWith(`${layer.name}/`)) continue;
    const found = search(inner, name.slice(layer.name.length + 1));
    if (found !== undefined) return { path: [layer.name, ...found.path], node: found.node };
  }
  return undefined;
}
