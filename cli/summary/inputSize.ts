/** Reads `--input 224x224x3`: the sizes put in place of those of a model's first input, without the batch. */
import { InvalidArgumentError } from "commander";
import type { ModelAnalysis } from "../../core/graph/modelAnalysis.ts";
import { formatShape } from "../../core/shape/shape.ts";
import { UnusableInputError } from "../exitCode.ts";

export type InputSize = readonly (number | null)[];

/** Sizes separated by `x`, `*` or commas; `?` keeps one as the file has it. Throws commander's error for anything else. */
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

/** Refuses sizes that the model's first input cannot take: figures under a size that they do not hold for would mislead. */
export function checkInputSize(file: string, size: InputSize, analysis: ModelAnalysis): void {
  const [input] = analysis.inputs;
  if (input === undefined || input.shape.kind === "unranked") return;
  const axes = input.shape.dims.length - 1;
  if (axes === size.length) return;
  throw new UnusableInputError(
    `${file}: --input ${formatInputSize(size)} gives ${size.length} sizes, and input '${input.name}' of model ` +
      `'${analysis.graph.name}' has ${axes} (${formatShape(input.shape)}): give ${axes}, without the batch.`,
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
