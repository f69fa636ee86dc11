/** What the convolution layers read alike: kernel, stride, dilation, padding, bias and activation, and the input they slide over. */
import type { WindowPadding } from "../geometry/windowGeometry.ts";
import { readActivation } from "./activationFunction.ts";
import type { ConfigReader } from "./configReader.ts";
import { readInitializer } from "./initializer.ts";
import type { LayerCallContext } from "./layerSpec.ts";
import type { Activation, DataFormat, WeightSpec } from "./operation.ts";
import { singleInput } from "./result.ts";
import { channelCount, type SpatialInput, spatialInput } from "./spatialInput.ts";
import type { WindowArguments } from "./windowArguments.ts";

export interface ConvolutionArguments<P extends WindowPadding = WindowPadding> extends WindowArguments {
  readonly padding: P;
  readonly useBias: boolean;
  readonly dataFormat: DataFormat;
  readonly activation: Activation;
}

/** `undefined` where an argument is wrong or not computable, which is reported. */
export function readConvolutionArguments<P extends WindowPadding>(
  reader: ConfigReader,
  rank: number,
  paddings: readonly [P, ...P[]],
): ConvolutionArguments<P> | undefined {
  const kernel = reader.integers("kernel_size", rank);
  const strides = reader.integers("strides", rank, { fallback: 1 });
  const dilation = reader.integers("dilation_rate", rank, { fallback: 1 });
  const padding = reader.choice("padding", paddings, paddings[0]);
  const useBias = reader.boolean("use_bias", true);
  const dataFormat = reader.dataFormat();
  const activation = readActivation(reader);
  if (!kernel || !strides || !dilation || padding === undefined || useBias === undefined || !dataFormat) {
    return undefined;
  }
  return { kernel, strides, dilation, padding, useBias, dataFormat, activation };
}

export interface ConvolutionInput {
  readonly input: SpatialInput;
  readonly channels: number;
}

/** The input taken apart; a text is the reason why it is not known, `undefined` means it was reported. */
export function convolutionInput(
  reader: ConfigReader,
  call: LayerCallContext,
  rank: number,
  dataFormat: DataFormat,
): ConvolutionInput | string | undefined {
  const shape = singleInput(reader, call.inputs);
  if (!shape) return undefined;
  if (shape.kind === "unranked") return shape.reason;
  const input = spatialInput(reader, shape, rank, dataFormat);
  const channels = input && channelCount(reader, input.channels, input.shape);
  return input && channels !== undefined ? { input, channels } : undefined;
}

/** A trainable kernel filled by the initialiser that `param` names, Glorot's uniform one by default. */
export function kernelWeight(
  reader: ConfigReader,
  name: string,
  shape: readonly number[],
  param: string,
): WeightSpec {
  return { name, shape, trainable: true, initializer: readInitializer(reader, param, "GlorotUniform") };
}

/** Keras's `bias`, one value an output channel; none where the layer has no bias. */
export function biasWeights(reader: ConfigReader, useBias: boolean, channels: number): WeightSpec[] {
  if (!useBias) return [];
  const initializer = readInitializer(reader, "bias_initializer", "Zeros");
  return [{ name: "bias", shape: [channels], trainable: true, initializer }];
}
