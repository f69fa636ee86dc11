/** A window in words and in numbers. */
import type { TransposedGeometry } from "../../../core/geometry/transposedGeometry.ts";
import type { WindowGeometry } from "../../../core/geometry/windowGeometry.ts";
import { formatDim } from "../../../core/shape/dim.ts";
import type { LayerWindow } from "../../worker/geometry/layerGeometry.ts";
import type { TableCell, TableContent } from "../table/tableContent.ts";
import { isInside, type LatticeAxis, type WindowLattice } from "./windowLattice.ts";

/** What the chosen output reads, or which copies reach it. */
export function windowSentence(
  window: LayerWindow,
  { rows, columns }: WindowLattice,
  pixel: { readonly row: number; readonly column: number },
): string {
  const place =
    window.windows.length > 1 ? `Output row ${pixel.row}, column ${pixel.column}` : `Output ${pixel.column}`;
  if (window.kind === "spreads") {
    const copies = rows.outlined.length * columns.outlined.length;
    if (copies === 0) return `${place} is reached by no copy of the kernel: it is the bias alone.`;
    const where = rangeText(window.windows.length > 1 ? indicesOf(rows) : null, indicesOf(columns));
    return `${place} is reached by ${count(copies, "copy", "copies")} of the kernel, of input ${where}.`;
  }
  const all = rows.taps.length * columns.taps.length;
  const inside =
    rows.taps.filter((tap) => isInside(rows, tap)).length *
    columns.taps.filter((tap) => isInside(columns, tap)).length;
  const where = rangeText(window.windows.length > 1 ? rows.taps : null, columns.taps);
  const padded = inside < all ? `, ${all - inside} of them in the padding` : "";
  return `${place} reads input ${where}: ${count(all, "tap", "taps")} a channel${padded}.`;
}

/** Inputs whose copies are outlined. */
function indicesOf({ windows, outlined }: LatticeAxis): readonly number[] {
  return windows.filter(({ start }) => outlined.includes(start)).map(({ index }) => index);
}

/** `rows 11, 13, 15, columns 30 to 32`. */
function rangeText(rows: readonly number[] | null, columns: readonly number[]): string {
  const across = `${columns.length === 1 ? "column" : "columns"} ${listText(columns)}`;
  return rows === null
    ? across.replace("column", "position")
    : `${rows.length === 1 ? "row" : "rows"} ${listText(rows)}, ${across}`;
}

function listText(numbers: readonly number[]): string {
  const [first, last] = [numbers[0] ?? 0, numbers.at(-1) ?? 0];
  const inRow = numbers.every((number, at) => number === first + at);
  const texts = numbers.map(signed);
  if (numbers.length > 2 && inRow) return `${signed(first)} to ${signed(last)}`;
  if (numbers.length > 6) return `${texts.slice(0, 3).join(", ")} … ${signed(last)}`;
  return numbers.length === 2 ? texts.join(" and ") : texts.join(", ");
}

/** With a real minus sign. */
export function signed(number: number): string {
  return String(number).replace("-", "−");
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** All numbers of the window, an axis a column. */
export function axesTable(window: LayerWindow): TableContent {
  const spreads = window.kind === "spreads";
  const axes: readonly (WindowGeometry | TransposedGeometry)[] = window.windows;
  const row = (name: string, cell: (axis: WindowGeometry | TransposedGeometry, at: number) => TableCell) => [
    name,
    ...axes.map(cell),
  ];
  return {
    id: "axes-table",
    caption: spreads ? "How the kernel's copies are placed" : "How the window is placed",
    columns: ["Setting", ...axes.map((_, at) => window.axes[at] ?? `axis ${at}`)],
    rows: [
      row("Input", (axis) => formatDim(axis.input)),
      row("Kernel", (axis) => String(axis.kernel)),
      row("Dilation", (axis) => String(axis.dilation)),
      row("Spans", (axis) => String(axis.span)),
      row("Stride", (axis) => String(axis.stride)),
      row(spreads ? "Cut off in front" : "Padding, before + after", (axis) =>
        "cropBefore" in axis ? String(axis.cropBefore) : paddingText(axis),
      ),
      row("Output", (axis, at) => window.sizes[at] || formatDim(axis.output)),
    ],
    note: null,
  };
}

/** `1 + 1`, before and after; `0` for none. */
function paddingText({ padBefore, padAfter, padding }: WindowGeometry): string {
  if (padBefore === null || padAfter === null) return `${padding}, by the size`;
  return padBefore === 0 && padAfter === 0 ? "0" : `${padBefore} + ${padAfter}`;
}

/** Where each tap stands, axis by axis. */
export function tapsTable(window: LayerWindow, { rows, columns }: WindowLattice): TableContent {
  const axes = window.windows.length > 1 ? [rows, columns] : [columns];
  const names = window.axes.slice(-2);
  return {
    id: "taps-table",
    caption:
      window.kind === "spreads"
        ? "Output positions that one copy of the kernel reaches"
        : "Input positions that the taps read",
    columns: ["Axis", "Tap", "Position", "On the map"],
    rows: axes.flatMap((axis, at) =>
      axis.taps.map((tap, number) => [
        names[at] ?? "",
        number,
        tap,
        isInside(axis, tap) ? "yes" : window.kind === "spreads" ? "cut off" : "padding",
      ]),
    ),
    note: null,
  };
}
