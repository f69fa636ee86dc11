/** Moving over the maps: channel, slice, pixel, pin, and the group of taps that is shown. */
import type { PanelActions } from "./panelState.ts";
import type { PanelStore } from "./panelStore.ts";
import type { RunControl } from "./runControl.ts";
import { clampGroup } from "./runPolicy.ts";

type PixelActions = Pick<
  PanelActions,
  "selectChannel" | "selectSlice" | "pointAt" | "moveTo" | "pin" | "release" | "selectGroup"
>;

export function pixelActions(store: PanelStore, runs: RunControl): PixelActions {
  const { state, change, persist } = store;

  const placePixel = (row: number, column: number) => {
    const { outcome, pixel } = state();
    if (!outcome) return;
    const { maps } = outcome;
    const placed = { row: clamp(row, maps.rows), column: clamp(column, maps.columns) };
    if (placed.row === pixel?.row && placed.column === pixel.column) return;
    change({ pixel: placed, pointed: true });
    runs.probe();
  };

  return {
    selectChannel: (channel) => {
      change({ channel: clamp(channel, state().outcome?.maps.channels ?? 1) });
      persist();
      runs.probe();
    },
    selectSlice: (slice) => {
      change({ slice: clamp(slice, state().outcome?.maps.slices ?? 1) });
      runs.probe();
    },
    pointAt: (row, column) => {
      if (!state().pinned) placePixel(row, column);
    },
    moveTo: placePixel,
    pin: () => change({ pinned: state().pixel !== null, pointed: true }),
    release: () => change({ pinned: false }),
    selectGroup: (group) => {
      change({ group: clampGroup(group, state().answer) });
      runs.probe();
    },
  };
}

/** The nearest of `0 .. count - 1`. */
function clamp(value: number, count: number): number {
  return Math.max(0, Math.min(count - 1, value));
}
