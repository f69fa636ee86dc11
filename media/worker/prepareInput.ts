/** Makes a layer's or model's input from a picture, and says in words what it did. */
import type { DataFormat } from "../../core/layers/operation.ts";
import { randomTensor } from "../../engine/tensor/fill.ts";
import { seededRandom } from "../../engine/tensor/random.ts";
import { type Tensor, zeros } from "../../engine/tensor/tensor.ts";
import { drawnSample } from "../panel/samples/drawnSample.ts";
import { sampleById } from "../panel/samples/index.ts";
import { noisePicture } from "../panel/samples/noise.ts";
import type { Picture } from "../panel/samples/picture.ts";
import { type FittedPicture, fitPicture } from "./fitPicture.ts";
import type { InputOrder, InputSteps, PictureSource } from "./messages.ts";
import { colourRules, normaliseColours } from "./normalise.ts";
import { resizePicture } from "./resizePicture.ts";

export interface PreparedInput {
  readonly tensor: Tensor;
  readonly steps: InputSteps;
  /** What went in as a person sees it; `null` for what is no picture. */
  readonly picture: Picture | null;
}

/** Rows or columns of a sample: larger ones show no more, and take long to draw. */
const largestDrawing = 1024;

/** True for an input with rows and columns, of one example. */
export function takesPicture(shape: readonly number[]): boolean {
  return (shape.length === 4 || shape.length === 5) && (shape[0] ?? 1) === 1;
}

/** Fills the input number `index` of `shape` (batch first): a picture where there are rows and columns, seeded noise elsewhere. */
export function prepareInput(
  shape: readonly number[],
  dataFormat: DataFormat,
  order: InputOrder,
  index = 0,
): PreparedInput {
  const seed = order.noiseSeed + index;
  if (!takesPicture(shape)) return noiseInput(shape, seed);
  const rank = shape.length;
  const channelAxis = dataFormat === "channels_first" ? 1 : rank - 1;
  const spatial = shape.filter((_, axis) => axis !== 0 && axis !== channelAxis);
  const channels = shape[channelAxis] ?? 1;
  const [height, width] = [spatial.at(-2) ?? 1, spatial.at(-1) ?? 1];
  const slices = rank === 5 ? (spatial[0] ?? 1) : 1;
  const source = order.pictures[index] ?? order.pictures.at(-1) ?? { kind: "noise" };
  const { picture, text, fitted } = sizedPicture(source, { width, height, fit: order.fit, seed });
  const rule = colourRules[order.normalisation];
  const mixture = channelMixture(channels, rule.blueFirst);
  const tensor = zeros(shape);
  fill(tensor.data, {
    rgb: normaliseColours(picture.rgb, rule),
    pixels: width * height,
    mixture: mixture.weights,
    slices,
    channelsFirst: channelAxis === 1,
  });
  const inSlices = slices > 1 ? `, the same in all ${slices} slices` : "";
  return {
    tensor,
    steps: { source: text, fitted, values: rule.text, channels: mixture.text + inSlices },
    picture,
  };
}

/** What was done, such as `Scene, drawn at 224×224, values 0 to 1, RGB`. */
export function stepsText({ source, fitted, values, channels }: InputSteps): string {
  return [source, fitted, values, channels].filter(Boolean).join(", ");
}

/** Share of red, green and blue in each channel, and what that is called. */
export function channelMixture(
  channels: number,
  blueFirst = false,
): { weights: readonly (readonly [number, number, number])[]; text: string } {
  // ITU-R BT.601 luma, as picture libraries turn colour to grey.
  const luminance = [0.299, 0.587, 0.114] as const;
  const primaries = [[1, 0, 0] as const, [0, 1, 0] as const, [0, 0, 1] as const];
  if (blueFirst) primaries.reverse();
  const names = blueFirst ? "BGR" : "RGB";
  if (channels === 1) return { weights: [luminance], text: "luminance" };
  if (channels === 3) return { weights: primaries, text: names };
  if (channels === 2) return { weights: [luminance, luminance], text: "luminance in both channels" };
  if (channels === 4) return { weights: [...primaries, luminance], text: `${names} and luminance` };
  // Of one seed, whatever noise is chosen: the channels of a layer alone stay what they are.
  const random = seededRandom(0, "input channels");
  const mixtures = Array.from({ length: channels - 3 }, () => {
    const parts = [random.uniform(), random.uniform(), random.uniform()];
    const sum = parts.reduce((a, b) => a + b, 0) || 1;
    return [(parts[0] ?? 0) / sum, (parts[1] ?? 0) / sum, (parts[2] ?? 0) / sum] as const;
  });
  return {
    weights: [...primaries, ...mixtures],
    text: `${channels} channels: ${names.split("").join(", ")}, then mixtures of them`,
  };
}

