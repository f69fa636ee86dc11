/** The summary as an aligned table for a terminal. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { printable } from "../plainText.ts";
import type { CountSettings } from "./countSettings.ts";
import { describeReasons, describeTotalsLines } from "./describeTotals.ts";
import type { SummarisedFile } from "./summariseFile.ts";
import { type SummaryColumn, summaryColumns } from "./summaryColumns.ts";
import { describeInputs, type SummaryRow, summaryRows } from "./summaryRows.ts";

/** One table a model, with its totals below. */
export function formatTable(files: readonly SummarisedFile[], settings: CountSettings): string {
  return files
    .flatMap(({ summary, analyses }) =>
      analyses.map((analysis, index) => {
        const model = summary.models[index];
        const rules = analysis.graph.dialect === "keras" ? "Keras" : "TensorFlow.js";
        const title =
          `${summary.file}: ${analysis.graph.name || "unnamed model"} ` +
          `(${summary.format}, ${rules} rules), input ${describeInputs(analysis)}`;
        return [
          printable(title),
          "",
          ...tableLines(analysis, settings),
          "",
          ...(model ? describeTotalsLines(model, analysis, settings) : []),
          ...describeReasons(analysis),
          "",
        ].join("\n");
      }),
    )
    .join("\n");
}

function tableLines(analysis: ModelAnalysis, settings: CountSettings): string[] {
  const columns: SummaryColumn[] = [
    { heading: "Layer", right: false, cell: indentedName },
    ...summaryColumns(settings),
  ];
  const rows = summaryRows(analysis, settings);
  const cells = [
    columns.map(({ heading }) => heading),
    ...rows.map((row) => columns.map(({ cell }) => printable(cell(row)))),
  ];
  const widths = columns.map((_, column) =>
    cells.reduce((widest, row) => Math.max(widest, widthOf(row[column] ?? "")), 0),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, column) => align(cell, widths[column] ?? 0, columns[column]?.right ?? false))
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [lines[0] ?? "", rule, ...lines.slice(1)];
}

function indentedName({ path, calls }: SummaryRow): string {
  return `${"  ".repeat(path.length - 1)}${path.at(-1) ?? ""}${calls > 1 ? ` (${calls} calls)` : ""}`;
}

function align(text: string, width: number, right: boolean): string {
  const gap = " ".repeat(Math.max(0, width - widthOf(text)));
  return right ? gap + text : text + gap;
}

function widthOf(text: string): number {
  return [...text].length;
}
