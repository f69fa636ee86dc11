/** One map at its own resolution; the style sheet enlarges it without smoothing. */
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import type { PanelState } from "../../panel/panelState.ts";
import type { RunOutcome } from "../../worker/messages.ts";
import { paintPlane } from "../drawPlane.ts";
import { planeOf, scaleKey, scaleOf } from "./mapPicture.ts";

export class MapCanvas extends LitElement {
  static override properties = {
    maps: { attribute: false },
    panel: { attribute: false },
    channel: { attribute: false },
  };
  declare maps: RunOutcome["maps"];
  declare panel: PanelState;
  declare channel: number;
  private drawn = "";
  private drawnMaps: RunOutcome["maps"] | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`<canvas aria-hidden="true"></canvas>`;
  }

  protected override updated(_: PropertyValues): void {
    const canvas = this.querySelector("canvas");
    if (!canvas) return;
    const { choices, slice } = this.panel;
    const key = `${scaleKey(choices)} ${slice} ${this.channel}`;
    if (key === this.drawn && this.maps === this.drawnMaps) return;
    this.drawn = key;
    this.drawnMaps = this.maps;
    paintPlane(canvas, planeOf(this.maps, this.channel, slice), scaleOf(this.maps, this.channel, choices));
  }
}

customElements.define("convlens-map-canvas", MapCanvas);
