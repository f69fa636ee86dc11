/** The colours of the scene's things: a run of places in a row, averaged over pixels of the drawing's size. */
import type { Colour } from "../picture.ts";
import type { Columns } from "./columns.ts";
import { layeredNoise, noiseRow, plainNoise } from "./noise.ts";
import { things } from "./thingNumbers.ts";
import { depthOf, horizon, sunPlace } from "./things.ts";

/** Columns of one thing, `from` to before `to` of the row at `v`. */
export interface Run {
  readonly columns: Columns;
  readonly v: number;
  readonly from: number;
  readonly to: number;
  /** Red, green and blue of each column of the row. */
  readonly out: Float64Array;
}

/** Colours a run. */
export type Brush = (run: Run) => void;

/** The brush of each thing, by its number, for a drawing of `width` by `height` pixels. */
export function createBrushes(width: number, height: number): readonly Brush[] {
  const shares = new Float64Array(2 * width);
  const texture = (across: number, down: number, seed: number, reach = 1) => {
    const pixelCells = Math.max(across / width, down / height);
    const noise = layeredNoise({ across, down, seed, pixelCells, reach });
    return ({ columns, v, from, to }: Run, shift: number) =>
      noiseRow(noise, columns, v, shift, from, to, shares);
  };
  const textured = (noise: ReturnType<typeof texture>, colours: Blend, gain = 1, slant = 0): Brush => {
    return (run) => {
      noise(run, run.v * slant);
      blend(run, shares, gain, 0, colours);
    };
  };

  const cracks = texture(22, 34, 23, 1.5);
  const blades = texture(70, 28, 37);
  const green = blendOf([0.2, 0.38, 0.1], [0.58, 0.68, 0.24]);
  const grass = (run: Run, furrow: number) => {
    blades(run, 0);
    blend(run, shares, 0.7, furrow * 0.3, green);
  };
  const clouds = texture(5, 13, 3);
  const leaves = texture(40, 40, 59);
  const crownGreen = blendOf([0.05, 0.17, 0.06], [0.44, 0.62, 0.2]);
  const bark = plainNoise({ across: 140, down: 18, seed: 61 });
  const brown = blendOf([0.2, 0.13, 0.08], [0.42, 0.3, 0.2]);
  const bricks = plainNoise({ across: 42, down: 90, seed: 41 });
  const red = blendOf([0.7, 0.46, 0.34], [0.82, 0.6, 0.46]);

  const brushes: Record<keyof typeof things, Brush> = {
    sky: (run) => {
      clouds(run, 0);
      colourSky(run, shares);
    },
    sun: (run) => flat(run, 1, 0.94, 0.74),
    forest: textured(texture(46, 60, 17), blendOf([0.09, 0.23, 0.17], [0.24, 0.42, 0.25]), 1.2),
    rock: textured(cracks, blendOf([0.3, 0.34, 0.46], [0.56, 0.56, 0.62]), 1, 10 / 22),
    snow: textured(cracks, blendOf([0.8, 0.84, 0.92], [1, 1, 1]), 1, 10 / 22),
    grass: (run) => grass(run, furrowAt(run.v, 1 / height)),
    flowers: (run) => {
      const furrow = furrowAt(run.v, 1 / height);
      grass(run, furrow);
      tint(run, 0.6 * furrow, 0.86, 0.72, 0.2);
    },
    path: textured(texture(60, 60, 31), blendOf([0.58, 0.48, 0.36], [0.82, 0.74, 0.6])),
    crown: (run) => {
      leaves(run, 0);
      // Lighter above and to the right, where the sun is.
      rise(run, shares, 0.35 / 0.13);
      blend(run, shares, 1, (-0.35 * 0.17) / 0.13 - (0.3 * (run.v - 0.46)) / 0.2, crownGreen);
    },
    trunk: (run) => {
      noiseRow(bark, run.columns, run.v, 0, run.from, run.to, shares);
      blend(run, shares, 1, 0, brown);
    },
    door: (run) => flat(run, 0.3, 0.17, 0.1),
    bar: (run) => flat(run, 0.95, 0.95, 0.9),
    pane: (run) => flat(run, 0.16, 0.24, 0.36),
    roof: (run) => {
      if (Math.floor(run.v * 110) % 2 === 0) flat(run, 0.6, 0.2, 0.14);
      else flat(run, 0.47, 0.14, 0.1);
    },
    wall: (run) => {
      const row = Math.floor(run.v * 90);
      if ((run.v * 90) % 1 < 0.18) {
        flat(run, 0.84, 0.8, 0.74);
        return;
      }
      // The same down a whole brick.
      noiseRow(bricks, run.columns, row / 90, 0, run.from, run.to, shares);
      blend(run, shares, 1, 0, red);
      mortar(run, row);
    },
  };
  const byNumber: Brush[] = [];
  for (const [name, number] of Object.entries(things))
    byNumber[number] = brushes[name as keyof typeof things];
  return byNumber;
}

