/** One map at its own resolution; the style sheet enlarges it without smoothing. */
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import type { PanelChoices } from "../../../protocol/panelChoices.ts";
import type { MapStatistics } from "../../worker/mapStatistics.ts";
import type { RunOutcome } from "../../worker/messages.ts";
import { paintPlane } from "../drawPlane.ts";
import { planeOf, scaleOf } from "./mapPicture.ts";

export class MapCanvas extends LitElement {
  static override properties = {
    maps: { attribute: false },
    choices: { attribute: false },
    channel: { attribute: false },
    slice: { attribute: false },
  };
  declare maps: RunOutcome["maps"];
  declare choices: PanelChoices;
  declare channel: number;
  declare slice: number;
  private drawn = "";
  private drawnMap: MapStatistics | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`<canvas aria-hidden="true"></canvas>`;
  }

  protected override updated(_: PropertyValues): void {
    const canvas = this.querySelector("canvas");
    if (!canvas) return;
    const { choices, slice } = this;
    const { colourMap, low, high } = scaleOf(this.maps, this.channel, choices);
    const key = `${colourMap} ${low} ${high} ${slice} ${this.channel}`;
    // A map with the statistics of before has the values of before.
    const map = this.maps.statistics[this.channel] ?? this.maps.overall;
    if (key === this.drawn && map === this.drawnMap) return;
    this.drawn = key;
    this.drawnMap = map;
    paintPlane(canvas, planeOf(this.maps, this.channel, slice), { colourMap, low, high });
  }
}

customElements.define("convlens-map-canvas", MapCanvas);
