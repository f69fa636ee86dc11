/** One step of the arithmetic as a line of numbers, and in words. */
import type { PanelState } from "../../panel/panelState.ts";
import { type ProbeStep, runningSum } from "../../panel/probeSteps.ts";
import type { PixelAnswer, PixelStage, Tap } from "../../worker/pixelAnswer.ts";
import { exactNumber, shortNumber } from "../numberText.ts";

export interface StepLine {
  /** `tap 5 of 9 · channel 1 of 3`. */
  readonly where: string;
  /** `0.3821 × 0.1312 = 0.0501`, and what it makes the sum. */
  readonly what: string;
  readonly sum: number;
}

export function stepLine(answer: PixelAnswer, step: ProbeStep): StepLine | null {
  const last = answer.stages.at(-1);
  if (step.kind === "activation") {
    const what = `${answer.activation}(${shortNumber(answer.beforeActivation)}) = ${shortNumber(answer.value)}`;
    return { where: "activation", what, sum: answer.value };
  }
  if (step.kind === "bias") {
    const what = `${shortNumber(last?.total ?? 0)} + bias ${shortNumber(last?.bias ?? 0)}`;
    return { where: "bias", what, sum: answer.beforeActivation };
  }
  const stage = answer.stages[step.stage];
  const tap = stage?.grid?.taps[step.tap];
  if (!stage || !tap) return null;
  const sum = runningSum(stage, step.tap);
  return { where: tapPlace(stage, step.tap), what: tapText(tap), sum };
}

/** For screen readers, while nothing plays by itself. */
export function stepAnnouncement(state: PanelState): string {
  const { answer, step, playing } = state;
  const line = answer && step && !playing ? stepLine(answer, step) : null;
  return line ? `${line.where}: ${line.what}, so far ${exactNumber(Math.fround(line.sum))}` : "";
}

function tapPlace(stage: PixelStage, tap: number): string {
  const count = stage.grid?.taps.length ?? 0;
  const group =
    stage.shownGroup >= 0 && stage.groups.length > 1
      ? ` · ${stage.groupName} ${stage.shownGroup + 1} of ${stage.groups.length}`
      : "";
  return `${stage.title ? `${stage.title} · ` : ""}tap ${tap + 1} of ${count}${group}`;
}

function tapText(tap: Tap): string {
  if (tap.weight === null) return tap.padded ? "padding, which does not count" : shortNumber(tap.input);
  const input = tap.padded ? "padding 0" : shortNumber(tap.input);
  return `${input} × ${shortNumber(tap.weight)} = ${shortNumber(tap.product)}`;
}
