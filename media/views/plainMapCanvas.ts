/** A map of plain numbers at its own resolution; the style sheet enlarges it without smoothing. */
import { html, type TemplateResult } from "lit";
import type { PlainMap } from "../worker/plainMap.ts";
import { paintPlane } from "./drawPlane.ts";
import { PixelCanvas } from "./pixelCanvas.ts";
import type { ValueScale } from "./valueScale.ts";

export class PlainMapCanvas extends PixelCanvas {
  static override properties = { map: { attribute: false }, scale: { attribute: false } };
  declare map: PlainMap;
  declare scale: ValueScale;
  private drawn = "";
  private drawnMap: PlainMap | null = null;

  protected override paint(canvas: HTMLCanvasElement): void {
    const { colourMap, low, high } = this.scale;
    const key = `${colourMap} ${low} ${high}`;
    if (key === this.drawn && this.map === this.drawnMap) return;
    this.drawn = key;
    this.drawnMap = this.map;
    const { values, rows, columns } = this.map;
    paintPlane(canvas, { values, rows, columns, start: 0 }, this.scale);
  }
}

customElements.define("convlens-plain-map", PlainMapCanvas);

/** `label` is empty where the place of the picture says what it is. */
export function plainMapCanvas(map: PlainMap, scale: ValueScale, label = ""): TemplateResult {
  return html`<convlens-plain-map .map=${map} .scale=${scale} .label=${label}></convlens-plain-map>`;
}
