/** What each key does in the panel, wherever the focus is but in a field to type in. */
import { mapSorts, type PanelChoices } from "../../protocol/panelChoices.ts";
import { chosenKind, isWritable } from "../views/compare/kindOrder.ts";
import { drawnSize } from "../views/maps/mapPicture.ts";
import { offeredTabs, type PanelActions, type PanelState, shownTab } from "./panelState.ts";

export interface KeyPress {
  readonly key: string;
  readonly shift: boolean;
  /** Control, Alt or Meta is held: the key is the editor's, not ours. */
  readonly modified: boolean;
  /** What has the focus: text fields and lists keep their keys, buttons keep Enter and Space. */
  readonly focus: "field" | "button" | "other";
}

/** Pixels of a move with Shift. */
const longStep = 8;

/** What a key press does in this state; `null` leaves it to the page and the editor. */
export function keyAction(press: KeyPress, state: PanelState, actions: PanelActions): (() => void) | null {
  if (press.modified || !state.model) return null;
  if (press.key === "Escape") return escapeAction(state, actions);
  if (press.focus === "field") return null;
  return pixelKey(press, state, actions) ?? generalKey(press, state, actions);
}

/** Closes or ends one thing at a time, the one that lies on top first. */
function escapeAction(state: PanelState, actions: PanelActions): (() => void) | null {
  if (state.helpOpen) return actions.toggleHelp;
  if (state.picker) return () => actions.togglePicker(state.picker?.slot ?? 0);
  if (state.saveOpen) return actions.toggleSave;
  if (state.goTo) return actions.toggleGoTo;
  if (state.layerListOpen) return actions.toggleLayerList;
  if (state.run.state === "running") return actions.stop;
  if (state.playing || state.step) return actions.endSteps;
  return state.pinned ? actions.release : null;
}

function generalKey({ key }: KeyPress, state: PanelState, actions: PanelActions): (() => void) | null {
  if (shownTab(state) === "compare") {
    const action = compareKey(key.toLowerCase(), state, actions);
    if (action) return action;
  }
  if (shownTab(state) === "kernels" && /^[uy]$/i.test(key)) {
    return key.toLowerCase() === "u" ? actions.kernels.undo : actions.kernels.redo;
  }
  const tab = /^[1-9]$/.test(key) ? offeredTabs(state)[Number(key) - 1] : undefined;
  if (tab) return () => actions.showTab(tab);
  const { choices } = state;
  const keys: Record<string, (() => void) | undefined> = {
    "?": actions.toggleHelp,
    r: () => actions.run(choices.mode),
    l: actions.toggleLayerList,
    i: () => actions.togglePicker(0),
    f: () => actions.choose({ follow: !choices.follow }),
    c: () => actions.choose({ scale: nextScale(choices) }),
    s: () => actions.choose({ sort: nextOf(mapSorts, choices.sort) }),
    o: () => actions.choose({ overlay: !choices.overlay }),
    t: () => actions.choose({ tables: !choices.tables }),
    g: actions.toggleGoTo,
    e: actions.toggleSave,
  };
  return keys[key.toLowerCase()] ?? null;
}

/** What sorts maps elsewhere sorts kinds here. */
function compareKey(key: string, { compare }: PanelState, actions: PanelActions): (() => void) | null {
  if (key === "s") return actions.compare.nextSort;
  if (key !== "w" || compare.comparison?.kind !== "seven") return null;
  const row = chosenKind(compare.comparison.kinds, compare.chosen);
  return row && isWritable(row) ? () => actions.compare.writeKind(row.kind) : null;
}

/** Keys of the views that show a pixel. */
function pixelKey(press: KeyPress, state: PanelState, actions: PanelActions): (() => void) | null {
  const { outcome, pixel } = state;
  if (!outcome || shownTab(state) === "model") return null;
  const { maps } = outcome;
  const { row, column } = pixel ?? { row: 0, column: 0 };
  const step = press.shift ? longStep : 1;
  const vertical = (by: number) =>
    maps.rows > 1
      ? actions.moveTo(row + by, column)
      : actions.moveTo(row, column + by * drawnSize(maps).columns);
  const keys: Record<string, (() => void) | undefined> = {
    ArrowLeft: () => actions.moveTo(row, column - step),
    ArrowRight: () => actions.moveTo(row, column + step),
    ArrowUp: () => vertical(-step),
    ArrowDown: () => vertical(step),
    Home: () => actions.moveTo(row, 0),
    End: () => actions.moveTo(row, maps.columns - 1),
    Enter: press.focus === "button" ? undefined : actions.pin,
    "[": () => actions.stepChannel(-1),
    "]": () => actions.stepChannel(1),
    "+": () => actions.zoomBy(2),
    "=": () => actions.zoomBy(2),
    "-": () => actions.zoomBy(0.5),
    "0": actions.zoomOut,
    ",": () => actions.stepBy(-1, "tap"),
    ".": () => actions.stepBy(1, "tap"),
    "<": () => actions.stepBy(-1, "group"),
    ">": () => actions.stepBy(1, "group"),
    " ": press.focus === "button" ? undefined : actions.togglePlay,
    b: actions.toggleBackwards,
  };
  return keys[press.key] ?? null;
}

/** A scale of typed numbers is gone through only once numbers are typed. */
function nextScale({ scale, typedScale }: PanelChoices): PanelChoices["scale"] {
  return nextOf(typedScale ? ["map", "layer", "typed"] : ["map", "layer"], scale);
}

function nextOf<Value>(values: readonly Value[], value: Value): Value {
  return values[(values.indexOf(value) + 1) % values.length] ?? value;
}
