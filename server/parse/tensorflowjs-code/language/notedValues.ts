/** Values that the comment before a function gives for its parameters: `@convlens width=1.0 inputShape=[224,224,3]`. */
import { type ParameterValues, readParameters, unknownNames } from "../../../../protocol/parameterText.ts";
import { type Evaluation, report } from "./evaluation.ts";

/** Longest text between a comment and its function, such as `export const build: Builder = async `. */
const longestGap = 200;

/** None where there is no such comment, or where it cannot be read, which is reported at it. `names` are those of the parameters. */
export function notedValues(
  start: number,
  names: readonly string[],
  evaluation: Evaluation,
): ParameterValues {
  const note = noteBefore(start, evaluation.text);
  if (!note) return {};
  const read = readParameters(note.text);
  const message = "message" in read ? read.message : unknownNames(read.values, names);
  if (message === undefined) return "values" in read ? read.values : {};
  const { uri } = evaluation;
  const range = uri === undefined ? note.range : { ...note.range, uri };
  report(evaluation, "parameter-note", "warning", `@convlens: ${message}`, range);
  return {};
}

interface Note {
  /** After the tag. */
  readonly text: string;
  readonly range: { readonly start: number; readonly end: number };
}

function noteBefore(start: number, text: string): Note | undefined {
  const end = text.lastIndexOf("*/", start);
  if (end < 0 || start - end > longestGap || /[;{}]|=>/.test(text.slice(end + 2, start))) return undefined;
  const from = text.lastIndexOf("/**", end);
  if (from < 0) return undefined;
  const comment = text.slice(from + 3, end);
  const tag = /(?:^|\n)[ \t]*\*?[ \t]*@convlens\b([\s\S]*?)(?=\n[ \t]*\*?[ \t]*@|\s*$)/.exec(comment);
  if (!tag) return undefined;
  const at = from + 3 + tag.index + tag[0].indexOf("@convlens");
  return {
    text: (tag[1] ?? "").replace(/\n[ \t]*\*?/g, "\n"),
    range: { start: at, end: from + 3 + tag.index + tag[0].length },
  };
}
