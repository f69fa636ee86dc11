/** How a layer of code came about: the calls that lead to its text, as links. */
import type { LayerOrigin } from "../../core/graph/modelGraph.ts";
import { inlineCode } from "./markdown.ts";

/** `convBlock` on line 6 of main.ts, in `build` on line 12: the innermost call first. Empty for a layer of no function. */
export function callPathText(origin: LayerOrigin | undefined, documentUri: string): string {
  return (origin?.calls ?? [])
    .filter(({ start, callee }) => start !== callee)
    .map(
      ({ name, line, uri }) =>
        `${inlineCode(name === "" ? "function" : name)} ${placeLink({ line, uri }, documentUri)}`,
    )
    .join(" ← ");
}

/** `line 6` as a link; with the file's name where it is another one. */
export function placeLink(
  { line, uri }: { readonly line: number; readonly uri?: string | undefined },
  documentUri: string,
): string {
  const text = uri === undefined ? `line ${line}` : `${fileName(uri)}:${line}`;
  return `[${text.replace(/[\\[\]]/g, "\\$&")}](<${(uri ?? documentUri).replace(/[<>\r\n]/g, "")}#L${line}>)`;
}

/** Last part of the path of an address. */
export function fileName(uri: string): string {
  const last = uri.split("/").at(-1) ?? uri;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
