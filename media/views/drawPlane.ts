/** Colours the values of one map into pixels: one pixel a value, no smoothing, stripes where a value is not finite. */
import { colourTable } from "../../engine/picture/colourMap.ts";
import type { ValueScale } from "./valueScale.ts";

export interface Plane {
  readonly values: Float32Array;
  /** Index of the first value; the rest follows row by row. */
  readonly start: number;
  readonly rows: number;
  readonly columns: number;
}

/** RGBA bytes of the plane, `4·rows·columns`; transparent where the plane is larger than its values. */
export function colourPlane(plane: Plane, scale: ValueScale): Uint8ClampedArray<ArrayBuffer> {
  const { values, start, rows, columns } = plane;
  const words = new Uint32Array(colourTable(scale.colourMap).buffer);
  const pixels = new Uint32Array(rows * columns);
  const span = scale.high - scale.low;
  const factor = span > 0 ? 255 / span : 0;
  // A map of one value shows the low end, where 0 is after relu, or the middle, where 0 is when it is signed.
  const offset = span > 0 ? 0.5 : 0;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const value = values[start + at];
      if (value === undefined) return new Uint8ClampedArray(pixels.buffer);
      const entry = Math.floor((value - scale.low) * factor + offset);
      pixels[at] = Number.isFinite(value)
        ? (words[entry < 0 ? 0 : Math.min(entry, 255)] as number)
        : stripe(row, column);
    }
  }
  return new Uint8ClampedArray(pixels.buffer);
}

/** Puts the plane on a canvas of its own size. */
export function paintPlane(canvas: HTMLCanvasElement, plane: Plane, scale: ValueScale): void {
  canvas.width = plane.columns;
  canvas.height = plane.rows;
  const data = new ImageData(colourPlane(plane, scale), plane.columns, plane.rows);
  canvas.getContext("2d")?.putImageData(data, 0, 0);
}

/** Diagonal black and white, which no colour map has side by side. */
function stripe(row: number, column: number): number {
  return ((row + column) & 1) === 0 ? 0xff000000 : 0xffffffff;
}
