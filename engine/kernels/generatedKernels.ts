/** The kernels that are generated as WebAssembly; operations that are not here run by their reference kernel. */
import type { WinogradSize } from "../generators/winograd/algorithm.ts";
import type { WasmRuntime } from "../wasm/wasmRuntime.ts";
import { activationGenerated } from "./activation/generated.ts";
import type { KernelTable } from "./backend.ts";
import { batchNormalizationGenerated } from "./batchNormalization/generated.ts";
import { convolutionGenerated } from "./convolution/generated.ts";
import { denseGenerated } from "./dense/generated.ts";
import { depthwiseConvolutionGenerated } from "./depthwiseConvolution/generated.ts";
import { globalPoolingGenerated } from "./globalPooling/generated.ts";
import { mergeGenerated } from "./merge/generated.ts";
import { poolingGenerated } from "./pooling/generated.ts";
import { separableConvolutionGenerated } from "./separableConvolution/generated.ts";
import { transposedConvolutionGenerated } from "./transposedConvolution/generated.ts";

export interface GeneratedOptions {
  /** Outputs of a piece of Winograd's algorithm, for the layers that it fits; `null` to compute all layers directly. */
  readonly winograd: WinogradSize | null;
}

/** F(2x2, 3x3) is as exact as the direct algorithm. */
export const defaultOptions: GeneratedOptions = { winograd: 2 };

export function generatedKernels(runtime: WasmRuntime, { winograd }: GeneratedOptions): Partial<KernelTable> {
  return {
    convolution: convolutionGenerated(runtime, winograd),
    transposedConvolution: transposedConvolutionGenerated(runtime),
    depthwiseConvolution: depthwiseConvolutionGenerated(runtime),
    separableConvolution: separableConvolutionGenerated(runtime),
    batchNormalization: batchNormalizationGenerated(runtime),
    merge: mergeGenerated(runtime),
    pooling: poolingGenerated(runtime),
    globalPooling: globalPoolingGenerated(runtime),
    dense: denseGenerated(runtime),
    activation: activationGenerated(runtime),
  };
}
