/** A text as it is while it is typed into, for the rehearsal: broken texts are read by other code than whole ones. */

/**
 * `text` with the first part of one of its lines once more below that line. `index` chooses the line and the part; the same one gives
 * the same text. A text without a line of more than white space stays as it is.
 */
export function halfTyped(text: string, index: number): string {
  // Steps of a part of the text, so that few of them go through all of it.
  const from = Math.floor(((index * stride) % 1) * text.length);
  const start = from === 0 ? 0 : text.lastIndexOf("\n", from - 1) + 1;
  const found = text.indexOf("\n", from);
  const end = found < 0 ? text.length : found;
  const line = text.slice(start, end);
  const indent = line.length - line.trimStart().length;
  const typed = Math.ceil(((line.length - indent) * (1 + (index % parts))) / (parts + 1));
  if (typed === 0) return text;
  return `${text.slice(0, end)}\n${line.slice(0, indent + typed)}${text.slice(end)}`;
}

/**
 * `text` with one of its whole numbers ten times as large and one more, which JSON stays JSON by. `index` chooses the number; the same
 * one gives the same text. A text without such a number stays as it is.
 */
export function digitTyped(text: string, index: number): string {
  digits.lastIndex = Math.floor(((index * stride) % 1) * text.length);
  const found = digits.exec(text) ?? digits.exec(text);
  if (!found) return text;
  const end = found.index + found[0].length;
  return `${text.slice(0, end)}1${text.slice(end)}`;
}

/** Of a value or an item, not of a name or a fraction. */
const digits = /(?<=[:[,]\s*)[1-9]\d*(?=\s*[,}\]])/g;

/** The golden ratio, whose multiples are spread evenly. */
const stride = 0.618;
const parts = 7;
