/** The summary as CSV (RFC 4180), one line a layer, numbers without separators, empty where not known. */
import { type CountSettings, isOwnPreset } from "./countSettings.ts";
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
  "weight_bytes",
  "output_bytes",
  "macs_per_byte",
];

/** All models of all files in one table; a layer of a nested model is named by its path. */
export function formatCsv(files: readonly SummarisedFile[], settings: CountSettings): string {
  const { preset } = settings;
  const counted = isOwnPreset(preset) ? [] : [`${preset.unit.toLowerCase()}_by_${preset.name}`];
  const rows = files.flatMap(({ summary, analyses }) =>
    analyses.flatMap((analysis) =>
      summaryRows(analysis, settings).map((row) => [
        summary.file,
        analysis.graph.name,
        ...cellsOf(row),
        ...counted.map(() => String(row.presetCount ?? "")),
      ]),
    ),
  );
  return [[...header, ...counted], ...rows].map((row) => `${row.map(quote).join(",")}\r\n`).join("");
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
    String(row.weightBytes ?? ""),
    String(row.outputBytes ?? ""),
    String(row.macsPerByte ?? ""),
  ];
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
