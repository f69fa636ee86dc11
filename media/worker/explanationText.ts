/** An explanation of one value in words and as a formula. */
import type { LayerOperation } from "../../core/layers/operation.ts";
import type { PixelExplanation, SourceElement } from "../../engine/explain/pixelExplanation.ts";

export function sumSentence(
  explanation: Extract<PixelExplanation, { kind: "sum" }>,
  operation: LayerOperation,
): string {
  const [stage] = explanation.stages;
  if (!stage) return "";
  const padded = stage.taps.filter((tap) => tap.padded).length;
  const products = `${stage.tapCount} ${stage.tapCount === 1 ? "product" : "products"}`;
  if (stage.tapCount === 0) return "No input position reaches this place: it falls between two strides.";
  const parts = [
    `${products} of ${stage.partialSums.length} input ${stage.partialSums.length === 1 ? "channel" : "channels"}`,
  ];
  if (operation.op === "transposedConvolution")
    parts[0] = `${products} ${stage.tapCount === 1 ? "lands" : "land"} here`;
  if (operation.op === "dense") parts[0] = `${products}, one an input`;
  if (padded > 0) parts.push(`${padded} of them in the padding`);
  return `${parts.join(", ")}.`;
}

export function placeText(source: SourceElement): string {
  return `${source.input > 0 ? `${source.input + 1}, ` : ""}at (${source.coordinates.slice(1).join(", ")})`;
}

export function combineText(combine: string, terms: readonly string[]): string {
  const signs: Readonly<Record<string, string>> = { add: " + ", subtract: " − ", multiply: " · " };
  const sign = signs[combine];
  return sign ? terms.join(sign) : `${combine}(${terms.join(", ")})`;
}

/** Six figures: enough to follow, short enough to read. */
export function number(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))).replace(/-/g, "−") : String(value);
}
