/** Runs a plain kernel on tensors in the memory of the generated ones, by views that cost nothing to index. */
import type { LayerOperation } from "../../../core/layers/operation.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { HeapTensor } from "../../wasm/heapTensor.ts";
import type { Kernel, KernelRequest } from "../kernel.ts";

/** What a layer says whose kernel is too large to be unrolled. */
export const plainDescription = "plain loops: the kernel is too large for generated code";

/** A plain kernel allocates nothing in that memory, so that the views stay good while it runs. */
export function onViews<Operation extends LayerOperation>(kernel: Kernel<Operation>): Kernel<Operation> {
  const { run, parts } = kernel;
  return {
    ...kernel,
    run: (request) => run(withViews(request)),
    ...(parts ? { parts: (request) => parts(withViews(request)) } : {}),
  };
}

function withViews<Operation extends LayerOperation>(
  request: KernelRequest<Operation>,
): KernelRequest<Operation> {
  const { inputs, output, furtherOutputs } = request;
  return {
    ...request,
    inputs: inputs.map(viewOf),
    output: viewOf(output),
    ...(furtherOutputs ? { furtherOutputs: furtherOutputs.map(viewOf) } : {}),
  };
}

export function viewOf(tensor: Tensor): Tensor {
  return tensor instanceof HeapTensor ? { shape: tensor.shape, data: tensor.data } : tensor;
}