function noiseInput(shape: readonly number[], seed: number): PreparedInput {
  const sizes = shape.slice(1).join("×") || "scalar";
  return {
    tensor: randomTensor(shape, seed),
    steps: {
      source: `uniform noise ${sizes}, seed ${seed}`,
      fitted: null,
      values: "values 0 to 1",
      channels: null,
    },
    picture: null,
  };
}

interface WantedPicture extends Pick<InputOrder, "fit"> {
  readonly width: number;
  readonly height: number;
  readonly seed: number;
}

function sizedPicture(
  source: PictureSource,
  { width, height, fit, seed }: WantedPicture,
): { picture: Picture; text: string; fitted: FittedPicture["text"] } {
  switch (source.kind) {
    case "noise": {
      const text = `Noise, drawn at ${width}×${height}, seed ${seed}`;
      return { picture: noisePicture(width, height, seed), text, fitted: null };
    }
    case "sample": {
      const sample = sampleById(source.id);
      const scale = Math.min(1, largestDrawing / Math.max(width, height));
      const [drawnWidth, drawnHeight] = [width, height].map((size) => Math.max(1, Math.round(size * scale)));
      const drawn = drawnSample(source.id, drawnWidth ?? 1, drawnHeight ?? 1);
      const picture = resizePicture(drawn, width, height);
      const fitted = picture === drawn ? null : `bilinear to ${width}×${height}`;
      return { picture, text: `${sample.title}, drawn at ${drawnWidth}×${drawnHeight}`, fitted };
    }
    case "own": {
      const { picture, text } = fitPicture(fromBytes(source), width, height, fit);
      return { picture, text: `${source.name} ${source.width}×${source.height}`, fitted: text };
    }
  }
}

function fromBytes(source: Extract<PictureSource, { kind: "own" }>): Picture {
  const { width, height } = source;
  const bytes = new Uint8Array(source.rgba);
  const rgb = new Float32Array(3 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let part = 0; part < 3; part++) rgb[3 * pixel + part] = (bytes[4 * pixel + part] ?? 0) / 255;
  }
  return { width, height, rgb };
}

interface FillOrder {
  /** Colours as the model wants them, red, green and blue of each pixel. */
  readonly rgb: Float32Array;
  readonly pixels: number;
  readonly mixture: readonly (readonly [number, number, number])[];
  readonly slices: number;
  readonly channelsFirst: boolean;
}

function fill(data: Float32Array, order: FillOrder): void {
  const { rgb, pixels, mixture, slices, channelsFirst } = order;
  const channels = mixture.length;
  const isAsDrawn = !channelsFirst && channels === 3 && mixture.every((parts, part) => parts[part] === 1);
  if (isAsDrawn) {
    for (let slice = 0; slice < slices; slice++) data.set(rgb, slice * rgb.length);
    return;
  }
  for (const [channel, [r, g, b]] of mixture.entries()) {
    for (let slice = 0; slice < slices; slice++) {
      let at = channelsFirst ? (channel * slices + slice) * pixels : slice * pixels * channels + channel;
      const step = channelsFirst ? 1 : channels;
      for (let pixel = 0, from = 0; pixel < pixels; pixel++, at += step, from += 3) {
        data[at] = r * (rgb[from] as number) + g * (rgb[from + 1] as number) + b * (rgb[from + 2] as number);
      }
    }
  }
}
