/** The numbers behind the input picture: its size, its colours on average, and the field of the chosen value. */
import type { InputPicture } from "../../worker/messages.ts";
import type { PositionBox } from "../../worker/pixelAnswer.ts";
import type { TableContent, TableRow } from "../table/tableContent.ts";

/** Colours between 0 and 1; rows and columns from 0, those outside of the picture lie in the padding. */
export function inputTable(picture: InputPicture, field: PositionBox | null): TableContent {
  const { width, height, rgba } = picture;
  const bytes = new Uint8Array(rgba);
  const colours = ["Red", "Green", "Blue"].map((name, part): TableRow => {
    let [least, most, sum] = [255, 0, 0];
    for (let at = part; at < bytes.length; at += 4) {
      const value = bytes[at] ?? 0;
      least = Math.min(least, value);
      most = Math.max(most, value);
      sum += value;
    }
    return [name, least / 255, most / 255, sum / Math.max(1, width * height) / 255];
  });
  const seen: TableRow[] = field
    ? [
        ["Rows seen", field.row, field.row + field.rows - 1, null],
        ["Columns seen", field.column, field.column + field.columns - 1, null],
      ]
    : [];
  return {
    id: "input-table",
    caption: `Input picture, ${height} rows and ${width} columns`,
    columns: ["What", "Least", "Most", "Mean"],
    rows: [...colours, ...seen],
    note: null,
  };
}
