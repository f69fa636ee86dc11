/** Plain shapes in flat colours: edges of every direction, corners, a curve, a thin line. */
import { type Colour, drawSmooth, type SamplePicture } from "./picture.ts";

export const shapes: SamplePicture = {
  id: "shapes",
  title: "Shapes",
  description: "Flat shapes: edges of every direction, corners, curves and a thin line.",
  draw: (width, height) => drawSmooth(width, height, colourAt),
};

function colourAt(u: number, v: number): Colour {
  if (Math.hypot(u - 0.28, v - 0.3) < 0.17)
    return Math.hypot(u - 0.28, v - 0.3) < 0.09 ? ground : [0.9, 0.3, 0.24];
  if (u > 0.57 && u < 0.87 && v > 0.14 && v < 0.44) return [0.2, 0.52, 0.86];
  if (v > 0.56 && v < 0.88 && Math.abs(u - 0.28) < (v - 0.56) * 0.62) return [0.98, 0.78, 0.22];
  if (Math.abs(u - 0.72) + Math.abs(v - 0.72) < 0.17) return [0.3, 0.7, 0.45];
  if (Math.abs(u + v - 1) < 0.007) return [1, 1, 1];
  return ground;
}

const ground: Colour = [0.11, 0.12, 0.16];
