/**
 * Rows on what TensorFlow.js 4.22 carries from layer to layer while it runs a model: it keeps one mask and one list of initial
 * states for all layers that run later (`execute` in tfjs-layers' executor.ts hands the same arguments to each), and frees a
 * tensor after its last use even where another output of the layer is the same tensor.
 */
import type { ModelAnalysis } from "../../graph/modelAnalysis.ts";
import type { Problem } from "../../graph/problem.ts";
import { type FlatCall, type FlatModel, flattenCalls } from "./flatCalls.ts";
import { maskRow } from "./masks.ts";
import { freedStateRow, keptStatesRow } from "./states.ts";

/** A row that looks at all calls of a model at once. */
export interface WholeModelRow {
  readonly id: string;
  readonly keras: string;
  readonly tfjs: string;
  readonly find: (model: FlatModel) => readonly WholeModelPart[];
}

export interface WholeModelPart {
  readonly call: FlatCall;
  readonly message: string;
}

/** All raise `tfjs-cannot-run` as a warning, since whether it fails may depend on the order in which branches run. */
export const wholeModelRows: readonly WholeModelRow[] = [maskRow, keptStatesRow, freedStateRow];

/** The problems of those rows, each layer told once. */
export function wholeModelProblems(model: ModelAnalysis): readonly Problem[] {
  if (model.graph.dialect !== "tfjs") return [];
  const flat = flattenCalls(model);
  if (!flat) return [];
  const told = new Set<string>();
  return wholeModelRows.flatMap((row) =>
    row.find(flat).flatMap(({ call: { node }, message }) => {
      const key = `${row.id} ${node.range.start}`;
      if (told.has(key)) return [];
      told.add(key);
      return [
        { code: "tfjs-cannot-run", severity: "warning", message, range: node.classRange, layer: node.name },
      ] as const;
    }),
  );
}
