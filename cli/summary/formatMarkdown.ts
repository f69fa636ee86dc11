/** The summary as Markdown tables, for a pull request or a README. */
import { groupThousands, printable } from "../plainText.ts";
import type { NumberType } from "./describeModel.ts";
import { describeReasons, describeTotalsLines } from "./describeTotals.ts";
import type { SummarisedFile } from "./summariseFile.ts";
import { type SummaryRow, summaryRows } from "./summaryRows.ts";

/** A heading and a table a model, the totals as a list below. */
export function formatMarkdown(files: readonly SummarisedFile[], type: NumberType): string {
  const sections = files.flatMap(({ summary, analyses }) =>
    analyses.map((analysis, index) => {
      const model = summary.models[index];
      const totals = model ? describeTotalsLines(model, analysis, type) : [];
      return [
        `## ${escapeCell(analysis.graph.name || "unnamed model")} (${escapeCell(summary.file)})`,
        "",
        "| Layer | Class | Kind | Output | Parameters | MACs | Field |",
        "|---|---|---|---|---:|---:|---|",
        ...summaryRows(analysis).map(formatRow),
        "",
        ...totals.map((line) => `- ${escapeCell(line.replace(/ {2,}/, ": "))}`),
        ...describeReasons(analysis).map((line) => `- ${escapeCell(line.trim())}`),
        "",
      ].join("\n");
    }),
  );
  return sections.join("\n");
}

function formatRow(row: SummaryRow): string {
  const cells = [
    row.path.join(" / "),
    row.class,
    row.kinds.join(", "),
    row.output,
    row.parameters === null ? "?" : groupThousands(row.parameters),
    row.macs === null ? "?" : groupThousands(row.macs),
    row.field,
  ];
  return `| ${cells.map(escapeCell).join(" | ")} |`;
}

/** Names with characters that mean something in Markdown or HTML stay plain text. */
function escapeCell(text: string): string {
  return printable(text).replace(/[\\|`*_[\]<>&]/g, (character) => `\\${character}`);
}
