/** A picture of the worker on a canvas of its own size. */
import type { InputPicture } from "../../worker/messages.ts";

export function pictureCanvas(picture: InputPicture): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  drawPicture(canvas, picture);
  return canvas;
}

export function drawPicture(canvas: HTMLCanvasElement, { width, height, rgba }: InputPicture): void {
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(rgba), width, height), 0, 0);
}
