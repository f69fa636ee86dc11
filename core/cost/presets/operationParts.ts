/** Splits one call of a layer into the operations that counting rules know, with every quantity that they may ask for. */
import type { CallAnalysis } from "../../graph/modelAnalysis.ts";
import type { LayerNode } from "../../graph/modelGraph.ts";
import { macStage } from "../../layers/convolutionCost.ts";
import { findLayerSpec } from "../../layers/index.ts";
import type { LayerInference } from "../../layers/layerInference.ts";
import type { Activation, LayerOperation } from "../../layers/operation.ts";
import { rankedShape, type Shape } from "../../shape/shape.ts";
import { addCounts, type Count, exactCount, unknownCount } from "../count.ts";
import { countElements } from "../elementCount.ts";
import type { OperationCategory, Quantity } from "./countingPreset.ts";
import { recurrentQuantities } from "./recurrentQuantities.ts";

export interface OperationPart {
  readonly category: OperationCategory;
  /** Function, interpolation or class, for rules that hold for some only. */
  readonly variant: string;
  /** Number of spatial axes. */
  readonly rank: number;
  readonly quantities: Readonly<Partial<Record<Quantity, Count>>>;
}

/** The parts of a call that works as a layer of its own; none for one that only moves values. */
export function operationParts(
  node: LayerNode,
  call: CallAnalysis,
  inference: LayerInference,
): OperationPart[] {
  const { operation } = inference;
  const main =
    (operation ? operationPart(operation, call, inference) : undefined) ?? classPart(node, call, inference);
  const activation = operation && "activation" in operation ? operation.activation : undefined;
  const inner = node.wrapped ?? node;
  const written = inner.config.activation;
  const name =
    activation?.name ??
    (written?.kind === "constant" && typeof written.value === "string" ? written.value : "");
  const after = elementary(inference, "activation");
  // A layer that is an activation has counted itself.
  const follows = main.some((part) => part.category !== "activation") && after !== undefined;
  return follows && !isActivation(operation) ? [...main, activationPart(name, call.outputs, after)] : main;
}

function operationPart(
  operation: LayerOperation,
  call: CallAnalysis,
  inference: LayerInference,
): OperationPart[] | undefined {
  const [input] = call.inputs;
  const rank = input?.kind === "ranked" ? Math.max(input.dims.length - 2, 0) : 0;
  const shared = sharedQuantities(call, inference);
  const part = (category: OperationCategory, variant = "", more: OperationPart["quantities"] = {}) => [
    { category, variant, rank, quantities: { ...shared, ...more } },
  ];
  switch (operation.op) {
    case "convolution":
      return part(operation.groups > 1 ? "depthwiseConvolution" : "convolution");
    case "depthwiseConvolution":
      return part("depthwiseConvolution");
    case "separableConvolution": {
      const [depthwise, pointwise] = inference.macs;
      const none = { biasAdds: exactCount(0), biasSize: exactCount(0) };
      return [
        ...part("depthwiseConvolution", "", { ...macsOnly(depthwise?.count), ...none }),
        ...part("convolution", "", macsOnly(pointwise?.count)),
      ];
    }
    case "transposedConvolution":
      return part(
        "transposedConvolution",
        operation.useBias ? "bias" : "",
        transposedQuantities(operation, shared.macs),
      );
    case "dense":
      return part("dense");
    case "batchNormalization":
      return part("batchNormalization", "", {
        scaledElements: operation.scale ? shared.inputElements : exactCount(0),
      });
    case "pooling":
      return part(operation.reduce === "max" ? "maxPooling" : "averagePooling");
    case "globalPooling":
      return part(operation.reduce === "max" ? "globalMaxPooling" : "globalAveragePooling");
    case "upSampling":
      return part("upSampling", operation.interpolation);
    case "merge":
      return part("merge", operation.combine);
    case "prelu":
      return part("prelu");
    case "activation":
    case "softmax":
      return [activationPart(nameOf(operation), call.outputs, shared.outputElements)];
    case "pad":
    case "crop":
    case "flatten":
    case "reshape":
    case "permute":
    case "concatenate":
    case "identity":
    case "input":
      return [];
    default:
      return undefined;
  }
}

/** Layers whose work counts by their class; for a wrapper by the class inside. */
function classPart(node: LayerNode, call: CallAnalysis, inference: LayerInference): OperationPart[] {
  const inner = node.wrapped ?? node;
  const category = categoryOfClass(inner.className, inference);
  if (!category) return [];
  const shared = sharedQuantities(call, inference);
  const scales = inference.weights?.some((weight) => /(gamma|scale)$/.test(weight.name)) ?? false;
  const variant = inner.className === "LayerScale" ? "multiply" : inner.className;
  const more =
    category === "recurrent"
      ? recurrentQuantities(call, inference)
      : { scaledElements: scales ? shared.inputElements : exactCount(0) };
  return [{ category, variant, rank: 0, quantities: { ...shared, ...more } }];
}

