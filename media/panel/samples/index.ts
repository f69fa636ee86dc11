/** All built-in sample pictures, in the order they are offered; a new one is a file and a line here. */
import { digit } from "./digit.ts";
import { checkerboard, impulse, sinusoid, stepEdge } from "./patterns.ts";
import type { SamplePicture } from "./picture.ts";
import { scene } from "./scene.ts";
import { shapes } from "./shapes.ts";

export const samplePictures: readonly SamplePicture[] = [
  scene,
  shapes,
  digit,
  checkerboard,
  stepEdge,
  impulse,
  sinusoid,
];

/** The sample of an id; the first one for an id that is gone. */
export function sampleById(id: string): SamplePicture {
  return samplePictures.find((sample) => sample.id === id) ?? scene;
}
