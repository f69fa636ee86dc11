/** What a plan runs together, in words. */
import type { PlanStep } from "../plan.ts";
import type { JoinKind } from "./joinSteps.ts";

/** One sentence, or `null` where every layer runs by itself. */
export function describeFusing(steps: readonly PlanStep[]): string | null {
  const kinds = steps.flatMap((step) => (step.kind === "kernel" ? (step.fusion?.kinds ?? []) : []));
  const texts = (Object.keys(phrases) as JoinKind[]).flatMap((kind) => {
    const count = kinds.filter((each) => each === kind).length;
    return count === 0 ? [] : [phrases[kind](count)];
  });
  if (texts.length === 0) return null;
  const layers = steps.reduce(
    (sum, step) => sum + (step.kind === "kernel" ? (step.fusion?.layers.length ?? 1) : 1),
    0,
  );
  return `${layers} layers ran in ${steps.length} steps: ${texts.join(", ")}.`;
}

const phrases: Readonly<Record<JoinKind, (count: number) => string>> = {
  normalization: (count) =>
    `${counted(count, "batch normalisation", "batch normalisations")} folded into the weights before`,
  activation: (count) => `${counted(count, "activation", "activations")} applied in the layer before`,
  padding: (count) => `${counted(count, "zero padding", "zero paddings")} left to the convolution behind`,
  depthwise: (count) =>
    `${counted(count, "depthwise layer", "depthwise layers")} together with the pointwise layer behind, a few rows at a time`,
};

function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
