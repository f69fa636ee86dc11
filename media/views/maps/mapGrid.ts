/** The grid of feature maps: only the tiles on the screen are drawn, so that thousands cost no more than a screenful. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { PanelActions, PanelState } from "../../panel/panelState.ts";
import type { RunOutcome } from "../../worker/messages.ts";
import { paintPlane } from "../drawPlane.ts";
import { exactNumber, shortNumber } from "../numberText.ts";
import { planeOf, scaleOf } from "./mapPicture.ts";
import { layOutTiles, type TileLayout, tilePosition } from "./tileLayout.ts";

const gap = 8;
const captionHeight = 52;

export class MapGrid extends LitElement {
  static override properties = {
    outcome: { attribute: false },
    panel: { attribute: false },
    actions: { attribute: false },
  };
  declare outcome: RunOutcome | null;
  declare panel: PanelState | null;
  declare actions: PanelActions | null;

  private view = { width: 0, height: 0, top: 0 };
  private readonly sizes = new ResizeObserver(() => this.measure());

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
    this.addEventListener("scroll", this.measure, { passive: true });
    this.addEventListener("keydown", this.onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.removeEventListener("scroll", this.measure);
    this.removeEventListener("keydown", this.onKey);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { outcome, panel } = this;
    if (!outcome || !panel || this.view.width === 0) return nothing;
    const layout = this.layout(outcome);
    const shown = Array.from({ length: layout.end - layout.first }, (_, at) => layout.first + at);
    return html`<div class="tiles" .style=${`height: ${layout.totalHeight}px`}>
      ${repeat(
        shown,
        (channel) => channel,
        (channel) => this.tile(outcome, panel, layout, channel),
      )}
    </div>`;
  }

  /** Moves the keyboard's focus to a tile, and the view to it. */
  private focusTile(channel: number): void {
    const { outcome } = this;
    if (!outcome) return;
    const layout = this.layout(outcome);
    const { top } = tilePosition(layout, channel, gap);
    if (top < this.scrollTop) this.scrollTop = top;
    else if (top + layout.tileHeight > this.scrollTop + this.clientHeight) {
      this.scrollTop = top + layout.tileHeight - this.clientHeight;
    }
    this.measure();
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(`[data-channel="${channel}"]`)?.focus(),
    );
  }

  private layout(outcome: RunOutcome): TileLayout {
    const { maps } = outcome;
    const strip = maps.form === "strips";
    const shape = maps.rows / maps.columns;
    return layOutTiles({
      count: maps.channels,
      width: this.view.width,
      viewHeight: this.view.height,
      scrollTop: this.view.top,
      minimumTileWidth: strip ? 220 : 104,
      tileHeight: (width) =>
        captionHeight + (strip ? 26 : Math.round(width * Math.max(0.25, Math.min(2, shape)))),
      gap,
    });
  }

  private tile(outcome: RunOutcome, panel: PanelState, layout: TileLayout, channel: number): TemplateResult {
    const { maps } = outcome;
    const { left, top } = tilePosition(layout, channel, gap);
    const numbers = maps.statistics[channel];
    const chosen = channel === panel.channel;
    const mean = numbers ? exactNumber(numbers.mean) : "?";
    const range = numbers ? `${exactNumber(numbers.min)} to ${exactNumber(numbers.max)}` : "?";
    const dead = numbers !== undefined && numbers.zeros === numbers.count;
    const { pixel } = panel;
    const mark =
      pixel && panel.pointed && !panel.stale && maps.form === "maps"
        ? html`<i
            class="mark"
            .style=${`left: ${(100 * (pixel.column + 0.5)) / maps.columns}%; top: ${(100 * (pixel.row + 0.5)) / maps.rows}%`}
          ></i>`
        : nothing;
    return html`<button
      class="tile"
      role="option"
      data-testid="map-tile"
      data-channel=${channel}
      tabindex=${chosen ? 0 : -1}
      aria-selected=${chosen ? "true" : "false"}
      aria-label=${`channel ${channel}: ${range}, mean ${mean}`}
      title=${`channel ${channel}\nminimum ${numbers ? exactNumber(numbers.min) : "?"}\nmaximum ${numbers ? exactNumber(numbers.max) : "?"}\nmean ${mean}${numbers && numbers.nonFinite > 0 ? `\n${numbers.nonFinite} values not finite` : ""}`}
      .style=${`left: ${left}px; top: ${top}px; width: ${layout.tileWidth}px; height: ${layout.tileHeight}px`}
      @click=${() => this.actions?.selectChannel(channel)}
    >
      <span class="tile-picture"><convlens-map-canvas .maps=${maps} .panel=${panel} .channel=${channel}></convlens-map-canvas>${mark}</span>
      <span class="tile-caption">
        <b>#${channel}</b>${dead ? html`<em>all 0</em>` : nothing}${numbers && numbers.nonFinite > 0 ? html`<em class="bad">NaN</em>` : nothing}
        <span class="mean">x̄ ${numbers ? shortNumber(numbers.mean) : "?"}</span>
        <span class="range">${numbers ? html`<span>${shortNumber(numbers.min)}</span><span>${shortNumber(numbers.max)}</span>` : nothing}</span>
      </span>
    </button>`;
  }

  private readonly measure = (): void => {
    const view = { width: this.clientWidth, height: this.clientHeight, top: this.scrollTop };
    if (view.width === this.view.width && view.height === this.view.height && view.top === this.view.top)
      return;
    this.view = view;
    this.requestUpdate();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const { outcome, panel, actions } = this;
    if (!outcome || !panel || !actions) return;
    const { columns } = this.layout(outcome);
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns,
      ArrowDown: columns,
      Home: -panel.channel,
      End: outcome.maps.channels - 1 - panel.channel,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const channel = panel.channel + step;
    if (channel < 0 || channel >= outcome.maps.channels) return;
    actions.selectChannel(channel);
    this.focusTile(channel);
  };
}

/** One map at its own resolution; the style sheet enlarges it without smoothing. */
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
    const key = `${choices.colourMap} ${choices.scale} ${slice} ${this.channel}`;
    if (key === this.drawn && this.maps === this.drawnMaps) return;
    this.drawn = key;
    this.drawnMaps = this.maps;
    paintPlane(canvas, planeOf(this.maps, this.channel, slice), scaleOf(this.maps, this.channel, choices));
  }
}

customElements.define("convlens-map-grid", MapGrid);
customElements.define("convlens-map-canvas", MapCanvas);
