/** The picture that went in, with the receptive field of the chosen value outlined on it. */
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import type { InputPicture } from "../../worker/messages.ts";
import type { PositionBox } from "../../worker/pixelAnswer.ts";
import { drawPicture } from "./pictureCanvas.ts";

export class InputPictureView extends LitElement {
  static override properties = {
    picture: { attribute: false },
    field: { attribute: false },
    name: { attribute: false },
  };
  declare picture: InputPicture;
  /** Of the input, where there are several; else empty. */
  declare name: string;
  declare field: PositionBox | null;
  private drawn: InputPicture | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { picture, field } = this;
    const what = this.name ? `Picture of the input ${this.name}` : "Input picture";
    const text = field
      ? `${what}; the outline is rows ${field.row} to ${field.row + field.rows - 1}, columns ${field.column} to ${field.column + field.columns - 1}`
      : what;
    const percent = (value: number, of: number) => `${(100 * value) / of}%`;
    return html`<div class="input-frame">
      <canvas data-testid="input-picture" role="img" aria-label=${text}></canvas>
      <i
        class="field"
        ?hidden=${field === null}
        .style=${
          field
            ? `left: ${percent(field.column, picture.width)}; top: ${percent(field.row, picture.height)}; width: ${percent(field.columns, picture.width)}; height: ${percent(field.rows, picture.height)}`
            : ""
        }
      ></i>
    </div>`;
  }

  protected override updated(_: PropertyValues): void {
    const canvas = this.querySelector("canvas");
    if (!canvas || this.drawn === this.picture) return;
    this.drawn = this.picture;
    drawPicture(canvas, this.picture);
  }
}

customElements.define("convlens-input-picture", InputPictureView);
