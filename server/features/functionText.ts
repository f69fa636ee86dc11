/** What a function of code is shown for, in words: its values, or the call that was chosen. */
import type { ShownParameter } from "../../protocol/parameterText.ts";
import type { FunctionCall, ProgramFunction } from "../parse/tensorflowjs-code/language/programFunction.ts";
import { fileName, placeLink } from "./callPath.ts";
import { inlineCode, paragraphs } from "./markdown.ts";

/** `Set width, inputShape`, `width = 0.5 (typed) · Set inputShape`, `5 calls`, `For net(64, 4)`; empty where there is nothing to choose. */
export function functionTitle({ calls, parameters, shown }: ProgramFunction): string {
  if (typeof shown === "object") return `For ${shown.text}, ${callPlace(shown)} of ${calls.length} calls`;
  if (shown === "all") return calls.length > 1 ? `${calls.length} calls: ${linesText(calls)}` : "";
  const given = parameters.filter(({ text }) => text !== undefined);
  const free = parameters.filter(({ text }) => text === undefined);
  const parts = [
    ...(given.length > 0 ? [given.map(valueWithSource).join(", ")] : []),
    ...(free.length > 0 ? [`Set ${free.map(({ name }) => name).join(", ")}`] : []),
  ];
  return parts.join(" · ");
}

/** `for width = 0.5, inputShape = [96, 96, 3]`: what does not stand in the function's own line; empty where that says it all. */
export function functionLabel({ calls, parameters, shown }: ProgramFunction): string {
  if (shown === "all") return "";
  if (shown !== "values") return `for ${shown.text}, ${callPlace(shown)}`;
  const given = parameters.filter(({ from }) => from === "typed" || from === "comment");
  return given.length === 0 && calls.length === 0 ? "" : `for ${given.map(valueText).join(", ")}`;
}

/** Markdown: what layers in a function are shown for. */
export function shownForText({ name, parameters, shown, calls }: ProgramFunction, uri: string): string {
  if (shown === "all") return "";
  if (shown !== "values")
    return `**Shown for** ${inlineCode(shown.text)} on ${placeLink(shown, uri)}, one of ${calls.length} calls of ${inlineCode(name)}.`;
  const given = parameters.filter(({ text }) => text !== undefined);
  const free = parameters.filter(({ text }) => text === undefined);
  return paragraphs([
    given.length === 0 ? "" : `**Shown for** ${given.map(valueInMarkdown).join(", ")}.`,
    free.length === 0 || calls.length > 0
      ? ""
      : `Nothing calls ${inlineCode(name)} with a value for ${free.map((each) => inlineCode(each.name)).join(", ")}; the lens above it takes one.`,
  ]);
}

const sources: Readonly<Record<ShownParameter["from"], string>> = {
  typed: "typed",
  comment: "@convlens",
  default: "default",
  nothing: "free",
};

function valueText({ name, text }: ShownParameter): string {
  return `${name} = ${text}`;
}

function valueWithSource(parameter: ShownParameter): string {
  return `${valueText(parameter)} (${sources[parameter.from]})`;
}

function valueInMarkdown(parameter: ShownParameter): string {
  return `${inlineCode(valueText(parameter))} (${sources[parameter.from]})`;
}

const mostLines = 6;

/** `lines 12, 15`; with the file's name for calls of other files. */
function linesText(calls: readonly FunctionCall[]): string {
  const shown = calls.slice(0, mostLines);
  const own = shown.filter(({ uri }) => uri === undefined).map(({ line }) => line);
  const others = shown.flatMap(({ uri, line }) => (uri === undefined ? [] : [`${fileName(uri)}:${line}`]));
  const parts = [
    ...(own.length > 0 ? [`${own.length === 1 ? "line" : "lines"} ${own.join(", ")}`] : []),
    ...others,
    ...(calls.length > mostLines ? ["…"] : []),
  ];
  return parts.join(", ");
}

function callPlace({ uri, line }: FunctionCall): string {
  return uri === undefined ? `line ${line}` : `${fileName(uri)}:${line}`;
}
