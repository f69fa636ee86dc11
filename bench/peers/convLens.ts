/** ConvLens itself: the file is read and analysed as a user's is, and its steps run with weights that are ready. */
import { analyseModel } from "../../core/graph/analyseModel.ts";
import { fuseSteps } from "../../engine/executor/fusing/fuseSteps.ts";
import { stepWeights } from "../../engine/executor/fusing/weightSource.ts";
import { planMemory } from "../../engine/executor/memoryPlan.ts";
import { type KernelStep, planRun } from "../../engine/executor/plan.ts";
import { findBackend, kernelFor } from "../../engine/kernels/backend.ts";
import { type Tensor, tensorOf } from "../../engine/tensor/tensor.ts";
import type { ResolvedWeights } from "../../engine/weights/layerWeights.ts";
import { readKerasJson } from "../../server/parse/keras-json/readKerasJson.ts";
import { kerasModel, layerNameOf } from "../workloads/kerasModel.ts";
import { type Algorithm, winogradSizes } from "../workloads/layers.ts";
import { inputOf, type Workload, weightsOf } from "../workloads/workload.ts";
import type { Contender } from "./contender.ts";

export function convLensContender(
  workload: Workload,
  algorithm: Algorithm,
  backend = findBackend("simd", { winograd: winogradSizes[algorithm] }),
): Contender {
  const graph = readKerasJson(kerasModel(workload))?.models[0];
  if (!graph) throw new Error(`${workload.id} was not read`);
  const picture = backend.allocate([1, ...workload.input]);
  picture.data.set(inputOf(workload));
  const lastLayer = graph.layers.at(-1)?.name ?? "";
  const planned = planRun(
    { analysis: analyseModel(graph), layerPath: [lastLayer], mode: "upTo", inputs: [picture] },
    backend,
  );
  if (planned.kind === "refused") throw new Error(planned.reason);
  const { plan } = planned;
  // A run shows what its last layer is given; here, as inside of a network, nobody asks for it.
  const memory = planMemory(plan, new Set());
  const slots = memory.slots.map((elements) => backend.allocate([elements]));
  const values: Tensor[] = [picture];
  const steps = fuseSteps(plan.steps, new Set(plan.targetOutputs), plan.valueShapes);
  const calls = steps.map((step) => {
    const outputs = step.outputs.map((value) => {
      const slot = slots[memory.slotOf[value] ?? -1];
      if (!slot) throw new Error(`${workload.id} makes a tensor that has no slot`);
      return backend.view(slot, plan.valueShapes[value] ?? []);
    });
    for (const [number, value] of step.outputs.entries()) values[value] = outputs[number] ?? picture;
    const [output = picture, ...furtherOutputs] = outputs;
    if (step.kind === "view") throw new Error(`${workload.id} holds a layer that runs at every step`);
    const inputs = step.inputs.map((input) => values[input] ?? picture);
    const { weights } = stepWeights(step, (layer) => layerWeightsOf(workload, layer));
    const kernel = kernelFor(backend, step.operation);
    return () => kernel.run({ operation: step.operation, inputs, weights, output, furtherOutputs });
  });
  const last = values.at(-1) ?? picture;
  const run = () => {
    for (const call of calls) call();
  };
  return {
    name: `convlens ${algorithm}`,
    copies: 1,
    run,
    result: async () => {
      run();
      return last.data.slice();
    },
    dispose: () => undefined,
  };
}

/** By Keras's names and in Keras's layouts, which are those of the workload. */
function layerWeightsOf(
  workload: Workload,
  { key, weights }: Pick<KernelStep, "key" | "weights">,
): ResolvedWeights {
  const index = workload.nodes.findIndex((_, at) => layerNameOf(at) === key);
  const node = workload.nodes[index];
  const values = node && weightsOf(node, index);
  const named = weights.map(({ name, shape }) => ({
    name,
    tensor: tensorOf(shape, (name === "bias" ? values?.bias : values?.kernel) ?? []),
    source: "file" as const,
  }));
  return { named, weights: Object.fromEntries(named.map(({ name, tensor }) => [name, tensor])), notes: [] };
}
