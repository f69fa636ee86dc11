/** The summary as Markdown tables, for a pull request or a README. */
import { printable } from "../plainText.ts";
import type { CountSettings } from "./countSettings.ts";
import { describeReasons, describeTotalsLines } from "./describeTotals.ts";
import type { SummarisedFile } from "./summariseFile.ts";
import { summaryColumns } from "./summaryColumns.ts";
import { summaryRows } from "./summaryRows.ts";

/** A heading and a table a model, the totals as a list below. */
export function formatMarkdown(files: readonly SummarisedFile[], settings: CountSettings): string {
  const columns = summaryColumns(settings);
  const sections = files.flatMap(({ summary, analyses }) =>
    analyses.map((analysis, index) => {
      const model = summary.models[index];
      const totals = model ? describeTotalsLines(model, analysis, settings) : [];
      return [
        `## ${escapeCell(analysis.graph.name || "unnamed model")} (${escapeCell(summary.file)})`,
        "",
        `| Layer | ${columns.map(({ heading }) => heading).join(" | ")} |`,
        `|---|${columns.map(({ right }) => (right ? "---:|" : "---|")).join("")}`,
        ...summaryRows(analysis, settings).map((row) =>
          formatRow([row.path.join(" / "), ...columns.map(({ cell }) => cell(row))]),
        ),
        "",
        ...totals.map((line) => `- ${escapeCell(line.replace(/ {2,}/, ": "))}`),
        ...describeReasons(analysis).map((line) => `- ${escapeCell(line.trim())}`),
        "",
      ].join("\n");
    }),
  );
  return sections.join("\n");
}

function formatRow(cells: readonly string[]): string {
  return `| ${cells.map(escapeCell).join(" | ")} |`;
}

/** Names with characters that mean something in Markdown or HTML stay plain text. */
function escapeCell(text: string): string {
  return printable(text).replace(/[\\|`*_[\]<>&]/g, (character) => `\\${character}`);
}
