/** Small models whose layers multiply by one number, and runs of them, so that a test can say the result at a glance. */
import assert from "node:assert/strict";
import { analyseModel } from "../../../core/graph/analyseModel.ts";
import type { ModelGraph } from "../../../core/graph/modelGraph.ts";
import { type RunRequest, type RunSuccess, runModel } from "../../../engine/executor/runModel.ts";
import { type Tensor, tensorOf } from "../../../engine/tensor/tensor.ts";
import { emptyWeightStore, type WeightStore } from "../../../engine/weights/weightStore.ts";
import { type HandMadeLayer, handMadeInput } from "../../support/handMadeGraph.ts";

/** A 1×1 convolution of one channel: multiplies by its only weight. */
export const times = (name: string, calls?: string[][]): HandMadeLayer => ({
  className: "Conv2D",
  name,
  config: { filters: 1, kernel_size: 1, use_bias: false },
  ...(calls ? { calls } : {}),
});
export const merge = (className: string, name: string, ...inputs: string[]): HandMadeLayer => ({
  className,
  name,
  calls: [inputs],
});
export const relu = (name: string, input: string): HandMadeLayer => ({
  className: "Activation",
  name,
  config: { activation: "relu" },
  calls: [[input]],
});
export const picture = (...values: number[]): Tensor => tensorOf([1, 1, values.length, 1], values);
export const input = (name = "input") => handMadeInput(name, 1, 2, 1);

/** One weight a layer, by layer key. */
export function factors(table: Record<string, number>): WeightStore {
  return {
    layers: new Map(
      Object.entries(table).map(([key, factor]) => {
        const kernel = {
          name: `${key}/kernel`,
          shape: [1, 1, 1, 1],
          read: () => tensorOf([1, 1, 1, 1], [factor]),
        };
        return [key, new Map([["kernel", kernel]])];
      }),
    ),
  };
}

export function run(graph: ModelGraph, layerPath: string[], change: Partial<RunRequest> = {}) {
  let time = 0;
  return runModel({
    analysis: analyseModel(graph),
    layerPath,
    mode: "upTo",
    inputs: [picture(1, 2)],
    weights: emptyWeightStore,
    seed: 0,
    backend: "reference",
    memoryLimitBytes: 1e9,
    yieldNow: async () => {},
    now: () => time++,
    ...change,
  });
}

export async function succeed(...args: Parameters<typeof run>): Promise<RunSuccess> {
  const result = await run(...args);
  assert.ok(result.kind === "ok", result.kind === "refused" ? result.reason : result.kind);
  return result;
}

export async function refuse(...args: Parameters<typeof run>) {
  const result = await run(...args);
  assert.ok(result.kind === "refused", `it is ${result.kind}`);
  return result;
}

export const numbers = (result: RunSuccess, output = 0) => [...(result.outputs[output]?.data ?? [])];
