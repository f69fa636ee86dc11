/** Which part of a model's graph is on screen, and what of it has to be drawn. */
import type { GraphBox, GraphLayout, GraphLine } from "../../worker/graph/layOutGraph.ts";

/** In the layout's own pixels. */
export interface GraphWindow {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const leastZoom = 0.04;
export const largestZoom = 2;
/** Below this, names could not be read: boxes are drawn without them. */
export const farZoom = 0.4;

export function clampZoom(zoom: number): number {
  return Math.max(leastZoom, Math.min(largestZoom, zoom));
}

/** The scrolled part of a view with `margin` of a view on each side, so that small scrolls draw nothing anew. */
export function windowOf(
  view: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  zoom: number,
  margin: number,
): GraphWindow {
  const { left, top, width, height } = view;
  return {
    left: (left - margin * width) / zoom,
    top: (top - margin * height) / zoom,
    right: (left + width + margin * width) / zoom,
    bottom: (top + height + margin * height) / zoom,
  };
}

export function holdsWindow(outer: GraphWindow, inner: GraphWindow): boolean {
  return (
    outer.left <= inner.left &&
    outer.top <= inner.top &&
    outer.right >= inner.right &&
    outer.bottom >= inner.bottom
  );
}

export function boxesIn({ boxes }: GraphLayout, window: GraphWindow): GraphBox[] {
  return boxes.filter(
    ({ left, top, width, height }) =>
      left < window.right && left + width > window.left && top < window.bottom && top + height > window.top,
  );
}

/** Lines are taken for their bounding boxes, so that one that only passes through is there too. */
export function linesIn({ lines }: GraphLayout, window: GraphWindow): GraphLine[] {
  return lines.filter(({ points }) => {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [x, y] of points) {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    return left < window.right && right > window.left && top < window.bottom && bottom > window.top;
  });
}

/** The innermost box at a place; `undefined` for the ground. */
export function boxAt({ boxes }: GraphLayout, x: number, y: number): GraphBox | undefined {
  return boxes.findLast(
    ({ left, top, width, height }) => x >= left && x < left + width && y >= top && y < top + height,
  );
}

/** An SVG path through the points, upright at each of them, with an arrow at the end. */
export function linePath({ points }: GraphLine): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return "";
  let path = `M${spot(first)}`;
  let before = first;
  for (const point of rest) {
    const middle = (before[1] + point[1]) / 2;
    path +=
      point[0] === before[0]
        ? `L${spot(point)}`
        : `C${spot([before[0], middle])} ${spot([point[0], middle])} ${spot(point)}`;
    before = point;
  }
  const [x, y] = last;
  return `${path}M${spot([x - 4, y - 6])}L${spot(last)}L${spot([x + 4, y - 6])}`;
}

function spot([x, y]: readonly [number, number]): string {
  return `${Math.round(x)} ${Math.round(y)}`;
}
