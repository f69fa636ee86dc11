/** Writes the values into the cells of an enlarged map, where there is room. */
import { needsDarkText } from "../../../engine/picture/colourMap.ts";
import type { Plane } from "../drawPlane.ts";
import { cellNumber } from "../numberText.ts";
import { positionOn, type ValueScale } from "../valueScale.ts";
import { type Viewport, visibleSize } from "./viewport.ts";

/** Smallest cell that holds a number, in pixels of the page. */
const leastWidth = 30;
const leastHeight = 15;

export interface CellRoom {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly density: number;
  readonly font: string;
}

export function drawCellValues(
  context: CanvasRenderingContext2D,
  plane: Plane,
  view: Viewport,
  scale: ValueScale,
  room: CellRoom,
): void {
  const visible = visibleSize(view, plane);
  const width = room.width / visible.columns;
  const height = room.height / visible.rows;
  if (width < leastWidth * room.density || height < leastHeight * room.density) return;
  context.save();
  context.beginPath();
  context.rect(room.left, room.top, room.width, room.height);
  context.clip();
  context.font = `${11 * room.density}px ${room.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const lastRow = Math.min(plane.rows, view.row + visible.rows);
  const lastColumn = Math.min(plane.columns, view.column + visible.columns);
  for (let row = Math.floor(view.row); row < lastRow; row++) {
    for (let column = Math.floor(view.column); column < lastColumn; column++) {
      const value = plane.values[plane.start + row * plane.columns + column];
      if (value === undefined) continue;
      const dark = Number.isFinite(value) && needsDarkText(scale.colourMap, positionOn(scale, value));
      const x = room.left + (column + 0.5 - view.column) * width;
      const y = room.top + (row + 0.5 - view.row) * height;
      if (!Number.isFinite(value)) {
        context.fillStyle = "#000";
        context.fillRect(x - width * 0.4, y - 8 * room.density, width * 0.8, 16 * room.density);
      }
      context.fillStyle = dark ? "#000" : "#fff";
      context.fillText(cellNumber(value), x, y);
    }
  }
  context.restore();
}
