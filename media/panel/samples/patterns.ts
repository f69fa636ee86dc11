/** Test patterns whose response can be worked out by hand: impulse, step edge, checkerboard, sinusoid. */
import { drawPixels, type SamplePicture } from "./picture.ts";

export const impulse: SamplePicture = {
  id: "impulse",
  title: "Impulse",
  description: "One white pixel on black: the response of a convolution is its own kernel, flipped.",
  draw: (width, height) => {
    const [x0, y0] = [Math.floor(width / 2), Math.floor(height / 2)];
    return drawPixels(width, height, (x, y) => grey(x === x0 && y === y0 ? 1 : 0));
  },
};

export const stepEdge: SamplePicture = {
  id: "step-edge",
  title: "Step edge",
  description:
    "Black on the left, white on the right: shows what a kernel does at an edge and at the border.",
  draw: (width, height) => drawPixels(width, height, (x) => grey(x >= Math.floor(width / 2) ? 1 : 0)),
};

export const checkerboard: SamplePicture = {
  id: "checkerboard",
  title: "Checkerboard",
  description: "Eight fields a side: corners and edges of both directions, and what strides do to them.",
  draw: (width, height) =>
    drawPixels(width, height, (x, y) =>
      grey((Math.floor((x * 8) / width) + Math.floor((y * 8) / height)) % 2 === 0 ? 1 : 0),
    ),
};

export const sinusoid: SamplePicture = {
  id: "sinusoid",
  title: "Sinusoid",
  description:
    "A wave that gets finer to the right: which spatial frequencies a layer passes, and where it aliases.",
  draw: (width, height) =>
    drawPixels(width, height, (x, y) => {
      const u = (x + 0.5) / width;
      const phase = 2 * Math.PI * (2 * u + 10 * u * u);
      return grey(0.5 + 0.5 * Math.sin(phase) * (1 - ((y + 0.5) / height) * 0.85));
    }),
};

function grey(value: number): [number, number, number] {
  return [value, value, value];
}
