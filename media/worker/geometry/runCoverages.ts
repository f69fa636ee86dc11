/** How often an output reads each position of the tensor that its run of layers starts from. */
import { type AdvisedModel, advisedModel } from "../../../core/advice/advisedModel.ts";
import { type RunPath, type Runs, runsOf } from "../../../core/advice/dilatedRuns.ts";
import { countRead } from "../../../core/advice/readPositions.ts";
import { type Coverage, coverageOf, coveredPositions, middleOf } from "../../../core/advice/runCoverage.ts";
import { callKey } from "../../../core/graph/executionOrder.ts";
import type { ModelAnalysis } from "../../../core/graph/modelAnalysis.ts";
import { axisNames } from "../../../core/layers/spatialInput.ts";
import type { FoundLayer } from "../findLayer.ts";
import type { RunCoverage } from "./layerGeometry.ts";

/** Rows and columns that are drawn at most: more would be finer than the screen. */
const mostDrawn = 128;

interface ModelRuns {
  readonly model: AdvisedModel;
  readonly runs: Runs;
}

const known = new WeakMap<ModelAnalysis, ModelRuns>();

/** `null` where no window stands on the way from the run's start. */
export function coverageBehind({ model, index }: FoundLayer): RunCoverage | null {
  const { runs } = runsIn(model);
  const run = runs.get(callKey({ layer: index, call: 0 }));
  if (!run) return null;
  const way = wayOf(run.path);
  if (way.layers === 0) return null;
  const names = axisNames(run.axes.length);
  const coverage = coverageOf(run.path);
  return {
    origin: originName(model, run.origin),
    ...way,
    axes: run.axes.map((positions, axis) => ({
      name: names[axis] ?? "",
      read: countRead(positions),
      span: positions.span,
    })),
    plane: coverage && planeOf(coverage),
  };
}

function planeOf(coverage: Coverage): RunCoverage["plane"] {
  return { ...coveredPositions(coverage), part: middleOf(coverage, mostDrawn) };
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

/** Layers with windows on the way, each once, and the rates of the dilated ones as they come. */
function wayOf(path: RunPath): Pick<RunCoverage, "layers" | "rates" | "branches"> {
  const seen = new Set<RunPath>();
  const open = [path];
  const rates: number[] = [];
  let layers = 0;
  let branches = false;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.kind === "joined") {
      branches = true;
      open.push(...next.branches);
    } else if (next.kind === "windows") {
      layers++;
      open.push(next.before);
      const rate = Math.max(...next.taps.map(({ kernel, dilation }) => (kernel > 1 ? dilation : 1)));
      if (rate > 1) rates.push(rate);
    }
  }
  return { layers, rates: rates.reverse(), branches };
}
