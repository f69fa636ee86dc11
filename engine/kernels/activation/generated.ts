/** Layers that are one activation function, by generated code where the function has a form on vectors. */
import type { LayerOperation } from "../../../core/layers/operation.ts";
import { hasVectorForm } from "../../generators/activation/activateVector.ts";
import { elementCount } from "../../tensor/tensor.ts";
import { simdWords } from "../../wasm/simdSupport.ts";
import type { WasmRuntime } from "../../wasm/wasmRuntime.ts";
import { activateFloats } from "../generated/followUp.ts";
import { onViews } from "../generated/onViews.ts";
import { CallMemory } from "../generated/operands.ts";
import { inputTensor, type Kernel } from "../kernel.ts";
import { inParts, runInParts } from "../parts.ts";
import { activationReference } from "./reference.ts";

type ActivationOperation = Extract<LayerOperation, { readonly op: "activation" }>;

export function activationGenerated(runtime: WasmRuntime): Kernel<ActivationOperation> {
  const plain = onViews(activationReference);
  return {
    refuse: plain.refuse,
    scratchBytes: plain.scratchBytes,
    ...inParts(function* (request) {
      const { operation, output } = request;
      if (!hasVectorForm(operation.activation)) {
        yield* runInParts(plain, request);
        return;
      }
      const memory = new CallMemory(runtime.heap);
      try {
        const input = yield* memory.input(inputTensor(request), "channels_last");
        const result = memory.output(output, "channels_last");
        const floats = elementCount(output.shape);
        yield* activateFloats(runtime, operation.activation, input, result.address, floats);
        yield* result.finish();
      } finally {
        memory.release();
      }
    }),
    describe: ({ operation }) =>
      hasVectorForm(operation.activation) ? `vectors, ${simdWords[runtime.simd]}` : "plain loops",
  };
}
