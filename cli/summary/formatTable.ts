/** The summary as an aligned table for a terminal. */
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { groupThousands, printable } from "../plainText.ts";
import type { NumberType } from "./describeModel.ts";
import { describeReasons, describeTotalsLines } from "./describeTotals.ts";
import type { SummarisedFile } from "./summariseFile.ts";
import { describeInputs, type SummaryRow, summaryRows } from "./summaryRows.ts";

const headings = ["Layer", "Class", "Kind", "Output", "Parameters", "MACs", "Field"] as const;
/** Columns of numbers stand to the right. */
const rightAligned = new Set([4, 5]);

/** One table a model, with its totals below. */
export function formatTable(files: readonly SummarisedFile[], type: NumberType): string {
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
          ...tableLines(analysis),
          "",
          ...(model ? describeTotalsLines(model, analysis, type) : []),
          ...describeReasons(analysis),
          "",
        ].join("\n");
      }),
    )
    .join("\n");
}

function tableLines(analysis: ModelAnalysis): string[] {
  const cells = [[...headings], ...summaryRows(analysis).map(cellsOf)];
  const widths = headings.map((_, column) =>
    cells.reduce((widest, row) => Math.max(widest, widthOf(row[column] ?? "")), 0),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, column) => align(cell, widths[column] ?? 0, rightAligned.has(column)))
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [lines[0] ?? "", rule, ...lines.slice(1)];
}

function cellsOf(row: SummaryRow): string[] {
  const name = row.path.at(-1) ?? "";
  const cells = [
    `${"  ".repeat(row.path.length - 1)}${name}${row.calls > 1 ? ` (${row.calls} calls)` : ""}`,
    row.class,
    row.kinds.join(", "),
    row.output,
    row.parameters === null ? "?" : groupThousands(row.parameters),
    row.macs === null ? "?" : groupThousands(row.macs),
    row.field,
  ];
  return cells.map(printable);
}

function align(text: string, width: number, right: boolean): string {
  const gap = " ".repeat(Math.max(0, width - widthOf(text)));
  return right ? gap + text : text + gap;
}

function widthOf(text: string): number {
  return [...text].length;
}
