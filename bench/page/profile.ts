/** Times each step of a model by itself, with weights from initialisers, in the page. */
import { analyseModel } from "../../core/graph/analyseModel.ts";
import { shapeToNumbers } from "../../core/shape/shape.ts";
import { stepWeights } from "../../engine/executor/fusing/weightSource.ts";
import { type KernelStep, planRun } from "../../engine/executor/plan.ts";
import { findBackend, kernelFor } from "../../engine/kernels/backend.ts";
import type { KernelRequest } from "../../engine/kernels/kernel.ts";
import { randomTensor } from "../../engine/tensor/fill.ts";
import { elementCount, type Tensor } from "../../engine/tensor/tensor.ts";
import { layerWeights } from "../../engine/weights/layerWeights.ts";
import { emptyWeightStore } from "../../engine/weights/weightStore.ts";
import { readKerasJson } from "../../server/parse/keras-json/readKerasJson.ts";
import { type Algorithm, winogradSizes } from "../workloads/layers.ts";
import { type PeakProbe, probeFlops } from "./peakProbe.ts";

export interface ProfileRequest {
  /** Keras JSON. */
  readonly model: string;
  readonly algorithm: Algorithm;
  /** Each step runs again until this time has passed, and so often; the fastest counts. */
  readonly milliseconds: number;
  readonly times: number;
}

export interface StepTime {
  readonly layers: readonly string[];
  readonly operation: string;
  readonly shape: readonly number[];
  readonly algorithm: string;
  readonly milliseconds: number;
  /** Multiply-accumulates; 0 where there are none. */
  readonly macs: number;
  /** What a loop of nothing but multiply-adds reached at the same moment, multiply-accumulates a millisecond. */
  readonly peak: number;
}

export async function profile(request: ProfileRequest, probe: PeakProbe): Promise<StepTime[]> {
  const graph = readKerasJson(request.model)?.models[0];
  if (!graph) throw new Error("The text holds no model.");
  const analysis = analyseModel(graph);
  const backend = findBackend("simd", { winograd: winogradSizes[request.algorithm] });
  const inputs = analysis.inputs.map(({ shape }) => {
    const tensor = backend.allocate([1, ...(shapeToNumbers(shape)?.slice(1) ?? [])].map((size) => size ?? 1));
    const numbers = randomTensor(tensor.shape, 1, { kind: "uniform", low: -0.5, high: 0.5 }, "x");
    tensor.data.set(numbers.data);
    return tensor;
  });
  const planned = planRun(
    { analysis, layerPath: [graph.layers.at(-1)?.name ?? ""], mode: "upTo", inputs },
    backend,
  );
  if (planned.kind === "refused") throw new Error(planned.reason);
  const { plan } = planned;
  const values: Tensor[] = [...inputs];
  const times: StepTime[] = [];
  for (const step of plan.steps) {
    const outputs = step.outputs.map((value) => backend.allocate(plan.valueShapes[value] ?? []));
    for (const [number, value] of step.outputs.entries()) values[value] = outputs[number] as Tensor;
    if (step.kind === "view") throw new Error("Layers that run at every step are not timed.");
    const from = step.inputs.map((value) => values[value] as Tensor);
    const { weights } = stepWeights(step, (layer) =>
      layerWeights(layer.weights, layer.key, emptyWeightStore, 0),
    );
    const [output, ...furtherOutputs] = outputs as [Tensor, ...Tensor[]];
    const call: KernelRequest = { operation: step.operation, inputs: from, weights, output, furtherOutputs };
    const kernel = kernelFor(backend, step.operation);
    const shapes = { inputShapes: from.map(({ shape }) => shape), outputShape: output.shape };
    times.push({
      layers: step.fusion?.layers ?? [step.name],
      operation: step.operation.op,
      shape: output.shape,
      algorithm: kernel.describe?.({ operation: step.operation, ...shapes }) ?? "plain loops",
      milliseconds: await fastest(() => kernel.run(call), request),
      macs: macsOf(step, from[0] as Tensor, output),
      peak: probeFlops / (await fastest(probe, { milliseconds: 4, times: 3 })),
    });
    for (const value of step.lastUses) if (values[value]) backend.release(values[value]);
  }
  return times;
}

async function fastest(
  run: () => void,
  { milliseconds, times }: Pick<ProfileRequest, "milliseconds" | "times">,
): Promise<number> {
  run();
  let best = Number.POSITIVE_INFINITY;
  for (let time = 0; time < times; time++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    const start = performance.now();
    let runs = 0;
    let passed = 0;
    do {
      run();
      runs++;
      passed = performance.now() - start;
    } while (passed < milliseconds);
    best = Math.min(best, passed / runs);
  }
  return best;
}

/** Every weight of a kernel is used at every position: of the output, or of a transposed convolution's input. */
function macsOf({ operation, weights }: KernelStep, input: Tensor, output: Tensor): number {
  if (!("outputChannels" in operation) && operation.op !== "dense") return 0;
  const kernels = weights.filter(({ name }) => name.endsWith("kernel"));
  const weightCount = kernels.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const at = operation.op === "transposedConvolution" ? input : output;
  const channels =
    operation.op === "dense"
      ? operation.units
      : at === input
        ? operation.inputChannels
        : operation.outputChannels;
  return (elementCount(at.shape) / channels) * weightCount;
}
