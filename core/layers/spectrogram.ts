/** MelSpectrogram and STFTSpectrogram: sound as a picture of frequencies over time. */
import { type Count, unknownCount } from "../cost/count.ts";
import { countElements } from "../cost/elementCount.ts";
import { affineDim, type Dim, floorDivideDim, knownDim, multiplyDims } from "../shape/dim.ts";
import { formatShape, rankedShape } from "../shape/shape.ts";
import { readConfig } from "./configReader.ts";
import { macStage } from "./convolutionCost.ts";
import type { LayerCallContext, LayerSpec } from "./layerSpec.ts";
import type { WeightSpec } from "./operation.ts";
import { sharedParams } from "./params.ts";
import { inferred, notInferred, singleInput } from "./result.ts";
import { spatialInput } from "./spatialInput.ts";
import { slideWindows, windowSteps } from "./windowArguments.ts";

const modes = ["log", "magnitude", "psd", "real", "imag", "angle", "stft"] as const;

export const spectrogramLayers: readonly LayerSpec[] = [
  {
    className: "MelSpectrogram",
    category: "core",
    description: "Loudness of the frequencies that an ear tells apart, over time.",
    params: [
      { name: "fft_length", description: "Samples that one Fourier transform takes.", default: 2048 },
      { name: "sequence_stride", description: "Samples from one transform to the next.", default: 512 },
      {
        name: "sequence_length",
        description: "Samples of each window; as many as fft_length where it is left out.",
      },
      { name: "num_mel_bins", description: "Number of bands of frequencies.", default: 128 },
      { name: "power_to_db", description: "Whether the result is in decibels.", default: true },
    ],
    infer: inferMel,
  },
  {
    className: "STFTSpectrogram",
    category: "convolution",
    description: "Short-time Fourier transform, as a convolution with sine and cosine waves.",
    params: [
      { name: "mode", description: `What is given of each frequency: ${modes.join(", ")}.`, default: "log" },
      { name: "frame_length", description: "Samples of each window.", default: 256 },
      {
        name: "frame_step",
        description: "Samples from one window to the next; half a window where it is left out.",
      },
      {
        name: "fft_length",
        description: "Length of the transform; the next power of 2 where it is left out.",
      },
      ...sharedParams("padding", "data_format"),
      {
        name: "expand_dims",
        description: "Whether frequencies and channels stand on axes of their own.",
        default: false,
      },
    ],
    infer: inferStft,
  },
];

/** Keras states `⌊(samples + stride + 1) / stride⌋` frames, and puts the bands before the time. */
function inferMel(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const transform = reader.integer("fft_length", { fallback: 2048 });
  const stride = reader.integer("sequence_stride", { fallback: 512 });
  const bands = reader.integer("num_mel_bins", { fallback: 128 });
  const window =
    transform === undefined ? undefined : reader.integer("sequence_length", { fallback: transform });
  const shape = singleInput(reader, call.inputs);
  if (
    transform === undefined ||
    stride === undefined ||
    bands === undefined ||
    window === undefined ||
    !shape
  )
    return notInferred(reader);
  if (window > transform) {
    reader.report(
      "invalid-argument",
      `sequence_length ${window} of "${call.node.name}" is larger than its fft_length ${transform}; it can be as large at most.`,
      { param: "sequence_length" },
    );
    return notInferred(reader);
  }
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const [batch, samples] = shape.dims;
  if (!batch || !samples || shape.dims.length !== 2) {
    reader.report(
      "wrong-rank",
      `MelSpectrogram "${call.node.name}" needs one row of samples an example and is given ${formatShape(shape)}.`,
    );
    return notInferred(reader);
  }
  const frames = floorDivideDim(affineDim(samples, 1, stride + 1), stride);
  const output = rankedShape([batch, knownDim(bands), frames]);
  const decibels = reader.boolean("power_to_db", true);
  return inferred(reader, {
    outputs: [output],
    operation: null,
    macs: [
      macStage("bands", { meaning: "frames", dims: [frames] }, [
        { meaning: "frequencies", values: [Math.floor(transform / 2) + 1] },
        { meaning: "bands", values: [bands] },
      ]),
    ],
    elementary: [
      { label: "transform", count: transformWork },
      ...(decibels ? [{ label: "activation" as const, count: countElements(output) }] : []),
    ],
  });
}

