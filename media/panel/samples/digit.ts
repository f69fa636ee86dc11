/** A handwritten-looking 5, white on black, as digit classifiers are trained on. */
import { drawSmooth, type SamplePicture } from "./picture.ts";

export const digit: SamplePicture = {
  id: "digit",
  title: "Digit",
  description: "A 5, white on black, as digit classifiers get it.",
  draw: (width, height) =>
    drawSmooth(width, height, (u, v) => {
      const ink = 1 - smoothStep(0.035, 0.065, distanceToStroke(u, v));
      return [ink, ink, ink];
    }),
};

/** Corners of the pen's path; the bow of the 5 is a circle in steps. */
const path: readonly (readonly [number, number])[] = [
  [0.7, 0.2],
  [0.4, 0.22],
  [0.35, 0.46],
  ...Array.from({ length: 15 }, (_, step): [number, number] => {
    const angle = -2.3 + (step / 14) * 4.5;
    return [0.49 + 0.19 * Math.cos(angle), 0.61 + 0.18 * Math.sin(angle)];
  }),
  [0.31, 0.75],
];

function distanceToStroke(u: number, v: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < path.length; i++) {
    const [ax, ay] = path[i - 1] ?? [0, 0];
    const [bx, by] = path[i] ?? [0, 0];
    const [dx, dy] = [bx - ax, by - ay];
    const along = Math.max(0, Math.min(1, ((u - ax) * dx + (v - ay) * dy) / (dx * dx + dy * dy)));
    nearest = Math.min(nearest, Math.hypot(u - ax - along * dx, v - ay - along * dy));
  }
  return nearest;
}

function smoothStep(from: number, to: number, value: number): number {
  const t = Math.max(0, Math.min(1, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
