/** Runs a hand-made model by the plain kernels; where its weights are all ones, an output counts the ways to its inputs. */
import assert from "node:assert/strict";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { runModel } from "../../engine/executor/runModel.ts";
import type { Tensor } from "../../engine/tensor/tensor.ts";
import { emptyWeightStore } from "../../engine/weights/weightStore.ts";

/** Settings that make a layer of weights count: ones, and no bias. */
export const ones = {
  kernel_initializer: "ones",
  depthwise_initializer: "ones",
  pointwise_initializer: "ones",
  use_bias: false,
};

/** The output of the model's last layer; `seed` is that of its initialisers. */
export async function lastOutput(analysis: ModelAnalysis, input: Tensor, seed = 0): Promise<Tensor> {
  const result = await runModel({
    analysis,
    layerPath: [analysis.layers.at(-1)?.node.name ?? ""],
    mode: "upTo",
    inputs: [input],
    weights: emptyWeightStore,
    seed,
    backend: "reference",
    memoryLimitBytes: 1e9,
    yieldNow: () => Promise.resolve(),
    now: () => 0,
  });
  assert.ok(result.kind === "ok" && result.outputs[0], JSON.stringify(result));
  return result.outputs[0];
}

/** Zeros but for a 1 at one place, counted through. */
export function impulse(shape: readonly number[], at: number): Tensor {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  data[at] = 1;
  return { shape: [...shape], data };
}
