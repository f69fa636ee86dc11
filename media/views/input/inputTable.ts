/** The numbers behind what went in: the values that were fed, the picture's colours, and the field of the chosen value. */
import type { InputPicture, InputReport } from "../../worker/messages.ts";
import type { PositionBox } from "../../worker/pixelAnswer.ts";
import type { TableContent, TableRow } from "../table/tableContent.ts";

export function inputTableId(slot: number): string {
  return slot === 0 ? "input-table" : `input-table-${slot}`;
}

/** Colours between 0 and 1, before they are normalised; rows and columns from 0, those outside of the picture lie in the padding. */
export function inputTable(report: InputReport, slot: number, field: PositionBox | null): TableContent {
  const { name, shape, picture, least, largest } = report;
  const seen: TableRow[] = field
    ? [
        ["Rows seen", field.row, field.row + field.rows - 1, null],
        ["Columns seen", field.column, field.column + field.columns - 1, null],
      ]
    : [];
  return {
    id: inputTableId(slot),
    caption: picture
      ? `Input ${name}, ${picture.height} rows and ${picture.width} columns`
      : `Input ${name}, ${shape}`,
    columns: ["What", "Least", "Most", "Mean"],
    rows: [["Values fed", least, largest, null], ...(picture ? colourRows(picture) : []), ...seen],
    note: null,
  };
}

function colourRows({ width, height, rgba }: InputPicture): TableRow[] {
  const bytes = new Uint8Array(rgba);
  return ["Red", "Green", "Blue"].map((name, part): TableRow => {
    let [least, most, sum] = [255, 0, 0];
    for (let at = part; at < bytes.length; at += 4) {
      const value = bytes[at] ?? 0;
      least = Math.min(least, value);
      most = Math.max(most, value);
      sum += value;
    }
    return [name, least / 255, most / 255, sum / Math.max(1, width * height) / 255];
  });
}
