/** Steps through the arithmetic of a value, by hand or by itself: tap after tap, channel after channel, pixel after pixel. */
import type { PanelActions } from "./panelState.ts";
import type { PanelStore, PanelSurroundings } from "./panelStore.ts";
import type { ProbeControl } from "./probeControl.ts";
import { isShown, type StepSize, settledStep, stepBack, stepOn } from "./probeSteps.ts";

/** Most steps of one frame: what is beyond could not be seen. */
const mostPerFrame = 8;

export interface PlayControl extends Pick<PanelActions, "togglePlay" | "stepBy" | "toggleBackwards"> {
  readonly pause: () => void;
}

export function createPlayControl(
  store: PanelStore,
  around: PanelSurroundings,
  probes: ProbeControl,
  moveTo: PanelActions["moveTo"],
): PlayControl {
  const { state, change } = store;
  let cancel: (() => void) | undefined;
  /** Part of a step that is due. */
  let due = 0;

  const pause = () => {
    cancel?.();
    cancel = undefined;
    if (state().playing) change({ playing: false });
  };

  /** Goes to the value before or after, in reading order; false at the end of the map. */
  const nextPixel = (direction: 1 | -1): boolean => {
    const { outcome, pixel } = state();
    if (!outcome || !pixel) return false;
    const { rows, columns } = outcome.maps;
    const place = pixel.row * columns + pixel.column + direction;
    if (place < 0 || place >= rows * columns) return false;
    moveTo(Math.floor(place / columns), place % columns);
    return true;
  };

  /** False at the end of the walk. */
  const walk = (direction: 1 | -1, size: StepSize): boolean => {
    const { answer, step, group } = state();
    if (!answer) return false;
    const next = (direction > 0 ? stepOn : stepBack)(answer, { step, group }, size);
    if (!next) return false;
    const inTaps = next.step?.kind === "tap";
    const shown = isShown(answer, next);
    // Which tap is the last of a group is known once its answer is here.
    change({
      step: shown ? settledStep(answer, next.step) : next.step,
      ...(inTaps ? { group: next.group } : {}),
    });
    if (!shown) probes.probe();
    return true;
  };

  const advance = (): boolean => {
    const { choices, backwards } = state();
    const direction = backwards ? -1 : 1;
    if (choices.playBy === "pixel") return nextPixel(direction);
    return walk(direction, choices.playBy) || nextPixel(direction);
  };

  const frame = (milliseconds: number) => {
    if (!state().playing) {
      cancel?.();
      return;
    }
    due = Math.min(mostPerFrame, due + (milliseconds * state().choices.playSpeed) / 1000);
    while (due >= 1 && state().playing) {
      // What was asked for last comes first: steps over what is not on screen would show nothing.
      if (!probes.isAnswered()) return;
      due--;
      if (!advance()) pause();
    }
  };

  return {
    pause,
    togglePlay: () => {
      const { playing, answer, stale } = state();
      if (playing) {
        pause();
        return;
      }
      if (!answer || stale) return;
      change({ playing: true, pinned: true, pointed: true });
      due = 0;
      cancel = around.everyFrame(frame);
      // The first step comes at once: a slow one would look as if nothing happened.
      if (!advance()) pause();
    },
    stepBy: (direction, size) => {
      pause();
      if (!walk(direction, size)) change({ step: null });
    },
    toggleBackwards: () => change({ backwards: !state().backwards }),
  };
}
