/** A sample drawn small, as it is fed. */
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { sampleById } from "../../panel/samples/index.ts";
import { noiseId, noisePicture } from "../../panel/samples/noise.ts";
import { pictureBytes } from "../../panel/samples/picture.ts";
import { drawPicture } from "./pictureCanvas.ts";

const size = 56;

export class SampleThumb extends LitElement {
  static override properties = { sample: { attribute: false }, seed: { attribute: false } };
  declare sample: string;
  declare seed: number;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`<canvas aria-hidden="true"></canvas>`;
  }

  protected override updated(changed: PropertyValues): void {
    const canvas = this.querySelector("canvas");
    if (!canvas || (!changed.has("sample") && this.sample !== noiseId)) return;
    const picture =
      this.sample === noiseId
        ? noisePicture(size / 4, size / 4, this.seed)
        : sampleById(this.sample).draw(size, size);
    drawPicture(canvas, { width: picture.width, height: picture.height, rgba: pictureBytes(picture) });
  }
}

customElements.define("convlens-sample-thumb", SampleThumb);
