/** The kernels that are generated as WebAssembly; operations that are not here run by their reference kernel. */
import type { ConvolutionOperation, TransposedConvolutionOperation } from "../../core/layers/operation.ts";
import type { WinogradSize } from "../generators/winograd/algorithm.ts";
import type { WasmRuntime } from "../wasm/wasmRuntime.ts";
import { activationGenerated } from "./activation/generated.ts";
import type { KernelTable } from "./backend.ts";
import { batchNormalizationGenerated } from "./batchNormalization/generated.ts";
import { convolutionGenerated } from "./convolution/generated.ts";
import { type WinogradKind, winogradFits, winogradKind } from "./convolution/winogradPlan.ts";
import { denseGenerated } from "./dense/generated.ts";
import { depthwiseConvolutionGenerated } from "./depthwiseConvolution/generated.ts";
import { preparedOnce } from "./generated/preparedOnce.ts";
import { globalPoolingGenerated } from "./globalPooling/generated.ts";
import { mergeGenerated } from "./merge/generated.ts";
import { poolingGenerated } from "./pooling/generated.ts";
import {
  activationCases,
  convolutionCases,
  denseCases,
  depthwiseCases,
  dilatedWinogradCases,
  globalPoolingCases,
  mergeCases,
  normalizationCases,
  oneAxisWinogradCases,
  otherWinogradCases,
  poolingCases,
  separableCases,
  transposedCases,
  transposedWinogradCases,
  winogradCases,
} from "./selfCheck/checkCases.ts";
import type { CheckCase } from "./selfCheck/checkFamily.ts";
import { selfChecked } from "./selfCheck/selfChecked.ts";
import { separableConvolutionGenerated } from "./separableConvolution/generated.ts";
import { spatialGrid } from "./spatialGrid.ts";
import { transposedConvolutionGenerated } from "./transposedConvolution/generated.ts";
import { transposedWinogradFits } from "./transposedConvolution/winogradLayer.ts";

export interface GeneratedOptions {
  /** Outputs of a piece of Winograd's algorithm, for the layers that it fits; `null` to compute all layers directly. */
  readonly winograd: WinogradSize | null;
}

/** F(2x2, 3x3) is as exact as the direct algorithm. */
export const defaultOptions: GeneratedOptions = { winograd: 2 };

/** `plain` computes what a family cannot, or computes wrongly on this machine. */
export function generatedKernels(
  runtime: WasmRuntime,
  { winograd }: GeneratedOptions,
  plain: KernelTable,
): Partial<KernelTable> {
  return {
    convolution: checkedConvolution(runtime, winograd, plain.convolution),
    transposedConvolution: checkedTransposed(runtime, winograd, plain.transposedConvolution),
    depthwiseConvolution: selfChecked(runtime, {
      name: "depthwise convolutions",
      generated: depthwiseConvolutionGenerated(runtime),
      plain: plain.depthwiseConvolution,
      cases: depthwiseCases,
    }),
    separableConvolution: selfChecked(runtime, {
      name: "depthwise separable convolutions",
      generated: separableConvolutionGenerated(runtime),
      plain: plain.separableConvolution,
      cases: separableCases,
    }),
    batchNormalization: selfChecked(runtime, {
      name: "batch normalisations",
      generated: batchNormalizationGenerated(runtime),
      plain: plain.batchNormalization,
      cases: normalizationCases,
    }),
    merge: selfChecked(runtime, {
      name: "merges",
      generated: mergeGenerated(runtime),
      plain: plain.merge,
      cases: mergeCases,
    }),
    pooling: selfChecked(runtime, {
      name: "pooling",
      generated: poolingGenerated(runtime),
      plain: plain.pooling,
      cases: poolingCases,
    }),
    globalPooling: selfChecked(runtime, {
      name: "global pooling",
      generated: globalPoolingGenerated(runtime),
      plain: plain.globalPooling,
      cases: globalPoolingCases,
    }),
    dense: selfChecked(runtime, {
      name: "dense layers",
      generated: denseGenerated(runtime),
      plain: plain.dense,
      cases: denseCases,
    }),
    activation: selfChecked(runtime, {
      name: "activations",
      generated: activationGenerated(runtime),
      plain: plain.activation,
      cases: activationCases,
    }),
  };
}

/** Winograd's algorithm where it fits and is right, else the direct one, else the plain kernel. */
function checkedConvolution(
  runtime: WasmRuntime,
  winograd: WinogradSize | null,
  plain: KernelTable["convolution"],
): KernelTable["convolution"] {
  const direct = selfChecked(runtime, {
    name: "direct convolutions",
    generated: convolutionGenerated(runtime, null),
    plain,
    cases: convolutionCases,
  });
  if (winograd === null) return direct;
  const generated = convolutionGenerated(runtime, winograd);
  const partOf = preparedOnce<ConvolutionOperation, { readonly kind: WinogradKind | null }>(
    ({ operation, outputShape }) => {
      const fits = winogradFits(operation, spatialGrid(outputShape, operation.dataFormat), winograd);
      return { kind: fits ? winogradKind(operation, winograd) : null };
    },
  );
  const square = `Winograd convolutions F(${winograd}x${winograd}, 3x3)`;
  const families: readonly [WinogradKind, string, () => CheckCase<ConvolutionOperation>[]][] = [
    ["3x3", square, winogradCases],
    ["dilated", `dilated ${square}`, dilatedWinogradCases],
    ["other kernels", "Winograd convolutions of kernels other than 3x3", otherWinogradCases],
    ["along one axis", `Winograd convolutions F(${winograd}, 3) along one axis`, oneAxisWinogradCases],
  ];
  return families.reduce(
    (otherwise, [kind, name, cases]) =>
      selfChecked(runtime, {
        ...{ name, generated, plain: otherwise, cases },
        applies: (call) => partOf(call).kind === kind,
      }),
    direct,
  );
}

/** The same of transposed convolutions; one size of the algorithm is for all that fit. */
function checkedTransposed(
  runtime: WasmRuntime,
  winograd: WinogradSize | null,
  plain: KernelTable["transposedConvolution"],
): KernelTable["transposedConvolution"] {
  const direct = selfChecked(runtime, {
    name: "transposed convolutions",
    generated: transposedConvolutionGenerated(runtime, false),
    plain,
    cases: transposedCases,
  });
  if (winograd === null) return direct;
  const taken = preparedOnce<TransposedConvolutionOperation, { readonly fits: boolean }>(
    ({ operation, outputShape }) => ({
      fits: transposedWinogradFits(operation, spatialGrid(outputShape, operation.dataFormat)),
    }),
  );
  return selfChecked(runtime, {
    name: "transposed Winograd convolutions F(3x3, 2x2)",
    generated: transposedConvolutionGenerated(runtime, true),
    plain: direct,
    cases: transposedWinogradCases,
    applies: (call) => taken(call).fits,
  });
}
