/** Pieces of Markdown; text that comes from a file is always escaped, so that it cannot form links or pictures. */

/** Text of a file inside Markdown. An underscore between letters, as in `conv_1`, marks nothing and stays as it is. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\r\n]+/g, " ")
    .replace(/[\\`*{}[\]()#+\-!|<>~&$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\$&");
}

/** Text of a file as inline code. */
export function inlineCode(text: string): string {
  const clean = text.replace(/[\r\n]+/g, " ");
  const longestRun = Math.max(0, ...(clean.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longestRun + 1);
  const pad = longestRun > 0 ? " " : "";
  return `${fence}${pad}${clean}${pad}${fence}`;
}

/** Why something is not known, from a file or of one: what it quotes in backquotes is code. */
export function reasonText(reason: string): string {
  const parts = reason.split("`");
  return parts
    .map((part, index) =>
      index % 2 === 1 && index < parts.length - 1 && part !== "" ? inlineCode(part) : escapeMarkdown(part),
    )
    .join("");
}

/** A table; the cells are Markdown already. The first column is text, the others are numbers. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = line(head.map((_, column) => (column === 0 ? "---" : "--:")));
  return [line(head), rule, ...rows.map(line)].join("\n");
}

export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

/** Paragraphs with what is empty left out. */
export function paragraphs(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}
