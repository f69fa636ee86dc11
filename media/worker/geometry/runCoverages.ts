/** How often an output reads each position of the tensor that its run of layers starts from. */
import { type AdvisedModel, advisedModel } from "../../../core/advice/advisedModel.ts";
import { type Run, type RunPath, runsOf } from "../../../core/advice/dilatedRuns.ts";
import { coverageOf } from "../../../core/advice/runCoverage.ts";
import { callKey } from "../../../core/graph/executionOrder.ts";
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import type { FoundLayer } from "../findLayer.ts";
import type { RunCoverage } from "./layerGeometry.ts";

interface ModelRuns {
  readonly model: AdvisedModel;
  readonly runs: ReadonlyMap<string, Run>;
}

const known = new WeakMap<ModelAnalysis, ModelRuns>();

/** `null` where no window stands on the way from the run's start, or there is too much to count. */
export function coverageBehind({ model, index }: FoundLayer): RunCoverage | null {
  const { runs } = runsIn(model);
  const run = runs.get(callKey({ layer: index, call: 0 }));
  if (!run) return null;
  const coverage = coverageOf(run.path);
  if (!coverage) return null;
  return {
    origin: originName(model, run.origin),
    layers: windowsOn(run.path),
    rates: run.dilated.map(({ rate }) => rate),
    row: coverage.row,
    column: coverage.column,
    rows: coverage.rows,
    columns: coverage.columns,
    counts: Float32Array.from(coverage.counts),
    read: coverage.counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0),
  };
}

function runsIn(analysis: ModelAnalysis): ModelRuns {
  const found = known.get(analysis);
  if (found) return found;
  const model = advisedModel(analysis, true);
  const made = { model, runs: runsOf(model) };
  known.set(analysis, made);
  return made;
}

function originName({ graph }: ModelAnalysis, key: string): string {
  for (const [layer, node] of graph.layers.entries()) {
    for (let call = 0; call < node.calls.length; call++) {
      if (callKey({ layer, call }) === key) return node.name;
    }
  }
  return graph.name;
}

/** Layers with windows, each counted once. */
function windowsOn(path: RunPath): number {
  const seen = new Set<RunPath>();
  const open = [path];
  let count = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.kind === "windows") {
      count++;
      open.push(next.before);
    } else if (next.kind === "joined") open.push(...next.branches);
  }
  return count;
}
