/** Brings a picture to the size of an input: its centre, all of it squeezed, or all of it between bars; and says which. */
import type { PictureFit } from "../../protocol/panelChoices.ts";
import type { Picture } from "../panel/samples/picture.ts";
import { cropToProportions, resizePicture } from "./resizePicture.ts";

export interface FittedPicture {
  readonly picture: Picture;
  /** `centre 480×480, averaged to 224×224`; `null` where nothing had to be done. */
  readonly text: string | null;
}

export function fitPicture(whole: Picture, width: number, height: number, fit: PictureFit): FittedPicture {
  const sameProportions = whole.width * height === whole.height * width;
  if (fit === "pad" && !sameProportions) return paddedPicture(whole, width, height);
  const steps: string[] = [];
  const part = fit === "crop" ? cropToProportions(whole, width, height) : whole;
  if (part !== whole) steps.push(`centre ${part.width}×${part.height}`);
  const picture = resizePicture(part, width, height);
  if (picture !== part) {
    const squeezed = fit === "stretch" && !sameProportions ? ", proportions not kept" : "";
    steps.push(resizeText(part, width, height) + squeezed);
  }
  return { picture, text: steps.join(", ") || null };
}

function paddedPicture(whole: Picture, width: number, height: number): FittedPicture {
  const scale = Math.min(width / whole.width, height / whole.height);
  const inner = resizePicture(
    whole,
    Math.max(1, Math.round(whole.width * scale)),
    Math.max(1, Math.round(whole.height * scale)),
  );
  const left = Math.floor((width - inner.width) / 2);
  const top = Math.floor((height - inner.height) / 2);
  const rgb = new Float32Array(3 * width * height);
  for (let row = 0; row < inner.height; row++) {
    const line = inner.rgb.subarray(3 * row * inner.width, 3 * (row + 1) * inner.width);
    rgb.set(line, 3 * ((top + row) * width + left));
  }
  const resized = inner === whole ? "" : `${resizeText(whole, inner.width, inner.height)}, `;
  return { picture: { width, height, rgb }, text: `${resized}black bars to ${width}×${height}` };
}

function resizeText(from: Picture, width: number, height: number): string {
  return `${width > from.width ? "bilinear" : "averaged"} to ${width}×${height}`;
}
