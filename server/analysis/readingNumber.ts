/** Tells analyses apart: two of one version of a document differ where a file that it imports, or a setting, has changed between them. */
import type { Analysis } from "./analysis.ts";

const numbers = new WeakMap<Analysis, number>();
let last = 0;

/** The same number for the same analysis, another one for any other. */
export function readingNumber(analysis: Analysis): number {
  const number = numbers.get(analysis) ?? ++last;
  numbers.set(analysis, number);
  return number;
}
