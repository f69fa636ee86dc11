/** Registry of the layer classes: one line a layer file. */
import { activationLayers } from "./activations.ts";
import { adaptivePoolingLayers } from "./adaptivePooling.ts";
import { attentionLayers } from "./attention.ts";
import { augmentationLayers } from "./augmentation.ts";
import { batchNormalizationLayer } from "./batchNormalization.ts";
import { categoryLayers } from "./categories.ts";
import { concatenateLayer } from "./concatenate.ts";
import { convolutionLayers } from "./convolution.ts";
import { convolutionalLstmLayers } from "./convolutionalLstm.ts";
import { convolutionalLstmCellLayers } from "./convolutionalLstmCell.ts";
import { croppingLayers } from "./cropping.ts";
import { denseLayer } from "./dense.ts";
import { denseVariantLayers } from "./denseVariants.ts";
import { depthwiseConvolutionLayers } from "./depthwiseConvolution.ts";
import { dotLayer } from "./dot.ts";
import { einsumDenseLayer } from "./einsumDense.ts";
import { embeddingLayer } from "./embedding.ts";
import { exampleNormalizationLayers } from "./exampleNormalization.ts";
import { flattenLayer } from "./flatten.ts";
import { foreignCodeLayers } from "./foreignCode.ts";
import { globalPoolingLayers } from "./globalPooling.ts";
import { groupQueryAttentionLayer } from "./groupQueryAttention.ts";
import { identityLayers } from "./identity.ts";
import { inputLayer } from "./inputLayer.ts";
import type { LayerSpec } from "./layerSpec.ts";
import { legacyActivationLayers } from "./legacyActivations.ts";
import { locallyConnectedLayers } from "./locallyConnected.ts";
import { mergingLayers } from "./merging.ts";
import { multiHeadAttentionLayer } from "./multiHeadAttention.ts";
import { operationLayers } from "./operations/index.ts";
import { permuteLayer } from "./permute.ts";
import { poolingLayers } from "./pooling.ts";
import { preluLayer } from "./prelu.ts";
import { preprocessingLayers } from "./preprocessing.ts";
import { randomFourierFeaturesLayer } from "./randomFourierFeatures.ts";
import { recurrentLayers } from "./recurrent.ts";
import { recurrentCellLayers } from "./recurrentCells.ts";
import { regularisationLayers } from "./regularisation.ts";
import { reshapeLayer } from "./reshape.ts";
import { residualScalingLayers } from "./residualScaling.ts";
import { reversibleEmbeddingLayer } from "./reversibleEmbedding.ts";
import { separableConvolutionLayers } from "./separableConvolution.ts";
import { sequenceLayers } from "./sequence.ts";
import { spectralNormalizationLayer } from "./spectralNormalization.ts";
import { spectrogramLayers } from "./spectrogram.ts";
import { tensorflowLayers } from "./tensorflow/index.ts";
import { transposedConvolutionLayers } from "./transposedConvolution.ts";
import { upSamplingLayers } from "./upSampling.ts";
import { vocabularyLayers } from "./vocabularies.ts";
import { wrapperLayers } from "./wrappers.ts";
import { zeroPaddingLayers } from "./zeroPadding.ts";

const specs: readonly LayerSpec[] = [
  inputLayer,
  ...convolutionLayers,
  ...transposedConvolutionLayers,
  ...depthwiseConvolutionLayers,
  ...separableConvolutionLayers,
  ...poolingLayers,
  ...globalPoolingLayers,
  ...zeroPaddingLayers,
  ...croppingLayers,
  ...upSamplingLayers,
  denseLayer,
  flattenLayer,
  reshapeLayer,
  permuteLayer,
  batchNormalizationLayer,
  ...activationLayers,
  preluLayer,
  ...regularisationLayers,
  ...mergingLayers,
  concatenateLayer,
  ...attentionLayers,
  multiHeadAttentionLayer,
  ...convolutionalLstmLayers,
  ...convolutionalLstmCellLayers,
  dotLayer,
  einsumDenseLayer,
  embeddingLayer,
  ...exampleNormalizationLayers,
  ...preprocessingLayers,
  ...recurrentLayers,
  ...sequenceLayers,
  ...wrapperLayers,
  ...residualScalingLayers,
  ...augmentationLayers,
  ...categoryLayers,
  ...denseVariantLayers,
  ...locallyConnectedLayers,
  ...recurrentCellLayers,
  groupQueryAttentionLayer,
  spectralNormalizationLayer,
  ...adaptivePoolingLayers,
  ...foreignCodeLayers,
  ...identityLayers,
  ...legacyActivationLayers,
  randomFourierFeaturesLayer,
  reversibleEmbeddingLayer,
  ...spectrogramLayers,
  ...vocabularyLayers,
  ...operationLayers,
  ...tensorflowLayers,
];

const byName = new Map<string, LayerSpec>();
for (const spec of specs) {
  for (const name of [spec.className, ...(spec.aliases ?? [])]) byName.set(name, spec);
}

/** The spec of a class by its Keras name of any version; `undefined` for a class that is not known. */
export function findLayerSpec(className: string): LayerSpec | undefined {
  return byName.get(className);
}

/** All layer classes, in the registry's order. */
export function allLayerSpecs(): readonly LayerSpec[] {
  return specs;
}
