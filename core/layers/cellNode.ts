/** Cells as a file writes them inside a recurrent layer: serialised classes, in a list where they are stacked. */
import type { LayerNode } from "../graph/modelGraph.ts";
import { type ConfigData, isConfigRecord, type LayerConfig } from "../graph/paramValue.ts";

/** A file may nest stacks; nobody stacks so deep. */
export const deepestStack = 20;

/** A serialised cell (or a plain list of cells) as a node of its own, which stands where the outer layer does. */
export function cellNode(outer: LayerNode, data: ConfigData | undefined): LayerNode | undefined {
  if (Array.isArray(data)) return nodeOf(outer, "StackedRNNCells", { cells: data });
  if (!isConfigRecord(data)) return undefined;
  const written = data.class_name ?? data.className;
  const config = data.config;
  if (typeof written !== "string" || !isConfigRecord(config)) return undefined;
  return nodeOf(outer, written.slice(written.lastIndexOf(">") + 1), config);
}

/** All single cells of a layer that runs some, or of a stack; the layer itself where it is a cell. */
export function singleCells(node: LayerNode, depth = 0): readonly LayerNode[] {
  const { cell, cells } = node.config;
  const written = node.className === "RNN" ? cell : node.className === "StackedRNNCells" ? cells : undefined;
  if (!written) return node.className.endsWith("Cell") ? [node] : [];
  if (written.kind !== "constant" || depth > deepestStack) return [];
  const list: readonly ConfigData[] = Array.isArray(written.value) ? written.value : [written.value];
  return list.flatMap((data) => {
    const inner = cellNode(node, data);
    return inner ? singleCells(inner, depth + 1) : [];
  });
}

function nodeOf(outer: LayerNode, className: string, data: Readonly<Record<string, ConfigData>>): LayerNode {
  const config: Record<string, LayerConfig[string]> = Object.create(null);
  for (const [key, value] of Object.entries(data)) {
    const name = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    config[name] = { kind: "constant", value, range: outer.classRange };
  }
  return { ...outer, className, writtenClass: className, config };
}
