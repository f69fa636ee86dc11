/** The numbers behind a picture, as plain data: what the panel shows as a table, copies and saves. */
import { exactNumber, groupedNumber } from "../numberText.ts";

export interface TableContent {
  /** `data-testid` of the table, and the name of a saved file. */
  readonly id: string;
  readonly caption: string;
  /** The first one names the rows. */
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  /** What the table leaves out, or `null`. */
  readonly note: string | null;
}

export type TableCell = string | number | null;
export type TableRow = readonly TableCell[];

/** Whole numbers with separators, others with all digits of their float32; a dash where there is nothing. */
export function cellText(cell: TableCell): string {
  if (cell === null) return "–";
  if (typeof cell === "string") return cell;
  if (!Number.isInteger(cell) || Math.abs(cell) >= 1e15) return exactNumber(cell);
  return groupedNumber(cell).replace("-", "−");
}
