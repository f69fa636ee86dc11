/** Moving over the maps: channel, slice, pixel, pin, zoom, and the group of taps that is shown. */
import { mapOrder, neighbourInOrder } from "../views/maps/mapOrder.ts";
import { drawnCell, drawnSize } from "../views/maps/mapPicture.ts";
import { panBy, showCell, wholeMap, zoomAround } from "../views/pixel/viewport.ts";
import { readGoTo } from "./goTo.ts";
import type { PanelActions } from "./panelState.ts";
import type { PanelStore, PanelSurroundings } from "./panelStore.ts";
import { createPlayControl } from "./playControl.ts";
import type { ProbeControl } from "./probeControl.ts";
import { clampGroup } from "./runPolicy.ts";

type PixelActions = Pick<
  PanelActions,
  | "selectChannel"
  | "stepChannel"
  | "selectSlice"
  | "pointAt"
  | "moveTo"
  | "pin"
  | "release"
  | "zoomBy"
  | "panBy"
  | "zoomOut"
  | "toggleGoTo"
  | "goTo"
  | "selectGroup"
  | "togglePlay"
  | "stepBy"
  | "toggleBackwards"
  | "endSteps"
>;

export function pixelActions(
  store: PanelStore,
  around: PanelSurroundings,
  probes: ProbeControl,
): PixelActions {
  const { state, change, persist } = store;

  const placePixel = (row: number, column: number) => {
    const { outcome, pixel, stale } = state();
    if (!outcome) return;
    const { maps } = outcome;
    const placed = { row: clamp(row, maps.rows), column: clamp(column, maps.columns) };
    if (placed.row === pixel?.row && placed.column === pixel.column) return;
    change({ pixel: placed, pointed: true, step: null }, stale ? "now" : "withAnswer");
    probes.probe();
  };

  /** Moves to a value, and the enlarged part of the map with it. */
  const moveTo = (row: number, column: number) => {
    placePixel(row, column);
    const { outcome, pixel, viewport } = state();
    if (!outcome || !pixel || viewport.zoom === 1) return;
    const { maps } = outcome;
    change({ viewport: showCell(viewport, drawnSize(maps), drawnCell(maps, pixel)) });
  };

  const selectChannel = (channel: number) => {
    change({ channel: clamp(channel, state().outcome?.maps.channels ?? 1), step: null });
    persist();
    probes.probe();
  };

  const play = createPlayControl(store, around, probes, moveTo);

  return {
    selectChannel,
    stepChannel: (by) => {
      const { outcome, channel, choices } = state();
      if (outcome) selectChannel(neighbourInOrder(mapOrder(outcome.maps, choices.sort), channel, by));
    },
    selectSlice: (slice) => {
      change({ slice: clamp(slice, state().outcome?.maps.slices ?? 1) });
      probes.probe();
    },
    pointAt: (row, column) => {
      if (!state().pinned) placePixel(row, column);
    },
    moveTo,
    pin: () => change({ pinned: state().pixel !== null, pointed: true }),
    release: () => change({ pinned: false }),
    zoomBy: (factor, around) => {
      const { outcome, pixel, viewport } = state();
      if (!outcome) return;
      const { maps } = outcome;
      const grid = drawnSize(maps);
      if (around) {
        change({ viewport: zoomAround(viewport, grid, factor, around) });
        return;
      }
      const cell = pixel ? drawnCell(maps, pixel) : { row: grid.rows / 2, column: grid.columns / 2 };
      const middle = { row: cell.row + 0.5, column: cell.column + 0.5 };
      change({ viewport: showCell(zoomAround(viewport, grid, factor, middle), grid, cell) });
    },
    panBy: (rows, columns) => {
      const { outcome, viewport } = state();
      if (outcome) change({ viewport: panBy(viewport, drawnSize(outcome.maps), rows, columns) });
    },
    zoomOut: () => change({ viewport: wholeMap }),
    toggleGoTo: () => {
      const { goTo, outcome } = state();
      change({ goTo: goTo || !outcome ? null : { problem: null } });
    },
    goTo: (text) => {
      const { outcome, channel, slice, pixel } = state();
      if (!outcome) return;
      const from = { channel, slice, row: pixel?.row ?? 0, column: pixel?.column ?? 0 };
      const read = readGoTo(text, outcome.maps, from);
      if (read.kind === "problem") {
        change({ goTo: { problem: read.message } });
        return;
      }
      const { place } = read;
      change({ goTo: null, channel: place.channel, slice: place.slice });
      persist();
      moveTo(place.row, place.column);
      change({ pinned: true, pointed: true });
      probes.probe();
    },
    selectGroup: (group) => {
      play.pause();
      change({ group: clampGroup(group, state().answer), step: null });
      probes.probe();
    },
    togglePlay: play.togglePlay,
    stepBy: play.stepBy,
    toggleBackwards: play.toggleBackwards,
    endSteps: () => {
      play.pause();
      change({ step: null });
    },
  };
}

/** The nearest of `0 .. count - 1`. */
function clamp(value: number, count: number): number {
  return Math.max(0, Math.min(count - 1, value));
}
