/** Runs of one model after another: each goes on from what the one before left, within the memory limit. */
import { findBackend } from "../kernels/backend.ts";
import { executePlan } from "./executePlan.ts";
import { keepingBudget } from "./keepingBudget.ts";
import { createKeptResults, type KeptResults } from "./keptResults.ts";
import { bytesOf } from "./memory.ts";
import { beyondLimit, needOf, slotsOf } from "./memoryNeed.ts";
import { planRun, type RunPlan, rootOf } from "./plan.ts";
import type { RunRequest, RunResult } from "./runModel.ts";
import { ending, takeTurn } from "./takeTurns.ts";
import { createWeightCache, type WeightCache } from "./weightCache.ts";

export interface RunSession {
  /** Runs one after another, in the order of the calls. Never throws for what a model file can hold. */
  readonly run: (request: RunRequest) => Promise<RunResult>;
  /** Bytes of earlier results that are kept. */
  readonly keptBytes: () => number;
  /** Gives all of them back, once the runs before are over. */
  readonly forget: () => Promise<void>;
}

/**
 * `keepBytes`: the most that earlier results may take between runs; `weightBytes`: the most that weights of initialisers and
 * packed weights may, together. Without the first, every run computes everything anew. Large models have less, see `keepingBudget`.
 */
export function createRunSession(keepBytes = 256e6, weightBytes = keepBytes): RunSession {
  const kept = createKeptResults();
  const cache = createWeightCache();
  let before: Promise<void> = Promise.resolve();
  return {
    run: (request) => {
      const result = before.then(() => runOnce(request, kept, cache, { keepBytes, weightBytes }));
      before = ending(result);
      return result;
    },
    keptBytes: kept.bytes,
    forget: () => {
      const forgotten = before.then(() => kept.shrink(-1));
      before = forgotten;
      return forgotten;
    },
  };
}

async function runOnce(
  request: RunRequest,
  kept: KeptResults,
  cache: WeightCache,
  { keepBytes, weightBytes }: { readonly keepBytes: number; readonly weightBytes: number },
): Promise<RunResult> {
  const backend = findBackend(request.backend, request.options);
  const planned = planRun(request, backend, request.mode === "upTo" ? kept.forRun(request) : undefined);
  if (planned.kind === "refused") return planned;
  const { plan } = planned;
  const least = needOf(plan, backend, new Set());
  const limit = request.memoryLimitBytes;
  if (least.peakBytes > limit) return beyondLimit(least, request);
  const budget = keepingBudget(plan, least, request.weights, {
    limitBytes: limit,
    most: { results: keepBytes, weights: weightBytes },
  });
  const keep = request.mode === "upTo" ? valuesToKeep(plan, budget.results) : new Set<number>();
  const memory = slotsOf(plan, keep);
  const keptBytes = [...keep].reduce((sum, value) => sum + bytesOf(plan, value), 0);
  kept.shrink(budget.results - keptBytes, new Set(plan.earlier.values()));
  const result = await takeTurn(backend.memory, () =>
    executePlan({
      request,
      plan,
      backend,
      cache,
      memory,
      keep,
      kept,
      weightLimits: { made: budget.weights, packed: budget.weights },
    }),
  );
  kept.shrink(budget.results);
  return result;
}

/** The latest results first: the next layer needs them soonest. */
function valuesToKeep(plan: RunPlan, limitBytes: number): Set<number> {
  const keep = new Set<number>();
  let bytes = 0;
  for (const step of [...plan.steps].reverse()) {
    if (!step.keys) continue;
    for (const value of step.outputs.map((output) => rootOf(plan, output))) {
      if (keep.has(value) || bytes + bytesOf(plan, value) > limitBytes) continue;
      keep.add(value);
      bytes += bytesOf(plan, value);
    }
  }
  return keep;
}
