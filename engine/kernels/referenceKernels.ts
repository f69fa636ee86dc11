/** The plain kernels: loops as the definitions give them, sums in float64, results in float32. */

import { activationReference } from "./activation/reference.ts";
import { attentionReference } from "./attention/reference.ts";
import type { KernelTable } from "./backend.ts";
import { batchNormalizationReference } from "./batchNormalization/reference.ts";
import { bidirectionalReference } from "./bidirectional/reference.ts";
import { categoryReference } from "./category/reference.ts";
import { centerCropReference } from "./centerCrop/reference.ts";
import { channelScaleReference } from "./channelScale/reference.ts";
import { concatenateReference } from "./concatenate/reference.ts";
import { convolutionReference } from "./convolution/reference.ts";
import { convolutionalLstmReference } from "./convolutionalLstm/reference.ts";
import { cropReference } from "./crop/reference.ts";
import { denseReference } from "./dense/reference.ts";
import { depthwiseConvolutionReference } from "./depthwiseConvolution/reference.ts";
import { dotReference } from "./dot/reference.ts";
import { einsumDenseReference } from "./einsumDense/reference.ts";
import { embeddingReference } from "./embedding/reference.ts";
import { exampleNormalizationReference } from "./exampleNormalization/reference.ts";
import { flattenReference } from "./flatten/reference.ts";
import { globalPoolingReference } from "./globalPooling/reference.ts";
import { highwayReference } from "./highway/reference.ts";
import { copyReference } from "./identity/reference.ts";
import { locallyConnectedReference } from "./locallyConnected/reference.ts";
import { maskingReference } from "./masking/reference.ts";
import { maxoutReference } from "./maxout/reference.ts";
import { mergeReference } from "./merge/reference.ts";
import { multiHeadAttentionReference } from "./multiHeadAttention/reference.ts";
import { padReference } from "./pad/reference.ts";
import { permuteReference } from "./permute/reference.ts";
import { poolingReference } from "./pooling/reference.ts";
import { preluReference } from "./prelu/reference.ts";
import { recurrentReference } from "./recurrent/reference.ts";
import { recurrentStepReference } from "./recurrentStep/reference.ts";
import { repeatVectorReference } from "./repeatVector/reference.ts";
import { rescalingReference } from "./rescaling/reference.ts";
import { resizingReference } from "./resizing/reference.ts";
import { separableConvolutionReference } from "./separableConvolution/reference.ts";
import { softmaxReference } from "./softmax/reference.ts";
import { standardizeReference } from "./standardize/reference.ts";
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
  exampleNormalization: exampleNormalizationReference,
  rescaling: rescalingReference,
  standardize: standardizeReference,
  embedding: embeddingReference,
  masking: maskingReference,
  dot: dotReference,
  einsumDense: einsumDenseReference,
  resizing: resizingReference,
  centerCrop: centerCropReference,
  category: categoryReference,
  locallyConnected: locallyConnectedReference,
  maxout: maxoutReference,
  highway: highwayReference,
  channelScale: channelScaleReference,
  repeatVector: repeatVectorReference,
  recurrent: recurrentReference,
  recurrentStep: recurrentStepReference,
  convolutionalLstm: convolutionalLstmReference,
  bidirectional: bidirectionalReference,
  attention: attentionReference,
  multiHeadAttention: multiHeadAttentionReference,
};
