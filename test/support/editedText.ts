/** Random edits of a text, as a person makes them while typing. */
import type { RandomNumbers } from "./randomModels.ts";

/** A letter or a piece taken out, a number changed, a line typed again in part, a line taken out. */
export function editedText(text: string, random: RandomNumbers): string {
  const at = random(0, Math.max(0, text.length - 1));
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const lineEnd = (text.indexOf("\n", at) + 1 || text.length + 1) - 1;
  switch (random(0, 4)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + text.slice(at + random(1, 12));
    case 2: {
      const digits = [...text.matchAll(/\d+/g)];
      const digit = digits[random(0, digits.length - 1)];
      if (!digit) return text;
      const put = String(random(1, 9));
      return text.slice(0, digit.index) + put + text.slice(digit.index + digit[0].length);
    }
    case 3:
      return `${text.slice(0, lineEnd)}\n${text.slice(lineStart, at)}${text.slice(lineEnd)}`;
    default:
      return text.slice(0, lineStart) + text.slice(lineEnd);
  }
}
