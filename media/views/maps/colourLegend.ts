/** What the colours mean: the scale of the chosen map with its numbers. */
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { colourTable } from "../../../engine/picture/colourMap.ts";
import { exactNumber, shortNumber } from "../numberText.ts";
import type { ValueScale } from "../valueScale.ts";

export class ColourLegend extends LitElement {
  static override properties = { scale: { attribute: false } };
  declare scale: ValueScale;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { low, high, colourMap } = this.scale;
    const middle = colourMap === "diverging" ? 0 : (low + high) / 2;
    return html`<span
      class="legend"
      data-testid="legend"
      role="img"
      aria-label=${`Colour scale from ${exactNumber(low)} to ${exactNumber(high)}`}
      title=${`${exactNumber(low)} to ${exactNumber(high)}`}
    ><canvas width="256" height="1"></canvas
      ><span class="legend-numbers"><span>${shortNumber(low)}</span><span>${shortNumber(middle)}</span><span>${shortNumber(high)}</span></span
    ></span>`;
  }

  protected override updated(_: PropertyValues): void {
    const pixels = new Uint8ClampedArray(colourTable(this.scale.colourMap));
    this.querySelector("canvas")
      ?.getContext("2d")
      ?.putImageData(new ImageData(pixels, 256, 1), 0, 0);
  }
}

customElements.define("convlens-colour-legend", ColourLegend);
