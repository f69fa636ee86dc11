/**
 * A landscape with the things photographs have: gradients, sharp and soft edges, fine and coarse texture, colours. It is the first
 * picture that a person waits for, drawn by code that has never run before: runs of one thing in a row are coloured together,
 * by texture no finer than a pixel, and only pixels with several things at their corners are coloured at four places.
 */
import type { SamplePicture } from "./picture.ts";
import { type Brush, createBrushes } from "./scene/colours.ts";
import { cornerColumns, middleColumns, quarterColumns } from "./scene/columns.ts";
import { firstWithEdges } from "./scene/thingNumbers.ts";
import { createShapes, type Shapes, thingColumns, thingsOfRow } from "./scene/things.ts";

export const scene: SamplePicture = {
  id: "scene",
  title: "Scene",
  description: "A landscape with gradients, edges and textures, as a photograph has them.",
  draw: (width, height) => {
    const rgb = new Float32Array(3 * width * height);
    const row = new Float64Array(3 * width);
    const brushes = createBrushes(width, height);
    const shapes = createShapes();
    const middles = middleColumns(width);
    const corners = thingColumns(cornerColumns(width), shapes);
    const colourQuarters = quartersOf(width, height, brushes, shapes);
    const pixels = new Uint8Array(width);
    let above: Uint8Array = new Uint8Array(width + 1);
    let below: Uint8Array = new Uint8Array(width + 1);
    thingsOfRow(corners, 0, 0, width + 1, below);
    for (let y = 0; y < height; y++) {
      const last = above;
      above = below;
      below = last;
      thingsOfRow(corners, (y + 1) / height, 0, width + 1, below);
      thingsOfPixels(above, below, pixels);
      const v = (y + 0.5) / height;
      for (let from = 0, to = 0; from < width; from = to) {
        to = endOfRun(pixels, from, width);
        const thing = pixels[from] as number;
        if (thing === several) colourQuarters(v, from, to, row);
        else brushes[thing]?.({ columns: middles, v, from, to, out: row });
      }
      rgb.set(row, 3 * y * width);
    }
    return { width, height, rgb };
  },
};

const several = 255;

/** Writes the one thing at all corners of each pixel between two rows of corners, unless it has edges within itself. */
function thingsOfPixels(above: Uint8Array, below: Uint8Array, out: Uint8Array): void {
  const width = out.length;
  let left = above[0] === below[0] ? (above[0] as number) : several;
  for (let x = 0; x < width; x++) {
    const right = above[x + 1] as number;
    if (right !== below[x + 1]) {
      left = several;
      out[x] = several;
    } else {
      out[x] = right === left && right < firstWithEdges ? right : several;
      left = right;
    }
  }
}

function endOfRun(things: Uint8Array, from: number, to: number): number {
  const thing = things[from];
  let end = from + 1;
  while (end < to && things[end] === thing) end++;
  return end;
}

/** Colours the pixels `from` to before `to` of a row by the mean of four places in each. */
function quartersOf(width: number, height: number, brushes: readonly Brush[], shapes: Shapes) {
  const places = thingColumns(quarterColumns(width), shapes);
  const { columns } = places;
  const things = new Uint8Array(2 * width);
  const [upper, lower] = [new Float64Array(6 * width), new Float64Array(6 * width)];
  const colour = (v: number, from: number, to: number, out: Float64Array) => {
    thingsOfRow(places, v, from, to, things);
    for (let start = from, end = from; start < to; start = end) {
      end = endOfRun(things, start, to);
      brushes[things[start] as number]?.({ columns, v, from: start, to: end, out });
    }
  };
  return (v: number, from: number, to: number, out: Float64Array) => {
    const quarter = 1 / height / 4;
    colour(v - quarter, 2 * from, 2 * to, upper);
    colour(v + quarter, 2 * from, 2 * to, lower);
    for (let pixel = from; pixel < to; pixel++) {
      for (let at = 3 * pixel, part = 6 * pixel; at < 3 * pixel + 3; at++, part++) {
        const top = (upper[part] as number) + (upper[part + 3] as number);
        out[at] = (top + (lower[part] as number) + (lower[part + 3] as number)) / 4;
      }
    }
  };
}
