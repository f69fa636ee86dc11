/** Tables of numbers as text for other programs: comma-separated values (RFC 4180) and Markdown. */
import { cellText, type TableContent } from "../table/tableContent.ts";

/** What is told of a run beside its numbers, as names and values. */
export type Details = Readonly<Record<string, string | number>>;

/** The details as comment lines (`#`) in front, as NumPy and pandas skip them; a line of its own names each table. */
export function csvText(tables: readonly TableContent[], details: Details): string {
  const lines = Object.entries(details).map(([name, value]) => comment(`${name}: ${value}`));
  for (const { caption, columns, rows, note } of tables) {
    lines.push(comment(note ? `${caption}. ${note}` : caption), columns.map(csvCell).join(","));
    for (const row of rows) lines.push(row.map(csvCell).join(","));
  }
  return `${lines.join("\r\n")}\r\n`;
}

export function markdownText(tables: readonly TableContent[], details: Details): string {
  const list = Object.entries(details).map(([name, value]) => `- ${name}: ${markdownCell(String(value))}`);
  const parts = tables.map(({ caption, columns, rows, note }) => {
    const table = [
      row(columns),
      row(columns.map((_, at) => (at === 0 ? "---" : "---:"))),
      ...rows.map((cells) => row(cells.map((cell) => markdownCell(cellText(cell))))),
    ];
    return [`**${markdownCell(caption)}**`, table.join("\n"), ...(note ? [note] : [])].join("\n\n");
  });
  return `${[list.join("\n"), ...parts].join("\n\n")}\n`;
}

function comment(text: string): string {
  return `# ${text.replace(/[\r\n]+/g, " ")}`;
}

/** Numbers in full and without separators; what is none stays empty. Text that a spreadsheet would compute is quoted off. */
function csvCell(cell: string | number | null): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = /^[=+@\t]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function markdownCell(text: string): string {
  return text.replace(/[\\|`*_<>[\]]/g, "\\$&").replace(/[\r\n]+/g, " ");
}
