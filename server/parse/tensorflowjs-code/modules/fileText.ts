/** Texts of the files of a program, and lines in them. */
import { firstFrom } from "../../firstFrom.ts";
import type { Program } from "./program.ts";

/** The text of a file of the program, or of the document itself; empty where it is no such file. */
export function textOfFile({ modules, documentUri }: Program, uri: string | undefined): string {
  const module = modules.get(uri ?? documentUri);
  return (module?.kind === "data" ? module.text : module?.evaluation.text) ?? "";
}

/** One-based line of an offset in such a file. */
export function lineInFile(program: Program, uri: string | undefined, offset: number): number {
  const address = uri ?? program.documentUri;
  const starts = program.lineStarts.get(address) ?? startsOf(textOfFile(program, uri));
  program.lineStarts.set(address, starts);
  return Math.max(
    firstFrom({ from: 0, to: starts.length }, (line) => starts[line], offset + 1),
    1,
  );
}

function startsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
