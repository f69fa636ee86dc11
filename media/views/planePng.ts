/** Maps as a PNG picture, for places outside of the page. */
import { type Plane, paintPlane } from "./drawPlane.ts";
import type { ValueScale } from "./valueScale.ts";

export interface ColouredPlane {
  readonly plane: Plane;
  readonly scale: ValueScale;
}

const gap = 2;

/** The planes side by side, none higher or wider than `side` pixels: larger ones are averaged, smaller ones enlarged in whole steps. */
export function planesToPng(planes: readonly ColouredPlane[], side: number): string {
  const pictures = planes.map(({ plane, scale }) => {
    const canvas = document.createElement("canvas");
    paintPlane(canvas, plane, scale);
    return { canvas, ...fitted(plane, side) };
  });
  const target = document.createElement("canvas");
  target.width = Math.max(
    1,
    pictures.reduce((sum, { width }) => sum + width + gap, -gap),
  );
  target.height = Math.max(1, ...pictures.map(({ height }) => height));
  const context = target.getContext("2d");
  if (!context) return "";
  context.imageSmoothingQuality = "high";
  let left = 0;
  for (const { canvas, width, height } of pictures) {
    context.imageSmoothingEnabled = canvas.width > width;
    context.drawImage(canvas, left, 0, width, height);
    left += width + gap;
  }
  return target.toDataURL("image/png");
}

/** Enlarged pixels are all of one size. */
function fitted({ rows, columns }: Plane, side: number): { readonly width: number; readonly height: number } {
  const longest = Math.max(rows, columns);
  const scale = longest > side ? side / longest : Math.floor(side / longest);
  return { width: Math.max(1, Math.round(columns * scale)), height: Math.max(1, Math.round(rows * scale)) };
}
