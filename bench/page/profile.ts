/** Times the steps of a model in the page while the whole model runs, with weights from initialisers: caches hold what they hold then. */
import { analyseModel } from "../../core/graph/analyseModel.ts";
import { shapeToNumbers } from "../../core/shape/shape.ts";
import { stepWeights } from "../../engine/executor/fusing/weightSource.ts";
import { planMemory } from "../../engine/executor/memoryPlan.ts";
import { type KernelStep, planRun, type RunPlan } from "../../engine/executor/plan.ts";
import { type Backend, findBackend, kernelFor } from "../../engine/kernels/backend.ts";
import type { KernelRequest } from "../../engine/kernels/kernel.ts";
import { randomTensor } from "../../engine/tensor/fill.ts";
import { elementCount, type Tensor } from "../../engine/tensor/tensor.ts";
import { layerWeights } from "../../engine/weights/layerWeights.ts";
import { emptyWeightStore } from "../../engine/weights/weightStore.ts";
import { readKerasJson } from "../../server/parse/keras-json/readKerasJson.ts";
import { type Algorithm, winogradSizes } from "../workloads/layers.ts";
import type { PeakProbe } from "./peakProbe.ts";

export interface ProfileRequest {
  /** Keras JSON. */
  readonly model: string;
  readonly algorithm: Algorithm;
  /** Runs of the whole model; each step's fastest counts. */
  readonly runs: number;
}

export interface StepTime {
  readonly layers: readonly string[];
  readonly operation: string;
  readonly shape: readonly number[];
  readonly algorithm: string;
  readonly milliseconds: number;
  /** Multiply-accumulates; 0 where there are none. */
  readonly macs: number;
  /** Time as a multiple of that of a loop of nothing but multiply-adds, `probeFlops` of them, when that was fastest. */
  readonly probes: number;
}

export async function profile(request: ProfileRequest, probe: PeakProbe): Promise<StepTime[]> {
  const steps = prepareSteps(request);
  for (const { run } of steps) run();
  const times = steps.map((): number[] => []);
  let peak = Number.POSITIVE_INFINITY;
  for (let round = 0; round < request.runs; round++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    for (const [at, { run }] of steps.entries()) {
      times[at]?.push(elapsed(run));
      peak = Math.min(peak, elapsed(probe));
    }
  }
  return steps.map(({ described }, at) => {
    const milliseconds = Math.min(...(times[at] ?? []));
    return { ...described, milliseconds, probes: milliseconds / peak };
  });
}

interface PreparedStep {
  readonly run: () => void;
  readonly described: Omit<StepTime, "milliseconds" | "probes">;
}

/** Steps with memory and weights of their own, as in a run. */
function prepareSteps({ model, algorithm }: ProfileRequest): PreparedStep[] {
  const graph = readKerasJson(model)?.models[0];
  if (!graph) throw new Error("The text holds no model.");
  const analysis = analyseModel(graph);
  const backend = findBackend("simd", { winograd: winogradSizes[algorithm] });
  const inputs = analysis.inputs.map(({ shape }) => {
    const tensor = backend.allocate([1, ...(shapeToNumbers(shape)?.slice(1) ?? [])].map((size) => size ?? 1));
    const numbers = randomTensor(tensor.shape, 1, { kind: "uniform", low: -0.5, high: 0.5 }, "x");
    tensor.data.set(numbers.data);
    return tensor;
  });
  const layerPath = [graph.layers.at(-1)?.name ?? ""];
  const planned = planRun({ analysis, layerPath, mode: "upTo", inputs }, backend);
  if (planned.kind === "refused") throw new Error(planned.reason);
  const { plan } = planned;
  const values = valuesOf(plan, backend, inputs);
  return plan.steps.map((step) => {
    if (step.kind === "view") throw new Error("Layers that run at every step are not timed.");
    return prepareStep(step, values, backend);
  });
}

function valuesOf(plan: RunPlan, backend: Backend, inputs: readonly Tensor[]): Tensor[] {
  const memory = planMemory(plan, new Set());
  const slots = memory.slots.map((elements) => backend.allocate([elements]));
  return plan.valueShapes.map((shape, value) => {
    const slot = slots[memory.slotOf[value] ?? -1];
    return slot ? backend.view(slot, shape) : (inputs[value] ?? backend.allocate(shape));
  });
}

function prepareStep(step: KernelStep, values: readonly Tensor[], backend: Backend): PreparedStep {
  const { operation } = step;
  const inputs = step.inputs.map((value) => values[value] as Tensor);
  const [output, ...furtherOutputs] = step.outputs.map((value) => values[value] as Tensor) as [
    Tensor,
    ...Tensor[],
  ];
  const { weights } = stepWeights(step, (layer) =>
    layerWeights(layer.weights, layer.key, emptyWeightStore, 0),
  );
  const call: KernelRequest = { operation, inputs, weights, output, furtherOutputs };
  const kernel = kernelFor(backend, operation);
  const inputShapes = inputs.map(({ shape }) => shape);
  return {
    run: () => kernel.run(call),
    described: {
      layers: step.fusion?.layers ?? [step.name],
      operation: operation.op,
      shape: output.shape,
      algorithm: kernel.describe?.({ operation, inputShapes, outputShape: output.shape }) ?? "plain loops",
      macs: macsOf(step, inputs[0] as Tensor, output),
    },
  };
}

function elapsed(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
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
