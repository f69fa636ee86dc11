/** Convolutions and poolings of `keras.ops`: the layers of the same kind, with the kernel as an operand and no weights of their own. */
import type { LayerConfig } from "../../graph/paramValue.ts";
import type { Inferred } from "../../graph/problem.ts";
import type { Dim } from "../../shape/dim.ts";
import { adaptivePoolingLayers } from "../adaptivePooling.ts";
import { readConfig } from "../configReader.ts";
import { convolutionLayers } from "../convolution.ts";
import { depthwiseConvolutionLayers } from "../depthwiseConvolution.ts";
import type { LayerInference } from "../layerInference.ts";
import type { LayerCallContext, LayerSpec } from "../layerSpec.ts";
import { poolingLayers } from "../pooling.ts";
import { notInferred } from "../result.ts";
import { separableConvolutionLayers } from "../separableConvolution.ts";
import { transposedConvolutionLayers } from "../transposedConvolution.ts";
import {
  checkedShapes,
  doNotMerge,
  isInference,
  type KnownOperand,
  operandsOf,
  operation,
} from "./operationSpec.ts";

/** Arguments of the layer by the sizes of the kernels; `undefined` where the kernels cannot be used. */
type KernelArguments = (
  sizes: readonly (readonly number[])[],
  channels: Dim,
) => Readonly<Record<string, number | readonly number[]>> | undefined;

export const windowOperations: readonly LayerSpec[] = [
  kernelOperation("Conv", convolutionLayers, (rank) => `Conv${rank}D`, convolutionKernel),
  kernelOperation(
    "DepthwiseConv",
    depthwiseConvolutionLayers,
    (rank) => `DepthwiseConv${rank}D`,
    ([kernel]) => kernel && { kernel_size: kernel.slice(0, -2), depth_multiplier: kernel.at(-1) ?? 1 },
  ),
  kernelOperation(
    "SeparableConv",
    separableConvolutionLayers,
    (rank) => `SeparableConv${rank}D`,
    ([depthwise, pointwise]) =>
      depthwise &&
      pointwise && {
        kernel_size: depthwise.slice(0, -2),
        depth_multiplier: depthwise.at(-1) ?? 1,
        filters: pointwise.at(-1) ?? 1,
      },
  ),
  kernelOperation(
    "ConvTranspose",
    transposedConvolutionLayers,
    (rank) => `Conv${rank}DTranspose`,
    ([kernel]) => kernel && { kernel_size: kernel.slice(0, -2), filters: kernel.at(-2) ?? 1 },
  ),
  poolOperation("MaxPool", poolingLayers, (rank) => `MaxPooling${rank}D`),
  poolOperation("AveragePool", poolingLayers, (rank) => `AveragePooling${rank}D`),
  poolOperation("AdaptiveMaxPool", adaptivePoolingLayers, (rank) => `AdaptiveMaxPooling${rank}D`),
  poolOperation("AdaptiveAveragePool", adaptivePoolingLayers, (rank) => `AdaptiveAveragePooling${rank}D`),
];

/** Channels of the input may be a multiple of those of the kernel, which then works on groups. */
function convolutionKernel(sizes: readonly (readonly number[])[], channels: Dim) {
  const [kernel] = sizes;
  const [inputs, filters] = kernel?.slice(-2) ?? [];
  if (!kernel || !inputs || !filters) return undefined;
  const groups = channels.kind === "known" ? channels.value / inputs : 1;
  if (!Number.isInteger(groups)) return undefined;
  return { kernel_size: kernel.slice(0, -2), filters, groups };
}

function kernelOperation(
  name: string,
  layers: readonly LayerSpec[],
  className: (rank: number) => string,
  argumentsOf: KernelArguments,
): LayerSpec {
  return operation(name, "convolution", (call) => {
    const reader = readConfig(call.node);
    const found = operandsOf(reader, call, 2);
    if (isInference(found)) return found;
    const [input, ...kernels] = found;
    const sizes = kernels.map(knownSizes);
    const rank = (input?.shape.dims.length ?? 0) - 2;
    const channels = input?.shape.dims[reader.data("data_format") === "channels_first" ? 1 : rank + 1];
    if (!input || !channels || !sizes.every((list) => list !== undefined && list.length === rank + 2)) {
      return notInferred(reader, `the kernel of "${call.node.name}" is not known`);
    }
    const given = argumentsOf(sizes as readonly (readonly number[])[], channels);
    const spec = layers.find((layer) => layer.className === className(rank));
    if (!given || !spec) return doNotMerge(reader, found);
    const { value, problems } = asLayer(spec, call, input, { ...given, use_bias: false });
    const outputs = checkedShapes(
      reader,
      value.outputs.flatMap((shape) => (shape.kind === "ranked" ? [shape.dims] : [])),
    );
    if (!outputs) return notInferred(reader);
    // The kernel is no weight of this layer, so nothing here can run it.
    return { value: { ...value, weights: [], operation: null }, problems };
  });
}

function poolOperation(
  name: string,
  layers: readonly LayerSpec[],
  className: (rank: number) => string,
): LayerSpec {
  return operation(name, "pooling", (call) => {
    const reader = readConfig(call.node);
    const found = operandsOf(reader, call, 1);
    if (isInference(found)) return found;
    const [input] = found;
    const spec = layers.find((layer) => layer.className === className((input?.shape.dims.length ?? 0) - 2));
    if (!input || !spec) return notInferred(reader, `"${call.node.name}" pools 1 to 3 spatial axes`);
    return asLayer(spec, call, input, {});
  });
}

/** The inference of a layer class on the operation's own arguments and `more`. */
function asLayer(
  spec: LayerSpec,
  call: LayerCallContext,
  input: KnownOperand,
  more: Readonly<Record<string, number | boolean | readonly number[]>>,
): Inferred<LayerInference> {
  const config: Record<string, LayerConfig[string]> = Object.assign(Object.create(null), call.node.config);
  for (const [name, value] of Object.entries(more)) {
    config[name] = { kind: "constant", value, range: call.node.classRange };
  }
  return spec.infer({ ...call, inputs: [input.shape], node: { ...call.node, config } });
}

function knownSizes({ shape }: KnownOperand): number[] | undefined {
  const sizes: number[] = [];
  for (const dim of shape.dims) {
    if (dim.kind !== "known") return undefined;
    sizes.push(dim.value);
  }
  return sizes;
}
