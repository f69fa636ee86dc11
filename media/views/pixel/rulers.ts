/** Row and column numbers along two edges of the enlarged map. */
import { type GridSize, type Viewport, visibleSize } from "./viewport.ts";

export interface Tick {
  /** Row or column number. */
  readonly place: number;
  /** Its middle, 0 at the first and 1 at the last edge of what is on screen. */
  readonly at: number;
}

/** Numbers at 1, 2 or 5 times a power of ten, at least `leastGap` of the edge's length (0..1) apart. */
export function ticksAlong(first: number, visible: number, size: number, leastGap: number): Tick[] {
  const step = niceStep(visible * leastGap);
  const ticks: Tick[] = [];
  for (let place = Math.ceil(first / step) * step; place < Math.min(size, first + visible); place += step) {
    const at = (place + 0.5 - first) / visible;
    if (at >= 0 && at <= 1) ticks.push({ place, at });
  }
  return ticks;
}

export interface RulerSettings {
  /** Room at the left and the top edge, and the size of the map, in pixels of the canvas. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Pixels of the canvas for one of the page. */
  readonly density: number;
  readonly colour: string;
  readonly font: string;
}

export function drawRulers(
  context: CanvasRenderingContext2D,
  view: Viewport,
  grid: GridSize,
  settings: RulerSettings,
): void {
  const { left, top, width, height, density, colour, font } = settings;
  const visible = visibleSize(view, grid);
  context.fillStyle = colour;
  context.font = `${10 * density}px ${font}`;
  context.textBaseline = "middle";
  context.textAlign = "center";
  for (const { place, at } of ticksAlong(
    view.column,
    visible.columns,
    grid.columns,
    (34 * density) / width,
  )) {
    context.fillText(String(place), left + at * width, top / 2);
  }
  context.textAlign = "right";
  for (const { place, at } of ticksAlong(view.row, visible.rows, grid.rows, (24 * density) / height)) {
    context.fillText(String(place), left - 5 * density, top + at * height);
  }
}

function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least) ?? 10;
  return Math.max(1, factor * power);
}
