/** Decodes a PNG or JPEG file into pixels. */
import { decode as decodePng, hasPngSignature } from "fast-png";
import { decode as decodeJpeg } from "jpeg-js";
import { UnusableInputError } from "../exitCode.ts";
import { readBytes } from "./readBytes.ts";

/** Rows from the top, four channels a pixel (red, green, blue, opacity), each 0 to 1. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array;
}

/** Largest picture that is decoded, in pixels and in megabytes of the decoder's memory. */
const pixelLimit = 100_000_000;
const decoderMegabytes = 1024;

/** Reads by content, whatever the file is called; throws `UnusableInputError` for anything but the two formats. */
export function readPicture(file: string): Picture {
  const bytes = readBytes(file, "picture");
  try {
    if (isPng(bytes)) return fromPng(bytes);
    if (bytes[0] === 0xff && bytes[1] === 0xd8) return fromJpeg(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnusableInputError(`${file} cannot be decoded as a picture: ${reason}.`);
  }
  throw new UnusableInputError(`${file} is neither a PNG nor a JPEG picture.`);
}

function isPng(bytes: Uint8Array): boolean {
  return bytes.length > 24 && hasPngSignature(bytes.subarray(0, 8));
}

function fromPng(bytes: Uint8Array): Picture {
  // The size stands in the header, so a bomb is refused before it is unpacked.
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkSize(header.getUint32(16), header.getUint32(20));
  const { width, height, data, channels, depth, palette } = decodePng(bytes);
  const pixels = new Float32Array(width * height * 4);
  if (palette !== undefined) {
    for (let index = 0; index < width * height; index++) {
      const colour = palette[pixelIndex(data, width, index, depth)] ?? [];
      for (let part = 0; part < 4; part++) pixels[index * 4 + part] = (colour[part] ?? 255) / 255;
    }
    return { width, height, pixels };
  }
  const largest = 2 ** depth - 1;
  for (let index = 0; index < width * height; index++) {
    const sample = (part: number): number =>
      depth < 8
        ? pixelIndex(data, width, index, depth) / largest
        : (data[index * channels + part] ?? 0) / largest;
    const grey = channels < 3;
    pixels[index * 4] = sample(0);
    pixels[index * 4 + 1] = sample(grey ? 0 : 1);
    pixels[index * 4 + 2] = sample(grey ? 0 : 2);
    pixels[index * 4 + 3] = channels === 2 ? sample(1) : channels === 4 ? sample(3) : 1;
  }
  return { width, height, pixels };
}

/** Sample of one channel below 8 bits: rows start at whole bytes, the first sample in the high bits. */
function pixelIndex(data: ArrayLike<number>, width: number, index: number, depth: number): number {
  if (depth >= 8) return data[index] ?? 0;
  const perByte = 8 / depth;
  const rowBytes = Math.ceil(width / perByte);
  const column = index % width;
  const byte = data[Math.floor(index / width) * rowBytes + Math.floor(column / perByte)] ?? 0;
  return (byte >> (8 - depth * ((column % perByte) + 1))) & (2 ** depth - 1);
}

function fromJpeg(bytes: Uint8Array): Picture {
  const { width, height, data } = decodeJpeg(bytes, {
    useTArray: true,
    formatAsRGBA: true,
    maxResolutionInMP: pixelLimit / 1_000_000,
    maxMemoryUsageInMB: decoderMegabytes,
  });
  return { width, height, pixels: Float32Array.from(data, (value) => value / 255) };
}

function checkSize(width: number, height: number): void {
  if (width * height > pixelLimit) {
    throw new Error(`${width}×${height} pixels are more than ${pixelLimit}`);
  }
}
