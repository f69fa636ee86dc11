// What the reference kernels make of the seven kinds in a layer's place: the numbers that the panel's are compared with.
import assert from "node:assert/strict";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import type { SevenKind } from "../../../core/layers/convolutionKind.ts";
import { runModel } from "../../../engine/executor/runModel.ts";
import type { Tensor } from "../../../engine/tensor/tensor.ts";
import { countKinds, stages } from "../../../media/worker/compare/countKinds.ts";
import { kindWeights } from "../../../media/worker/compare/kindWeights.ts";
import { storeOf } from "../../../media/worker/compare/measureKinds.ts";
import type { RunOrder } from "../../../media/worker/messages.ts";
import { referenceRun } from "./reference.ts";

export interface ExpectedKind {
  readonly kind: SevenKind;
  readonly output: string;
  readonly parameters: number;
  readonly macs: number;
  readonly bytesMoved: number;
  /** `null` for the layer itself, and where the output has another shape. */
  readonly relative: number | null;
  readonly values: Tensor;
}

export async function compareByReference(
  graph: ModelGraph,
  layer: string,
  part: Partial<RunOrder> = {},
): Promise<{ readonly rows: readonly ExpectedKind[] }> {
  const run = await referenceRun(graph, layer, part);
  const { operation, models } = countKinds(analyseModel(graph), [layer]);
  assert.ok(operation);
  const [input] = run.kept.result.inputs;
  assert.ok(input);
  const weights = Object.fromEntries(run.kept.result.weights.map(({ name, tensor }) => [name, tensor]));
  const rows: ExpectedKind[] = [];
  for (const { row, model } of models) {
    assert.ok(model && row.counts, row.kind);
    const given = row.own
      ? { stages: [new Map(Object.entries(weights))], text: "", kept: null }
      : kindWeights({ kind: row.kind, operation, weights, stages: stages(model) });
    const result = await runModel({
      analysis: model,
      layerPath: [model.layers.at(-1)?.node.name ?? ""],
      mode: "upTo",
      inputs: [input],
      weights: storeOf(model, given),
      seed: 0,
      backend: "reference",
      memoryLimitBytes: 1e9,
      yieldNow: () => Promise.resolve(),
      now: () => 0,
    });
    assert.ok(result.kind === "ok" && result.outputs[0], row.kind);
    const [values] = result.outputs;
    const { output, parameters, macs, bytesMoved, sameShape } = row.counts;
    const relative = row.own || !sameShape ? null : relativeDifference(run.kept.output, values);
    rows.push({ kind: row.kind, output, parameters, macs, bytesMoved, relative, values });
  }
  return { rows };
}

function relativeDifference(own: Tensor, other: Tensor): number {
  let [squares, ownSquares] = [0, 0];
  for (const [at, value] of own.data.entries()) {
    squares += (value - (other.data[at] ?? Number.NaN)) ** 2;
    ownSquares += value ** 2;
  }
  return Math.sqrt(squares / ownSquares);
}
