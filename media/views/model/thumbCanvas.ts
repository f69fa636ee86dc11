/** The map of a layer in small, enlarged without smoothing by the style sheet. */
import { html, LitElement, type TemplateResult } from "lit";
import type { LayerThumb } from "../../worker/layerThumb.ts";
import { drawPicture } from "../input/pictureCanvas.ts";

export class ThumbCanvas extends LitElement {
  static override properties = { thumb: { attribute: false } };
  declare thumb: LayerThumb;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`<canvas aria-hidden="true"></canvas>`;
  }

  protected override updated(): void {
    const canvas = this.querySelector("canvas");
    if (canvas) drawPicture(canvas, this.thumb);
  }
}

customElements.define("convlens-thumb-canvas", ThumbCanvas);
