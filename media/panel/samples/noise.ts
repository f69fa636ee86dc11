/** Noise in place of a picture: each colour of each pixel for itself, the same for the same seed. */
import { seededRandom } from "../../../engine/tensor/random.ts";
import type { Picture } from "./picture.ts";

/** Name of noise among the samples. */
export const noiseId = "noise";

/** Uniform between 0 and 1. */
export function noisePicture(width: number, height: number, seed: number): Picture {
  const random = seededRandom(seed, "noise picture");
  return { width, height, rgb: Float32Array.from({ length: 3 * width * height }, () => random.uniform()) };
}
