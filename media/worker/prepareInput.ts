/** Makes a layer's or model's input from a picture, and says in words what it did. */
import type { DataFormat } from "../../core/layers/operation.ts";
import { randomTensor } from "../../engine/tensor/fill.ts";
import { seededRandom } from "../../engine/tensor/random.ts";
import { type Tensor, zeros } from "../../engine/tensor/tensor.ts";
import { sampleById } from "../panel/samples/index.ts";
import type { Picture } from "../panel/samples/picture.ts";
import type { PictureSource } from "./messages.ts";
import { cropToProportions, resizePicture } from "./resizePicture.ts";

export interface PreparedInput {
  readonly tensor: Tensor;
  /** What was done, such as `Scene, 224×224, values 0 to 1, RGB`. */
  readonly text: string;
  /** What went in as a person sees it; `null` for noise. */
  readonly picture: Picture | null;
}

/** Fills `shape` (batch first, all sizes numbers): a picture where there are rows and columns, seeded noise elsewhere. */
export function prepareInput(
  shape: readonly number[],
  dataFormat: DataFormat,
  source: PictureSource,
  seed: number,
): PreparedInput {
  const rank = shape.length;
  if (rank < 4 || rank > 5 || (shape[0] ?? 1) !== 1) return noiseInput(shape, seed);
  const channelAxis = dataFormat === "channels_first" ? 1 : rank - 1;
  const spatial = shape.filter((_, axis) => axis !== 0 && axis !== channelAxis);
  const channels = shape[channelAxis] ?? 1;
  const [height, width] = [spatial.at(-2) ?? 1, spatial.at(-1) ?? 1];
  const slices = rank === 5 ? (spatial[0] ?? 1) : 1;
  const { picture, text } = sizedPicture(source, width, height);
  const mixture = channelMixture(channels, seed);
  const tensor = zeros(shape);
  fill(tensor.data, { picture, mixture: mixture.weights, slices, channelsFirst: channelAxis === 1 });
  const inSlices = slices > 1 ? `, the same in all ${slices} slices` : "";
  return { tensor, text: `${text}, values 0 to 1, ${mixture.text}${inSlices}`, picture };
}

/** Share of red, green and blue in each channel, and what that is called. */
export function channelMixture(
  channels: number,
  seed: number,
): { weights: readonly (readonly [number, number, number])[]; text: string } {
  // ITU-R BT.601 luma, as picture libraries turn colour to grey.
  const luminance = [0.299, 0.587, 0.114] as const;
  const primaries = [[1, 0, 0] as const, [0, 1, 0] as const, [0, 0, 1] as const];
  if (channels === 1) return { weights: [luminance], text: "luminance" };
  if (channels === 3) return { weights: primaries, text: "RGB" };
  if (channels === 2) return { weights: [luminance, luminance], text: "luminance in both channels" };
  if (channels === 4) return { weights: [...primaries, luminance], text: "RGB and luminance" };
  const random = seededRandom(seed, "input channels");
  const mixtures = Array.from({ length: channels - 3 }, () => {
    const parts = [random.uniform(), random.uniform(), random.uniform()];
    const sum = parts.reduce((a, b) => a + b, 0) || 1;
    return [(parts[0] ?? 0) / sum, (parts[1] ?? 0) / sum, (parts[2] ?? 0) / sum] as const;
  });
  return {
    weights: [...primaries, ...mixtures],
    text: `${channels} channels: R, G, B, then mixtures of them (seed ${seed})`,
  };
}

function noiseInput(shape: readonly number[], seed: number): PreparedInput {
  return {
    tensor: randomTensor(shape, seed),
    text: `uniform noise ${shape.slice(1).join("×") || "scalar"}, values 0 to 1, seed ${seed}`,
    picture: null,
  };
}

function sizedPicture(
  source: PictureSource,
  width: number,
  height: number,
): { picture: Picture; text: string } {
  if (source.kind === "sample") {
    const sample = sampleById(source.id);
    return { picture: sample.draw(width, height), text: `${sample.title}, drawn at ${width}×${height}` };
  }
  const whole = fromBytes(source);
  const cropped = cropToProportions(whole, width, height);
  const steps = [`${source.name} ${source.width}×${source.height}`];
  if (cropped !== whole) steps.push(`centre ${cropped.width}×${cropped.height}`);
  const picture = resizePicture(cropped, width, height);
  if (picture !== cropped)
    steps.push(`${width > cropped.width ? "bilinear" : "averaged"} to ${width}×${height}`);
  return { picture, text: steps.join(", ") };
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
  readonly picture: Picture;
  readonly mixture: readonly (readonly [number, number, number])[];
  readonly slices: number;
  readonly channelsFirst: boolean;
}

function fill(data: Float32Array, order: FillOrder): void {
  const { picture, mixture, slices, channelsFirst } = order;
  const pixels = picture.width * picture.height;
  const channels = mixture.length;
  for (const [channel, [r, g, b]] of mixture.entries()) {
    for (let slice = 0; slice < slices; slice++) {
      let at = channelsFirst ? (channel * slices + slice) * pixels : slice * pixels * channels + channel;
      const step = channelsFirst ? 1 : channels;
      for (let pixel = 0, from = 0; pixel < pixels; pixel++, at += step, from += 3) {
        data[at] =
          r * (picture.rgb[from] ?? 0) + g * (picture.rgb[from + 1] ?? 0) + b * (picture.rgb[from + 2] ?? 0);
      }
    }
  }
}
