/** A picture in memory, and drawing one point by point. */

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue between 0 and 1, row by row: `rgb[3·(y·width + x) + part]`. */
  readonly rgb: Float32Array;
}

export type Colour = readonly [red: number, green: number, blue: number];

/** A built-in sample, drawn at any size. */
export interface SamplePicture {
  readonly id: string;
  readonly title: string;
  /** What it shows of a layer, in one sentence. */
  readonly description: string;
  readonly draw: (width: number, height: number) => Picture;
}

/** Red, green, blue and opacity bytes, row by row. */
export function pictureBytes({ width, height, rgb }: Picture): ArrayBuffer {
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let part = 0; part < 3; part++) rgba[4 * pixel + part] = 255 * (rgb[3 * pixel + part] ?? 0);
    rgba[4 * pixel + 3] = 255;
  }
  return rgba.buffer;
}

/** Asks for the colour of each pixel by its integer place. */
export function drawPixels(
  width: number,
  height: number,
  colourOf: (x: number, y: number) => Colour,
): Picture {
  const rgb = new Float32Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red, green, blue] = colourOf(x, y);
      const at = 3 * (y * width + x);
      rgb[at] = red;
      rgb[at + 1] = green;
      rgb[at + 2] = blue;
    }
  }
  return { width, height, rgb };
}

/** Asks for colours at `u`, `v` between 0 and 1, and averages four of them in each pixel, so that edges are not jagged. */
export function drawSmooth(
  width: number,
  height: number,
  colourOf: (u: number, v: number) => Colour,
): Picture {
  return drawPixels(width, height, (x, y) => {
    const left = (x + 0.25) / width;
    const right = (x + 0.75) / width;
    const top = (y + 0.25) / height;
    const bottom = (y + 0.75) / height;
    return averageOfFour(
      colourOf(left, top),
      colourOf(right, top),
      colourOf(left, bottom),
      colourOf(right, bottom),
    );
  });
}

export function averageOfFour(a: Colour, b: Colour, c: Colour, d: Colour): Colour {
  return [(a[0] + b[0] + c[0] + d[0]) / 4, (a[1] + b[1] + c[1] + d[1]) / 4, (a[2] + b[2] + c[2] + d[2]) / 4];
}

/** `a` at 0, `b` at 1. */
export function mix(a: Colour, b: Colour, share: number): Colour {
  const s = Math.max(0, Math.min(1, share));
  return [a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s, a[2] + (b[2] - a[2]) * s];
}

/** Value noise between 0 and 1, smooth, the same for the same place and seed. */
export function smoothNoise(x: number, y: number, seed: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = fade(x - x0);
  const fy = fade(y - y0);
  const top = latticeValue(x0, y0, seed) * (1 - fx) + latticeValue(x0 + 1, y0, seed) * fx;
  const bottom = latticeValue(x0, y0 + 1, seed) * (1 - fx) + latticeValue(x0 + 1, y0 + 1, seed) * fx;
  return top * (1 - fy) + bottom * fy;
}

/**
 * Four octaves of value noise, between 0 and 1. A pixel is `cells` cells of the first octave wide: of octaves finer than it only
 * the mean, a half, is seen.
 */
export function layeredNoise(x: number, y: number, seed: number, cells = 0): number {
  let sum = 0;
  // Doubled, since powers would take longer than the noise.
  for (let octave = 0, scale = 1; octave < 4; octave++, scale *= 2) {
    const isFiner = cells * scale > 1;
    sum += (isFiner ? 0.5 : smoothNoise(x * scale, y * scale, seed + octave)) / (2 * scale);
  }
  return sum / 0.9375;
}

function fade(t: number): number {
  return t * t * (3 - 2 * t);
}

function latticeValue(x: number, y: number, seed: number): number {
  let hash = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed + 1, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0xffffffff;
}
