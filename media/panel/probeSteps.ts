/** The arithmetic of one value as a walk: tap after tap, channel after channel, stage after stage, bias, activation. */
import type { PixelAnswer, PixelStage } from "../worker/pixelAnswer.ts";

export type ProbeStep =
  /** Taps up to number `tap` of the group that is shown are added. */
  | { readonly kind: "tap"; readonly stage: number; readonly tap: number }
  | { readonly kind: "bias" }
  | { readonly kind: "activation" };

/** What one move of the walk goes over. */
export type StepSize = "tap" | "group";

export interface WalkPlace {
  /** `null` where the walk has not begun: everything is shown. */
  readonly step: ProbeStep | null;
  /** Group of the stage that the step is in. */
  readonly group: number;
}

/** Stands for the last tap of a group that is not known yet. */
const lastTap = Number.MAX_SAFE_INTEGER;

/** The next place, or `null` at the end of the walk. */
export function stepOn(answer: PixelAnswer, from: WalkPlace, size: StepSize): WalkPlace | null {
  const { step, group } = from;
  if (!step) return firstOf(answer, 0, size);
  if (step.kind === "activation") return null;
  if (step.kind === "bias") return endOf(answer, "bias");
  const taps = tapsOf(answer.stages[step.stage]);
  // A group that is not through yet is finished first.
  if (step.tap + 1 < taps) {
    return { step: { ...step, tap: size === "tap" ? step.tap + 1 : taps - 1 }, group };
  }
  if (group + 1 < groupsOf(answer.stages[step.stage])) {
    return { step: { ...step, tap: size === "tap" ? 0 : lastTap }, group: group + 1 };
  }
  return firstOf(answer, step.stage + 1, size);
}

/** The place before, or `null` before the first. */
export function stepBack(answer: PixelAnswer, from: WalkPlace, size: StepSize): WalkPlace | null {
  const { step, group } = from;
  if (!step) {
    if (answer.activation) return { step: { kind: "activation" }, group: 0 };
    return hasBias(answer) ? { step: { kind: "bias" }, group: 0 } : lastOf(answer, answer.stages.length - 1);
  }
  if (step.kind === "activation" && hasBias(answer)) return { step: { kind: "bias" }, group: 0 };
  if (step.kind !== "tap") return lastOf(answer, answer.stages.length - 1);
  if (size === "tap" && step.tap > 0) return { step: { ...step, tap: step.tap - 1 }, group };
  if (group > 0) return { step: { ...step, tap: lastTap }, group: group - 1 };
  return lastOf(answer, step.stage - 1);
}

/** The step with its tap inside of what the answer shows. */
export function settledStep(answer: PixelAnswer, step: ProbeStep | null): ProbeStep | null {
  if (step?.kind !== "tap") return step;
  const stage = answer.stages[step.stage];
  if (!stage) return null;
  return { ...step, tap: Math.max(0, Math.min(step.tap, tapsOf(stage) - 1)) };
}

/** The answer shows the taps that the step is about; it does not while the worker is asked for another channel. */
export function isShown(answer: PixelAnswer, { step, group }: WalkPlace): boolean {
  if (step?.kind !== "tap") return true;
  const shown = answer.stages[step.stage]?.shownGroup ?? -1;
  return shown < 0 || shown === group;
}

/** Everything up to the step added up, in double precision; stages whose groups stand for themselves begin anew with each. */
export function runningSum(stage: PixelStage, tap: number): number {
  const { groups, shownGroup, grid, accumulates } = stage;
  const before =
    accumulates && shownGroup > 0
      ? groups.slice(0, shownGroup).reduce((sum, group) => sum + group.result, 0)
      : 0;
  const taps = grid?.taps.slice(0, tap + 1) ?? [];
  return taps.reduce((sum, each) => sum + each.product, before);
}

function firstOf(answer: PixelAnswer, stage: number, size: StepSize): WalkPlace | null {
  for (let at = stage; at < answer.stages.length; at++) {
    if (tapsOf(answer.stages[at]) > 0) {
      return { step: { kind: "tap", stage: at, tap: size === "tap" ? 0 : lastTap }, group: 0 };
    }
  }
  return endOf(answer, "stages");
}

function lastOf(answer: PixelAnswer, stage: number): WalkPlace | null {
  for (let at = stage; at >= 0; at--) {
    const group = groupsOf(answer.stages[at]) - 1;
    if (tapsOf(answer.stages[at]) > 0) return { step: { kind: "tap", stage: at, tap: lastTap }, group };
  }
  return null;
}

/** What comes after the stages, or after the bias. */
function endOf(answer: PixelAnswer, after: "stages" | "bias"): WalkPlace | null {
  if (after === "stages" && hasBias(answer)) return { step: { kind: "bias" }, group: 0 };
  return answer.activation ? { step: { kind: "activation" }, group: 0 } : null;
}

function hasBias(answer: PixelAnswer): boolean {
  return (answer.stages.at(-1)?.bias ?? null) !== null;
}

/** Groups that are gone through one by one; a grid of all groups is one. */
function groupsOf(stage: PixelStage | undefined): number {
  return stage && stage.shownGroup >= 0 ? stage.groups.length : 1;
}

function tapsOf(stage: PixelStage | undefined): number {
  return stage?.grid?.taps.length ?? 0;
}
