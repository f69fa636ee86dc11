/** The equation of an EinsumDense: a letter an axis of input, kernel and output, and `...` for axes that it leaves as they are. */
import type { ConfigReader } from "./configReader.ts";

export interface EinsumEquation {
  readonly input: string;
  readonly kernel: string;
  readonly output: string;
  /** Axes, the batch included, that `...` in front stood for. */
  readonly leading: number;
}

/** As the file has it. */
export interface WrittenEquation {
  readonly input: string;
  readonly kernel: string;
  readonly output: string;
  readonly dots: "front" | "end" | "none";
}

/** `undefined`, with a problem, where it is none that Keras takes. */
export function readEquation(reader: ConfigReader): WrittenEquation | undefined {
  const text = reader.text("equation", "");
  if (text === undefined) return undefined;
  const plain = text.replaceAll(" ", "");
  for (const [form, dots] of forms) {
    const [, input, kernel, output] = form.exec(plain) ?? [];
    if (input && kernel && output) return { input, kernel, output, dots };
  }
  reader.report(
    "invalid-argument",
    `equation of "${reader.node.name}" must be of the form "abc,cd->abd", "...c,cd->...d" or "ab...,bc->ac...".`,
    { param: "equation" },
  );
  return undefined;
}

/** The same with a letter for each axis that `...` stands for in an input of that many axes. */
export function withoutDots({ input, kernel, output, dots }: WrittenEquation, rank: number): EinsumEquation {
  const count = dots === "none" ? 0 : Math.max(rank - input.length, 0);
  const taken = new Set(input + kernel + output);
  const more = [...alphabet]
    .filter((letter) => !taken.has(letter))
    .slice(0, count)
    .join("");
  if (dots === "end") return { input: input + more, kernel, output: output + more, leading: 0 };
  return { input: more + input, kernel, output: more + output, leading: more.length };
}

const forms: readonly (readonly [RegExp, WrittenEquation["dots"]])[] = [
  [/^([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)$/, "none"],
  [/^\.{3}([a-zA-Z]+),([a-zA-Z]+)->\.{3}([a-zA-Z]+)$/, "front"],
  [/^([a-zA-Z]{2,})\.{3},([a-zA-Z]+)->([a-zA-Z]+)\.{3}$/, "end"],
];

const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
