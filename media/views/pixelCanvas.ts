/** What pictures of numbers have in common: a canvas with its name for screen readers, painted anew when what it shows has changed. */
import { LitElement, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { labelledCanvas } from "./labelledCanvas.ts";

export abstract class PixelCanvas extends LitElement {
  static override properties: PropertyDeclarations = { label: { attribute: false } };
  /** What the picture is; empty where the place around it says it. */
  declare label: string;

  /** Draws what the element shows now. */
  protected abstract paint(canvas: HTMLCanvasElement): void;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return labelledCanvas(this.label);
  }

  protected override updated(_: PropertyValues): void {
    const canvas = this.querySelector("canvas");
    if (canvas) this.paint(canvas);
  }
}

/** Makes the canvas as large as the picture and puts the RGBA bytes on it. */
export function putPixels(
  canvas: HTMLCanvasElement,
  pixels: Uint8ClampedArray<ArrayBuffer>,
  { rows, columns }: { readonly rows: number; readonly columns: number },
): void {
  canvas.width = columns;
  canvas.height = rows;
  canvas.getContext("2d")?.putImageData(new ImageData(pixels, columns, rows), 0, 0);
}
