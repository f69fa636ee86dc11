/** Draws the enlarged map on a canvas: the picture under it, its values and the rulers, and over that the chosen pixel. */
import type { Plane } from "../drawPlane.ts";
import type { ValueScale } from "../valueScale.ts";
import { drawCellValues } from "./cellValues.ts";
import { drawRulers } from "./rulers.ts";
import { type GridSize, type Viewport, visibleSize } from "./viewport.ts";

/** Room for the row numbers at the left and the column numbers at the top, in CSS pixels. */
export const rulerLeft = 32;
export const rulerTop = 15;

export interface EnlargedPicture {
  readonly plane: Plane;
  readonly scale: ValueScale;
  readonly view: Viewport;
  /** Drawn in grey below the map, stretched to it; `null` for the map alone. */
  readonly under: CanvasImageSource | null;
}

export interface ChosenCell {
  readonly row: number;
  readonly column: number;
  readonly pinned: boolean;
}

export interface EnlargedStyle {
  /** Size of the map itself, in CSS pixels. */
  readonly size: { readonly width: number; readonly height: number };
  readonly density: number;
  readonly colour: string;
  readonly font: string;
}

/** Share of the map's colours where it lies over the picture. */
const overlayShare = 0.62;

/** All but the chosen cell, which moves far more often. `values` holds the colours of the plane, one pixel a value. */
export function paintEnlarged(
  canvas: HTMLCanvasElement,
  values: HTMLCanvasElement,
  picture: EnlargedPicture,
  style: EnlargedStyle,
): void {
  const room = roomOf(style);
  const context = emptied(canvas, room);
  if (!context) return;
  const { plane, view } = picture;
  drawValues(context, values, picture, room);
  if (!picture.under) drawCellValues(context, plane, view, picture.scale, { ...room, font: style.font });
  drawRulers(context, view, plane, { ...room, font: style.font, colour: style.colour });
}

/** The enlarged map as it was painted, with the chosen cell outlined. */
export function paintChosen(
  canvas: HTMLCanvasElement,
  painted: HTMLCanvasElement,
  cell: ChosenCell | null,
  { plane, view }: EnlargedPicture,
  style: EnlargedStyle,
): void {
  const room = roomOf(style);
  const context = emptied(canvas, room);
  if (!context) return;
  context.drawImage(painted, 0, 0);
  if (cell) outlineCell(context, cell, { plane, view }, room);
}

function roomOf({ density, size }: EnlargedStyle): Room {
  return {
    left: Math.round(rulerLeft * density),
    top: Math.round(rulerTop * density),
    width: Math.round(size.width * density),
    height: Math.round(size.height * density),
    density,
  };
}

/** Largest size inside the box with square values; whole pixels a value where that costs little room. */
export function fittedSize(grid: GridSize, width: number, height: number): { width: number; height: number } {
  if (grid.rows === 1) return { width, height: 56 };
  const cell = Math.min(width / grid.columns, height / grid.rows);
  const whole = cell >= 3 ? Math.floor(cell) : cell;
  return { width: Math.max(8, whole * grid.columns), height: Math.max(8, whole * grid.rows) };
}

interface Room {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly density: number;
}

/** The canvas at its size, with nothing on it. */
function emptied(
  canvas: HTMLCanvasElement,
  { left, top, width, height, density }: Room,
): CanvasRenderingContext2D | null {
  const [across, down] = [left + width, top + height];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${across / density}px`;
    canvas.style.height = `${down / density}px`;
  }
  const context = canvas.getContext("2d");
  context?.clearRect(0, 0, across, down);
  return context;
}

function drawValues(
  context: CanvasRenderingContext2D,
  values: HTMLCanvasElement,
  { plane, view, under }: EnlargedPicture,
  { left, top, width, height }: Room,
): void {
  const visible = visibleSize(view, plane);
  const from = [view.column, view.row, visible.columns, visible.rows] as const;
  if (under && "width" in under && typeof under.width === "number" && typeof under.height === "number") {
    const across = under.width / plane.columns;
    const down = under.height / plane.rows;
    context.filter = "grayscale(1)";
    context.drawImage(
      under,
      from[0] * across,
      from[1] * down,
      from[2] * across,
      from[3] * down,
      left,
      top,
      width,
      height,
    );
    context.filter = "none";
    context.globalAlpha = overlayShare;
  }
  // Values are never smoothed when enlarged; where several share a pixel of the screen, their mean is the better picture.
  context.imageSmoothingEnabled = visible.columns > width;
  context.drawImage(values, ...from, left, top, width, height);
  context.globalAlpha = 1;
}

/** Dark and light lines around a cell, seen on every colour; thicker when pinned. */
function outlineCell(
  context: CanvasRenderingContext2D,
  { row, column, pinned }: ChosenCell,
  { plane, view }: Pick<EnlargedPicture, "plane" | "view">,
  room: Room,
): void {
  const visible = visibleSize(view, plane);
  const cell = { width: room.width / visible.columns, height: room.height / visible.rows };
  const x = room.left + (column + 0.5 - view.column) * cell.width;
  const y = room.top + (row + 0.5 - view.row) * cell.height;
  if (x < room.left || y < room.top || x > room.left + room.width || y > room.top + room.height) return;
  const width = Math.max(cell.width, 7 * room.density);
  const height = Math.max(cell.height, 7 * room.density);
  const line = (pinned ? 2.5 : 1.5) * room.density;
  context.lineWidth = line * 2.2;
  context.strokeStyle = "black";
  context.strokeRect(x - width / 2, y - height / 2, width, height);
  context.lineWidth = line;
  context.strokeStyle = "white";
  context.strokeRect(x - width / 2, y - height / 2, width, height);
}