function flat({ from, to, out }: Run, red: number, green: number, blue: number): void {
  for (let at = 3 * from; at < 3 * to; at += 3) {
    out[at] = red;
    out[at + 1] = green;
    out[at + 2] = blue;
  }
}

/** From one colour to another: the first, and what is added to it on the way. */
interface Blend {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly redMore: number;
  readonly greenMore: number;
  readonly blueMore: number;
}

function blendOf([red, green, blue]: Colour, last: Colour): Blend {
  return { red, green, blue, redMore: last[0] - red, greenMore: last[1] - green, blueMore: last[2] - blue };
}

/** The first colour where the share, times `gain` and with `more` added, is 0, the last where it is 1. */
function blend(
  { from, to, out }: Run,
  shares: Float64Array,
  gain: number,
  more: number,
  colours: Blend,
): void {
  const { red, green, blue, redMore, greenMore, blueMore } = colours;
  for (let x = from, at = 3 * from; x < to; x++, at += 3) {
    let share = (shares[x] as number) * gain + more;
    if (share < 0) share = 0;
    else if (share > 1) share = 1;
    out[at] = red + redMore * share;
    out[at + 1] = green + greenMore * share;
    out[at + 2] = blue + blueMore * share;
  }
}

/** So much of another colour in it. */
function tint({ from, to, out }: Run, share: number, red: number, green: number, blue: number): void {
  for (let at = 3 * from; at < 3 * to; at += 3) {
    out[at] = (out[at] as number) + (red - (out[at] as number)) * share;
    out[at + 1] = (out[at + 1] as number) + (green - (out[at + 1] as number)) * share;
    out[at + 2] = (out[at + 2] as number) + (blue - (out[at + 2] as number)) * share;
  }
}

function rise({ columns, from, to }: Run, shares: Float64Array, slope: number): void {
  for (let x = from; x < to; x++) shares[x] = (shares[x] as number) + (columns.u[x] as number) * slope;
}

/** Blue above, pale at the horizon, a glow around the sun, and clouds, of which `shares` is the noise. */
function colourSky({ columns, v, from, to, out }: Run, shares: Float64Array): void {
  const height = v / horizon;
  const low = Math.min(1, height * Math.sqrt(height));
  const red = 0.2 + 0.73 * low;
  const green = 0.42 + 0.38 * low;
  const blue = 0.76 - 0.1 * low;
  const down = (v - sunPlace.v) * sunPlace.stretch;
  const cover = 3.4 * (1 - height);
  for (let x = from, at = 3 * from; x < to; x++, at += 3) {
    const across = (columns.u[x] as number) - sunPlace.u;
    const glow = 0.55 * Math.exp((sunPlace.radius - Math.sqrt(across * across + down * down)) * 9);
    const r = red + (1 - red) * glow;
    const g = green + (0.88 - green) * glow;
    const b = blue + (0.66 - blue) * glow;
    const cloud = Math.min(1, ((shares[x] as number) - 0.5) * cover);
    if (cloud > 0) {
      out[at] = r + (0.98 - r) * cloud;
      out[at + 1] = g + (0.96 - g) * cloud;
      out[at + 2] = b + (0.95 - b) * cloud;
    } else {
      out[at] = r;
      out[at + 1] = g;
      out[at + 2] = b;
    }
  }
}

/** Mean of a sine of the depth over the height of a pixel. */
function furrowAt(v: number, height: number): number {
  const far = Math.sqrt(depthOf(v) + 0.12);
  const turn = (60 / far) * (height / (1 - horizon));
  const contrast = Math.sin(turn / 2) / (turn / 2);
  return 0.5 + 0.5 * Math.sin(far * 120) * contrast;
}

/** Between the bricks of a row. */
function mortar({ columns, from, to, out }: Run, row: number): void {
  const shift = (row % 2) * 0.5;
  for (let x = from, at = 3 * from; x < to; x++, at += 3) {
    if (((columns.u[x] as number) * 42 + shift) % 1 >= 0.1) continue;
    out[at] = 0.84;
    out[at + 1] = 0.8;
    out[at + 2] = 0.74;
  }
}
