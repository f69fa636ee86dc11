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
  rgba.fill(255);
  for (let at = 0, from = 0; at < rgba.length; at += 4, from += 3) {
    rgba[at] = 255 * (rgb[from] as number);
    rgba[at + 1] = 255 * (rgb[from + 1] as number);
    rgba[at + 2] = 255 * (rgb[from + 2] as number);
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

function averageOfFour(a: Colour, b: Colour, c: Colour, d: Colour): Colour {
  return [(a[0] + b[0] + c[0] + d[0]) / 4, (a[1] + b[1] + c[1] + d[1]) / 4, (a[2] + b[2] + c[2] + d[2]) / 4];
}
