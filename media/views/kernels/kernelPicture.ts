/** Draws a kernel, one square a tap; between the taps of a dilated one there are holes, where the window reads nothing. */
import { html, type TemplateResult } from "lit";
import type { KernelStage } from "../../worker/kernels/layerKernels.ts";
import { colourPlane } from "../drawPlane.ts";
import { PixelCanvas, putPixels } from "../pixelCanvas.ts";
import type { ValueScale } from "../valueScale.ts";

export interface DrawnKernel {
  readonly stage: Pick<KernelStage, "rows" | "columns" | "dilation">;
  readonly plane: Float32Array;
  readonly scale: ValueScale;
}

/** Rows and columns that the kernel covers, holes counted. */
export function coveredSize({ rows, columns, dilation }: DrawnKernel["stage"]): {
  readonly rows: number;
  readonly columns: number;
} {
  return { rows: (rows - 1) * dilation.row + 1, columns: (columns - 1) * dilation.column + 1 };
}

export function hasHoles({ dilation }: DrawnKernel["stage"]): boolean {
  return dilation.row > 1 || dilation.column > 1;
}

/** RGBA bytes over the covered size; holes are transparent. */
export function kernelPixels({ stage, plane, scale }: DrawnKernel): Uint8ClampedArray<ArrayBuffer> {
  const { rows, columns, dilation } = stage;
  const taps = new Uint32Array(colourPlane({ values: plane, start: 0, rows, columns }, scale).buffer);
  const covered = coveredSize(stage);
  const pixels = new Uint32Array(covered.rows * covered.columns);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      pixels[row * dilation.row * covered.columns + column * dilation.column] = taps[at++] as number;
    }
  }
  return new Uint8ClampedArray(pixels.buffer);
}

export class KernelPicture extends PixelCanvas {
  static override properties = { drawn: { attribute: false } };
  declare drawn: DrawnKernel;

  protected override paint(canvas: HTMLCanvasElement): void {
    putPixels(canvas, kernelPixels(this.drawn), coveredSize(this.drawn.stage));
  }
}

customElements.define("convlens-kernel-picture", KernelPicture);

export function kernelPicture(drawn: DrawnKernel, label = ""): TemplateResult {
  return html`<convlens-kernel-picture .drawn=${drawn} .label=${label}></convlens-kernel-picture>`;
}