const transformWork: Count = unknownCount(
  "how many operations a fast Fourier transform takes depends on the library that computes it",
);

function inferStft(call: LayerCallContext) {
  const reader = readConfig(call.node);
  const mode = reader.choice("mode", modes, "log");
  const length = reader.integer("frame_length", { fallback: 256 });
  const step =
    length === undefined
      ? undefined
      : reader.integer("frame_step", { fallback: Math.max(1, Math.floor(length / 2)) });
  const transform =
    length === undefined
      ? undefined
      : reader.integer("fft_length", { fallback: 2 ** Math.ceil(Math.log2(length)) });
  const padding = reader.choice("padding", ["valid", "same"], "valid");
  const expand = reader.boolean("expand_dims", false);
  const dataFormat = reader.dataFormat();
  const shape = singleInput(reader, call.inputs);
  if (
    mode === undefined ||
    length === undefined ||
    step === undefined ||
    transform === undefined ||
    padding === undefined ||
    expand === undefined ||
    dataFormat === undefined ||
    !shape
  ) {
    return notInferred(reader);
  }
  if (step > length || transform < length) {
    const [param, value, limit] =
      step > length ? ["frame_step", step, "at most"] : ["fft_length", transform, "at least"];
    reader.report(
      "invalid-argument",
      `${param} of "${call.node.name}" is ${value}; it must be ${limit} the frame_length ${length}.`,
      { param: String(param) },
    );
    return notInferred(reader);
  }
  if (shape.kind === "unranked") return notInferred(reader, shape.reason);
  const input = spatialInput(reader, shape, 1, dataFormat);
  const windows =
    input &&
    slideWindows(
      reader,
      input.spatial,
      { kernel: [length], strides: [step], dilation: [1], padding },
      "frame_length",
    );
  const frames = windows?.[0]?.output;
  if (!input || !windows || !frames) return notInferred(reader);
  const frequencies = Math.floor(transform / 2) + 1;
  const kernels = mode === "real" || mode === "imag" ? [mode] : ["real", "imag"];
  const given = knownDim(mode === "stft" ? 2 * frequencies : frequencies);
  const output = rankedShape(
    placed(input.batch, { frames, frequencies: given, channels: input.channels }, expand, dataFormat),
  );
  const weight = (name: string): WeightSpec => ({
    name: `${name}_kernel`,
    shape: [length, 1, frequencies],
    trainable: true,
    initializer: { className: "STFT", config: { side: name } },
  });
  const follows = mode !== "real" && mode !== "imag" && mode !== "stft";
  return inferred(reader, {
    outputs: [output],
    operation: null,
    weights: kernels.map(weight),
    macs: kernels.map((name) =>
      macStage(`${name} part`, { meaning: "frames and channels", dims: [frames, input.channels] }, [
        { meaning: "window", values: [length] },
        { meaning: "frequencies", values: [frequencies] },
      ]),
    ),
    elementary: follows ? [{ label: "activation", count: countElements(output) }] : [],
    sizeSteps: windowSteps(windows),
  });
}

interface Parts {
  readonly frames: Dim;
  readonly frequencies: Dim;
  readonly channels: Dim;
}

function placed(batch: Dim, parts: Parts, expand: boolean, dataFormat: string): Dim[] {
  const { frames, frequencies, channels } = parts;
  const joined = multiplyDims([channels, frequencies]);
  if (dataFormat === "channels_last") {
    return expand ? [batch, frames, frequencies, channels] : [batch, frames, joined];
  }
  return expand ? [batch, channels, frames, frequencies] : [batch, joined, frames];
}
