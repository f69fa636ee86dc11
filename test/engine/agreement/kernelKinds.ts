/** The kinds of generated kernels, each with the random layers that it is tried on. */
import type { WinogradSize } from "../../../engine/generators/winograd/algorithm.ts";
import type { RandomCall } from "../randomCalls.ts";
import { wideActivation, wideMerge, wideNormalization } from "./elementCalls.ts";
import { largeSeparable, wideSeparable } from "./separableCalls.ts";
import {
  largeDepthwise,
  wideConvolution,
  wideDense,
  wideDepthwise,
  wideGlobalPooling,
  widePooling,
  wideTransposed,
} from "./wideCalls.ts";
import {
  dilatedWinogradConvolution,
  oneAxisWinogradConvolution,
  otherWinogradConvolution,
  winogradConvolution,
  winogradTransposed,
} from "./winogradCalls.ts";

export interface KernelKind {
  readonly name: string;
  readonly call: (seed: number) => RandomCall;
  /** Layers that are compared with the reference at each SIMD level. */
  readonly count: number;
  readonly winograd?: WinogradSize;
}

export const kernelKinds: readonly KernelKind[] = [
  { name: "convolution, direct", call: wideConvolution, count: 600 },
  { name: "convolution by Winograd F(2x2)", call: winogradConvolution, count: 150, winograd: 2 },
  { name: "convolution by Winograd F(4x4)", call: winogradConvolution, count: 150, winograd: 4 },
  {
    name: "dilated convolution by Winograd F(2x2)",
    call: dilatedWinogradConvolution,
    count: 150,
    winograd: 2,
  },
  {
    name: "convolution along one axis by Winograd F(2, 3)",
    call: oneAxisWinogradConvolution,
    count: 150,
    winograd: 2,
  },
  {
    name: "convolution along one axis by Winograd F(4, 3)",
    call: oneAxisWinogradConvolution,
    count: 150,
    winograd: 4,
  },
  {
    name: "dilated convolution by Winograd F(4x4)",
    call: dilatedWinogradConvolution,
    count: 150,
    winograd: 4,
  },
  {
    name: "convolution of other kernels by Winograd, pieces of 4",
    call: otherWinogradConvolution,
    count: 150,
    winograd: 2,
  },
  {
    name: "convolution of other kernels by Winograd, pieces of 6",
    call: otherWinogradConvolution,
    count: 150,
    winograd: 4,
  },
  { name: "transposed convolution", call: wideTransposed, count: 600 },
  {
    name: "transposed convolution by Winograd F(3x3, 2x2)",
    call: winogradTransposed,
    count: 200,
    winograd: 2,
  },
  { name: "depthwise convolution", call: wideDepthwise, count: 600 },
  { name: "separable convolution", call: wideSeparable, count: 300 },
  { name: "pooling", call: widePooling, count: 600 },
  { name: "global pooling", call: wideGlobalPooling, count: 200 },
  { name: "dense layer", call: wideDense, count: 300 },
  { name: "merging", call: wideMerge, count: 600 },
  { name: "batch normalisation", call: wideNormalization, count: 300 },
  { name: "activation", call: wideActivation, count: 300 },
];

/** Layers of the same kinds whose size alone makes the code another; too large to be many. */
export const largeKinds: readonly KernelKind[] = [
  { name: "depthwise convolution of a large picture", call: largeDepthwise, count: 16 },
  { name: "separable convolution of several blocks", call: largeSeparable, count: 40 },
];
