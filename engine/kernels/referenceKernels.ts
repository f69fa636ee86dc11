/** The plain kernels: loops as the definitions give them, sums in float64, results in float32. */
import { activationReference } from "./activation/reference.ts";
import type { KernelTable } from "./backend.ts";
import { batchNormalizationReference } from "./batchNormalization/reference.ts";
import { concatenateReference } from "./concatenate/reference.ts";
import { convolutionReference } from "./convolution/reference.ts";
import { cropReference } from "./crop/reference.ts";
import { denseReference } from "./dense/reference.ts";
import { depthwiseConvolutionReference } from "./depthwiseConvolution/reference.ts";
import { flattenReference } from "./flatten/reference.ts";
import { globalPoolingReference } from "./globalPooling/reference.ts";
import { copyReference } from "./identity/reference.ts";
import { mergeReference } from "./merge/reference.ts";
import { padReference } from "./pad/reference.ts";
import { permuteReference } from "./permute/reference.ts";
import { poolingReference } from "./pooling/reference.ts";
import { preluReference } from "./prelu/reference.ts";
import { separableConvolutionReference } from "./separableConvolution/reference.ts";
import { softmaxReference } from "./softmax/reference.ts";
import { transposedConvolutionReference } from "./transposedConvolution/reference.ts";
import { upSamplingReference } from "./upSampling/reference.ts";

export const referenceKernels: KernelTable = {
  convolution: convolutionReference,
  transposedConvolution: transposedConvolutionReference,
  depthwiseConvolution: depthwiseConvolutionReference,
  separableConvolution: separableConvolutionReference,
  pooling: poolingReference,
  globalPooling: globalPoolingReference,
  pad: padReference,
  crop: cropReference,
  upSampling: upSamplingReference,
  dense: denseReference,
  batchNormalization: batchNormalizationReference,
  prelu: preluReference,
  activation: activationReference,
  softmax: softmaxReference,
  flatten: flattenReference,
  reshape: copyReference,
  permute: permuteReference,
  merge: mergeReference,
  concatenate: concatenateReference,
  identity: copyReference,
  input: copyReference,
};
