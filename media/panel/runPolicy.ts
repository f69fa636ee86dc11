/** Small decisions of the panel: what is run unasked, what is asked for first, and where a new outcome is looked at. */
import { unitNumber } from "../views/numberText.ts";
import type { FeatureMaps } from "../worker/featureMaps.ts";
import type { ModelDescription } from "../worker/messages.ts";
import type { PanelState } from "./panelState.ts";

/** Above this, the layers before are not run unasked: ten seconds with the reference kernels. */
const macsRunUnasked = 2e9;

/** True while the model's first input has free sizes that nobody has put in. */
export function needsSizes(state: PanelState): boolean {
  const { description, inputShape } = state;
  if (!description || description.freeAxes.length === 0) return false;
  return description.freeAxes.some((free) => (inputShape?.[free.axis] ?? null) === null);
}

/** The suggestions for what is free; `null` keeps what the file says. */
export function suggestedSizes(state: PanelState): (number | null)[] {
  const { description, inputShape } = state;
  const suggestion = new Map(description?.freeAxes.map((free) => [free.axis, free.suggestion]));
  return (description?.firstInput ?? []).map((_, axis) =>
    suggestion.has(axis) ? (inputShape?.[axis] ?? suggestion.get(axis) ?? null) : null,
  );
}

/** The first map that has something to see: not one value, and not nearly all zeros. */
export function firstLively(maps: FeatureMaps): number {
  const lively = maps.statistics.findIndex((map) => map.deviation > 0 && map.zeros < 0.95 * map.count);
  return Math.max(0, lively);
}

export function tooMuchUnasked(description: ModelDescription): boolean {
  const macs = description.layer?.macsUpTo;
  return macs?.kind === "exact" && macs.value > macsRunUnasked;
}

export function macsText(description: ModelDescription): string {
  const macs = description.layer?.macsUpTo;
  return macs?.kind === "exact" ? unitNumber(macs.value, "MACs") : "an unknown amount of work";
}

export function clampGroup(group: number, answer: PanelState["answer"]): number {
  const groups = Math.max(1, ...(answer?.stages.map((stage) => stage.groups.length) ?? []));
  return Math.max(0, Math.min(group, groups - 1));
}
