/** Draws a layer's output as a grid of feature maps in a PNG. */
import { encode } from "fast-png";
import { colourTable, tableIndex } from "../../engine/picture/colourMap.ts";
import { UnusableInputError } from "../exitCode.ts";

/** A layer's output: float32, batch first, in the model's own layout. */
export interface OutputArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
  readonly channelsFirst: boolean;
}

/** How the maps of an output lie in its data. */
interface MapLayout {
  readonly maps: number;
  readonly rows: number;
  readonly columns: number;
  /** Index of a value in the data. */
  readonly indexOf: (map: number, row: number, column: number) => number;
}

/** Pixels between maps, and the side that small maps are enlarged to. */
const gap = 2;
const smallestSide = 64;
const sideLimit = 16_384;
/** Colour of a value that is not a number. */
const notFinite = [255, 0, 255] as const;
const background = 30;

/** PNG bytes of the first example's maps, each stretched from its own minimum to its maximum. */
export function mapsToPng(output: OutputArray): Uint8Array {
  const layout = mapLayout(output);
  const gridColumns = Math.ceil(Math.sqrt(layout.maps));
  const gridRows = Math.ceil(layout.maps / gridColumns);
  const zoom = Math.max(1, Math.floor(smallestSide / Math.max(layout.rows, layout.columns)));
  const cellWidth = layout.columns * zoom + gap;
  const cellHeight = layout.rows * zoom + gap;
  const width = gridColumns * cellWidth + gap;
  const height = gridRows * cellHeight + gap;
  if (width > sideLimit || height > sideLimit) {
    throw new UnusableInputError(
      `a picture of ${layout.maps} maps of ${layout.rows}×${layout.columns} would have ${width}×${height} pixels, ` +
        `above ${sideLimit} a side; write --out maps.npy instead.`,
    );
  }
  const pixels = new Uint8Array(width * height * 3).fill(background);
  for (let map = 0; map < layout.maps; map++) {
    const left = gap + (map % gridColumns) * cellWidth;
    const top = gap + Math.floor(map / gridColumns) * cellHeight;
    paintMap(output.data, layout, map, { pixels, width, left, top, zoom });
  }
  return encode({ width, height, data: pixels, channels: 3, depth: 8 });
}

interface Canvas {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly left: number;
  readonly top: number;
  readonly zoom: number;
}

function paintMap(data: Float32Array, layout: MapLayout, map: number, canvas: Canvas): void {
  const { min, max } = rangeOf(data, layout, map);
  const span = max - min || 1;
  const viridis = colourTable("viridis");
  for (let y = 0; y < layout.rows * canvas.zoom; y++) {
    for (let x = 0; x < layout.columns * canvas.zoom; x++) {
      const index = layout.indexOf(map, Math.floor(y / canvas.zoom), Math.floor(x / canvas.zoom));
      const value = data[index] ?? Number.NaN;
      const entry = 4 * tableIndex((value - min) / span);
      const colour = Number.isFinite(value) ? viridis.subarray(entry, entry + 3) : notFinite;
      canvas.pixels.set(colour, ((canvas.top + y) * canvas.width + canvas.left + x) * 3);
    }
  }
}

function rangeOf(data: Float32Array, layout: MapLayout, map: number): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < layout.rows; row++) {
    for (let column = 0; column < layout.columns; column++) {
      const value = data[layout.indexOf(map, row, column)] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  return min <= max ? { min, max } : { min: 0, max: 0 };
}

/** A 2-D output is a map a channel, a sequence one map of channels by time, features one row. */
function mapLayout({ shape, channelsFirst }: OutputArray): MapLayout {
  const [, ...sizes] = shape;
  const [a = 1, b = 1, c = 1] = sizes;
  switch (sizes.length) {
    case 1:
      return { maps: 1, rows: 1, columns: a, indexOf: (_, __, column) => column };
    case 2:
      return channelsFirst
        ? { maps: 1, rows: a, columns: b, indexOf: (_, row, column) => row * b + column }
        : { maps: 1, rows: b, columns: a, indexOf: (_, row, column) => column * b + row };
    case 3:
      return channelsFirst
        ? { maps: a, rows: b, columns: c, indexOf: (map, row, column) => (map * b + row) * c + column }
        : { maps: c, rows: a, columns: b, indexOf: (map, row, column) => (row * b + column) * c + map };
    default:
      throw new UnusableInputError(
        `an output of shape ${shape.join("×")} is no set of flat maps; write --out maps.npy instead.`,
      );
  }
}
