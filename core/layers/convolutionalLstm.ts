/** ConvLSTM1D, 2D and 3D: an LSTM whose matrix products are convolutions. */
import { knownDim } from "../shape/dim.ts";
import { formatShape, rankedShape } from "../shape/shape.ts";
import { readActivation } from "./activationFunction.ts";
import { cellWork } from "./cellWork.ts";
import { readConfig } from "./configReader.ts";
import { macStage } from "./convolutionCost.ts";
import { readInitializer } from "./initializer.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";
import { sharedParams } from "./params.ts";
import { readRecurrentActivation, readWalk, walkParams } from "./recurrent.ts";
import { inferred, notInferred } from "./result.ts";
import { channelCount, spatialInput, spatialShape } from "./spatialInput.ts";
import { slideWindows, windowSteps } from "./windowArguments.ts";

const gates = 4;

export const convolutionalLstmLayers: readonly LayerSpec[] = [1, 2, 3].map((rank) => ({
  className: `ConvLSTM${rank}D`,
  aliases: rank === 2 ? ["ConvRecurrent2D"] : [],
  category: "recurrent",
  description: `LSTM over ${rank}-D pictures: its gates are convolutions of the input and of the state.`,
  params: [
    ...sharedParams(
      "filters",
      "kernel_size",
      "strides",
      "padding",
      "data_format",
      "dilation_rate",
      "activation",
      "use_bias",
    ),
    { name: "recurrent_activation", description: "Function of the gates.", default: "sigmoid" },
    ...walkParams,
  ],
  infer: (call) => inferConvLstm(call, rank),
}));

function inferConvLstm(call: LayerCallContext, rank: number) {
  const reader = readConfig(call.node);
  const filters = reader.integer("filters");
  const ones = new Array<number>(rank).fill(1);
  const kernel = reader.integers("kernel_size", rank);
  const strides = reader.integers("strides", rank, { fallback: 1 });
  const dilation = reader.integers("dilation_rate", rank, { fallback: 1 });
  const padding = reader.choice("padding", ["valid", "same"], "valid");
  const useBias = reader.boolean("use_bias", true);
  const dataFormat = reader.dataFormat();
  const walk = readWalk(reader);
  const [shape] = call.inputs;
  if (
    filters === undefined ||
    !kernel ||
    !strides ||
    !dilation ||
    padding === undefined ||
    useBias === undefined ||
    dataFormat === undefined ||
    !walk ||
    !shape
  ) {
    return notInferred(reader);
  }
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const [batch, steps, ...step] = shape.dims;
  if (!batch || !steps || shape.dims.length !== rank + 3) {
    reader.report(
      "wrong-rank",
      `${call.node.className} "${call.node.name}" needs a sequence of ${rank}-D pictures, with ${rank + 2} axes besides the batch, and is given ${formatShape(shape)}.`,
    );
    return notInferred(reader);
  }
  const input = spatialInput(reader, rankedShape([batch, ...step]), rank, dataFormat);
  const channels = input && channelCount(reader, input.channels, input.shape);
  if (!input || channels === undefined) return notInferred(reader);
  const windows = slideWindows(reader, input.spatial, { kernel, strides, dilation, padding }, "kernel_size");
  if (!windows) return notInferred(reader);
  const stateWindows = slideWindows(
    reader,
    windows.map((window) => window.output),
    { kernel, strides: ones, dilation: ones, padding: "same" },
    "kernel_size",
  );
  if (!stateWindows) return notInferred(reader);
  const sizes = windows.map((window) => window.output);
  const last = spatialShape(input, sizes, knownDim(filters));
  const output = walk.returnSequences ? rankedShape([batch, steps, ...last.dims.slice(1)]) : last;
  const columns = gates * filters;
  const weight = (name: string, inputs: number, initializer: string, fallback: string): WeightSpec => ({
    name,
    shape: [...kernel, inputs, columns],
    trainable: true,
    initializer: readInitializer(reader, initializer, fallback),
  });
  const weights = [
    weight("kernel", channels, "kernel_initializer", "GlorotUniform"),
    weight("recurrent_kernel", filters, "recurrent_initializer", "Orthogonal"),
  ];
  if (useBias) {
    weights.push({
      name: "bias",
      shape: [columns],
      trainable: true,
      initializer: readInitializer(reader, "bias_initializer", "Zeros"),
    });
  }
  const stage = (label: string, inputs: number) =>
    macStage(label, { meaning: "steps and output positions", dims: [steps, ...sizes] }, [
      { meaning: "kernel", values: kernel },
      { meaning: "channels", values: [inputs] },
      { meaning: "gates and filters", values: [gates, filters] },
    ]);
  return inferred(reader, {
    outputs: walk.returnState ? [output, last, last] : [output],
    operation: {
      op: "convolutionalLstm",
      ...walk,
      windows,
      stateWindows,
      inputChannels: channels,
      filters,
      dataFormat,
      useBias,
      activation: readActivation(reader, "activation", { name: "tanh", settings: {} }),
      recurrentActivation: readRecurrentActivation(reader, call.dialect),
    },
    weights,
    elementary: cellWork({
      kind: "lstm",
      columns,
      units: filters,
      biases: useBias ? 1 : 0,
      times: [steps, ...sizes],
    }),
    macs: [stage("input convolution", channels), stage("state convolution", filters)],
    sizeSteps: windowSteps(windows),
  });
}
