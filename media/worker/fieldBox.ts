/** The part of the picture that one output value sees. */
import { spanAt } from "../../core/cost/axisField.ts";
import type { ReceptiveField } from "../../core/cost/receptiveField.ts";
import type { PositionBox } from "./pixelAnswer.ts";

/**
 * Box of a receptive field for an output place, its spatial coordinates in order; the last two are rows and columns.
 * `null` where the field is unknown, has no rows and columns, or the output reads nothing.
 */
export function fieldBox(
  field: ReceptiveField,
  place: readonly number[],
  picture: { readonly width: number; readonly height: number },
): PositionBox | null {
  if (field.kind === "everything") return { row: 0, column: 0, rows: picture.height, columns: picture.width };
  if (field.kind === "unknown" || field.axes.length < 2 || place.length < 2) return null;
  const [rowAxis, columnAxis] = field.axes.slice(-2);
  const [row = 0, column = 0] = place.slice(-2);
  const rows = rowAxis && spanAt(rowAxis, row);
  const columns = columnAxis && spanAt(columnAxis, column);
  if (!rows || !columns) return null;
  return {
    row: rows[0],
    column: columns[0],
    rows: rows[1] - rows[0] + 1,
    columns: columns[1] - columns[0] + 1,
  };
}

/** Smallest box around positions `[row, column]`; `null` for none. */
export function boxAround(
  positions: readonly (readonly [row: number, column: number])[],
): PositionBox | null {
  if (positions.length === 0) return null;
  let [top, left, bottom, right] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [row, column] of positions) {
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
    left = Math.min(left, column);
    right = Math.max(right, column);
  }
  return { row: top, column: left, rows: bottom - top + 1, columns: right - left + 1 };
}
