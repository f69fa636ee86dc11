/** Turns a picture into the array that a model's input takes. */
import type { Picture } from "./readPicture.ts";

export interface ArrayLayout {
  readonly height: number;
  readonly width: number;
  /** 1 takes the luminance, 3 red, green and blue, 4 the opacity too. */
  readonly channels: 1 | 3 | 4;
  readonly channelsFirst: boolean;
}

/** One example of values 0 to 1, resized bilinearly with pixel centres at half positions (corners not aligned). */
export function pictureToArray(picture: Picture, layout: ArrayLayout): Float32Array {
  const { height, width, channels, channelsFirst } = layout;
  const array = new Float32Array(height * width * channels);
  const rows = sampleAxis(picture.height, height);
  const columns = sampleAxis(picture.width, width);
  const pixel = new Float32Array(4);
  for (const [y, row] of rows.entries()) {
    for (const [x, column] of columns.entries()) {
      samplePixel(picture, row, column, pixel);
      for (let channel = 0; channel < channels; channel++) {
        const index = channelsFirst
          ? (channel * height + y) * width + x
          : (y * width + x) * channels + channel;
        array[index] = channels === 1 ? luminance(pixel) : (pixel[channel] ?? 0);
      }
    }
  }
  return array;
}

interface AxisSample {
  readonly low: number;
  readonly high: number;
  /** Share of `high`. */
  readonly share: number;
}

function sampleAxis(from: number, to: number): AxisSample[] {
  return Array.from({ length: to }, (_, index) => {
    const position = Math.max(0, Math.min(from - 1, ((index + 0.5) * from) / to - 0.5));
    const low = Math.floor(position);
    return { low, high: Math.min(low + 1, from - 1), share: position - low };
  });
}

function samplePixel(picture: Picture, row: AxisSample, column: AxisSample, into: Float32Array): void {
  const at = (y: number, x: number, part: number): number =>
    picture.pixels[(y * picture.width + x) * 4 + part] ?? 0;
  for (let part = 0; part < 4; part++) {
    const top = mix(at(row.low, column.low, part), at(row.low, column.high, part), column.share);
    const bottom = mix(at(row.high, column.low, part), at(row.high, column.high, part), column.share);
    into[part] = mix(top, bottom, row.share);
  }
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

/** Weights of ITU-R BT.601, as Keras and TensorFlow use for grey pictures. */
function luminance(pixel: Float32Array): number {
  return 0.2989 * (pixel[0] ?? 0) + 0.587 * (pixel[1] ?? 0) + 0.114 * (pixel[2] ?? 0);
}
