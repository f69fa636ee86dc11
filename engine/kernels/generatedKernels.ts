/** The kernels that are generated as WebAssembly; operations that are not here run by their reference kernel. */
import type { WasmRuntime } from "../wasm/wasmRuntime.ts";
import type { KernelTable } from "./backend.ts";
import { convolutionGenerated } from "./convolution/generated.ts";
import { depthwiseConvolutionGenerated } from "./depthwiseConvolution/generated.ts";

export function generatedKernels(runtime: WasmRuntime): Partial<KernelTable> {
  return {
    convolution: convolutionGenerated(runtime),
    depthwiseConvolution: depthwiseConvolutionGenerated(runtime),
  };
}