const categoryByClass: Readonly<Record<string, OperationCategory>> = {
  Embedding: "embedding",
  BatchNormalization: "batchNormalization",
  LayerNormalization: "exampleNormalization",
  GroupNormalization: "exampleNormalization",
  UnitNormalization: "exampleNormalization",
  RMSNormalization: "exampleNormalization",
  Rescaling: "preprocessing",
  Normalization: "preprocessing",
  LayerScale: "merge",
  Dense: "dense",
  TimeDistributedDense: "dense",
};

function categoryOfClass(className: string, inference: LayerInference): OperationCategory | undefined {
  const known = categoryByClass[className];
  if (known) return known;
  const kind = findLayerSpec(className)?.category;
  if (kind === "attention" || kind === "recurrent") return kind;
  if (/Depthwise.*Conv/.test(className)) return "depthwiseConvolution";
  if (/^Conv\dD$/.test(className)) return "convolution";
  if (elementary(inference, "pooling")) return poolingOf(className);
  if (inference.macs.length > 0) return "matrixProduct";
  if (elementary(inference, "reduction")) return "reduction";
  return elementary(inference, "activation") ? "activation" : undefined;
}

function poolingOf(className: string): OperationCategory {
  const max = className.includes("Max");
  if (className.startsWith("Global")) return max ? "globalMaxPooling" : "globalAveragePooling";
  return max ? "maxPooling" : "averagePooling";
}

function activationPart(name: string, outputs: readonly Shape[], elements: Count | undefined): OperationPart {
  const count = elements ?? addCounts(outputs.map(countElements));
  const softmax = name === "softmax";
  return {
    category: softmax ? "softmax" : "activation",
    variant: name,
    rank: 0,
    quantities: {
      inputElements: count,
      outputElements: count,
      ...(softmax ? { softmaxRows: rowsOf(outputs[0]) } : {}),
    },
  };
}

function sharedQuantities(call: CallAnalysis, inference: LayerInference) {
  const { weights } = inference;
  const bias = elementary(inference, "bias") ?? exactCount(0);
  return {
    ...macsOnly(addCounts(inference.macs.map((stage) => stage.count))),
    biasAdds: bias,
    biasSize: sizeOf(weights?.filter((weight) => weight.name === "bias")),
    inputElements: addCounts(call.inputs.slice(0, 1).map(countElements)),
    outputElements: addCounts(call.outputs.slice(0, 1).map(countElements)),
    windowReads: elementary(inference, "pooling") ?? exactCount(0),
    parameters: sizeOf(weights?.filter((weight) => weight.trainable)),
    mergeOperations: elementary(inference, "merge") ?? addCounts(call.outputs.slice(0, 1).map(countElements)),
  };
}

/** Away from transposed layers the three are one. */
function macsOnly(macs: Count = exactCount(0)) {
  return { macs, macsAtOutput: macs, macsAtOutputByStride: macs };
}

function transposedQuantities(
  operation: Extract<LayerOperation, { op: "transposedConvolution" }>,
  macs: Count,
): OperationPart["quantities"] {
  const { windows, inputChannels, outputChannels } = operation;
  const output = macStage("", { meaning: "output positions", dims: windows.map((window) => window.output) }, [
    { meaning: "kernel", values: windows.map((window) => window.kernel) },
    { meaning: "channels", values: [inputChannels, outputChannels] },
  ]).count;
  const strides = windows.reduce((product, window) => product * window.stride, 1);
  const divided = output.kind === "exact" ? exactCount(Math.floor(output.value / strides)) : output;
  return { macs, macsAtOutput: output, macsAtOutputByStride: divided };
}

function elementary(inference: LayerInference, label: string): Count | undefined {
  return inference.elementary.find((work) => work.label === label)?.count;
}

function sizeOf(weights: LayerInference["weights"] | undefined): Count {
  if (!weights) return unknownCount("its weights are not known");
  return addCounts(weights.map((weight) => exactCount(weight.shape.reduce((a, b) => a * b, 1))));
}

/** All but the last axis, which a softmax normalises unless told otherwise. */
function rowsOf(shape: Shape | undefined): Count {
  if (shape?.kind !== "ranked") return unknownCount("the shape of its output is not known");
  return countElements(rankedShape(shape.dims.slice(0, -1)));
}

function isActivation(operation: LayerOperation | null): boolean {
  return operation?.op === "activation" || operation?.op === "softmax" || operation?.op === "prelu";
}

function nameOf(operation: { readonly op: string; readonly activation?: Activation }): string {
  return operation.activation?.name ?? "softmax";
}
