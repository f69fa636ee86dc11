/** Reads `--input 224x224x3`: the sizes put in place of a model's free ones, without the batch. */
import { InvalidArgumentError } from "commander";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { formatShape } from "../../core/shape/shape.ts";
import { UnusableInputError } from "../exitCode.ts";

export type InputSize = readonly (number | null)[];

/** Sizes separated by `x`, `*` or commas; `?` leaves one free. Throws commander's error for anything else. */
export function parseInputSize(text: string): InputSize {
  return text
    .trim()
    .split(/[x×*,]/i)
    .map((part) => parseSize(part.trim(), text));
}

/** `224×224×3`. */
export function formatInputSize(size: InputSize): string {
  return size.map((each) => each ?? "?").join("×");
}

/**
 * Refuses a size that the model did not take: only free sizes can be chosen, and figures under a size that they do
 * not hold for would mislead.
 */
export function checkInputSize(file: string, size: InputSize, analysis: ModelAnalysis): void {
  const [input] = analysis.inputs;
  if (input === undefined || input.shape.kind === "unranked") return;
  const dims = input.shape.dims.slice(1);
  const fits =
    dims.length === size.length &&
    dims.every((dim, axis) => size[axis] === null || dim.kind !== "known" || dim.value === size[axis]);
  if (fits) return;
  throw new UnusableInputError(
    `${file}: --input ${formatInputSize(size)} does not fit input '${input.name}' of model '${analysis.graph.name}', ` +
      `which the file fixes at ${formatShape(input.shape)}: only sizes that a file leaves free can be chosen.`,
  );
}

function parseSize(part: string, whole: string): number | null {
  if (part === "?" || /^none$/i.test(part)) return null;
  const size = Number(part);
  if (!/^\d+$/.test(part) || !Number.isSafeInteger(size) || size === 0) {
    throw new InvalidArgumentError(
      `'${whole}' is no input size: write positive whole numbers with x between, such as 224x224x3.`,
    );
  }
  return size;
}
