/** The summary as CSV (RFC 4180), one line a layer, numbers without separators, empty where not known. */
import type { SummarisedFile } from "./summariseFile.ts";
import { type SummaryRow, summaryRows } from "./summaryRows.ts";

const header = [
  "file",
  "model",
  "layer",
  "class",
  "kinds",
  "output",
  "calls",
  "parameters",
  "trainable",
  "macs",
  "receptive_field",
];

/** All models of all files in one table; a layer of a nested model is named by its path. */
export function formatCsv(files: readonly SummarisedFile[]): string {
  const rows = files.flatMap(({ summary, analyses }) =>
    analyses.flatMap((analysis) =>
      summaryRows(analysis).map((row) => [summary.file, analysis.graph.name, ...cellsOf(row)]),
    ),
  );
  return [header, ...rows].map((row) => `${row.map(quote).join(",")}\r\n`).join("");
}

function cellsOf(row: SummaryRow): string[] {
  return [
    row.path.join("/"),
    row.class,
    row.kinds.join(" "),
    row.output.replaceAll("×", "x"),
    String(row.calls),
    String(row.parameters ?? ""),
    String(row.trainable ?? ""),
    String(row.macs ?? ""),
    row.field.replaceAll("×", "x"),
  ];
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
