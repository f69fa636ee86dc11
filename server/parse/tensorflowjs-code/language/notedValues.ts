/** Values that the comment before a function gives for its parameters: `@convlens width=1.0 inputShape=[224,224,3]`. */
import { nearestWord } from "../../../../core/layers/nearestWord.ts";
import {
  type ParameterValues,
  readParameters,
  unknownName,
  unknownNameText,
} from "../../../../protocol/parameterText.ts";
import { type Evaluation, report } from "./evaluation.ts";

/** Longest text between a comment and its function, such as `export const build: Builder = async `. */
const longestGap = 200;

/** None where there is no such comment. A mistake is reported; what stands before it counts. `names` are those of the parameters. */
export function notedValues(
  start: number,
  names: readonly string[],
  evaluation: Evaluation,
): ParameterValues {
  const note = noteBefore(start, evaluation.text);
  if (!note) return {};
  const { values, message } = readParameters(note.text);
  const unknown = unknownName(values, names);
  if (message !== undefined) reportNote(message, note.range, evaluation);
  if (message !== undefined || unknown === undefined) return values;
  const at = evaluation.text.indexOf(unknown, note.range.start + tagName.length);
  const range = { start: at, end: at + unknown.length };
  const meant = nearestWord(unknown, names);
  reportNote(unknownNameText(unknown, names), range, evaluation, meant);
  return values;
}

function reportNote(message: string, place: Place, evaluation: Evaluation, instead?: string): void {
  const { uri } = evaluation;
  const range = uri === undefined ? place : { ...place, uri };
  const remedy = {
    kind: "text",
    title: `Write ${instead}`,
    safe: false,
    range,
    text: instead ?? "",
  } as const;
  const remedies = instead === undefined ? undefined : [remedy];
  report(evaluation, "parameter-note", "warning", `${tagName}: ${message}`, range, remedies);
}

const tagName = "@convlens";

interface Place {
  readonly start: number;
  readonly end: number;
}

interface Note {
  /** After the tag. */
  readonly text: string;
  readonly range: Place;
}

function noteBefore(start: number, text: string): Note | undefined {
  const first = Math.max(0, start - longestGap);
  const end = first + text.slice(first, start + 2).lastIndexOf("*/");
  if (end < first || /[;{}]|=>/.test(text.slice(end + 2, start))) return undefined;
  const from = text.lastIndexOf("/**", end);
  if (from < 0) return undefined;
  const comment = text.slice(from + 3, end);
  const tag = /(?:^|\n)[ \t]*\*?[ \t]*@convlens\b([\s\S]*?)(?=\n[ \t]*\*?[ \t]*@|\s*$)/.exec(comment);
  if (!tag) return undefined;
  const at = from + 3 + tag.index + tag[0].indexOf(tagName);
  return {
    text: (tag[1] ?? "").replace(/\n[ \t]*\*?/g, "\n"),
    range: { start: at, end: from + 3 + tag.index + tag[0].length },
  };
}
