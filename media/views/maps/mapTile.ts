/** One tile of the grid: the map, a mark where the pixel is, and its numbers. */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelState } from "../../panel/panelState.ts";
import { type MapStatistics, markOf } from "../../worker/mapStatistics.ts";
import type { RunOutcome } from "../../worker/messages.ts";
import { exactNumber, shortNumber } from "../numberText.ts";
import { markText } from "./layerSummary.ts";
import "./mapCanvas.ts";

export interface MapTile {
  readonly outcome: RunOutcome;
  readonly panel: PanelState;
  readonly channel: number;
  /** In the order shown. */
  readonly place: number;
  /** It is the tile that the tabulator key stops at. */
  readonly tabbable: boolean;
  /** In CSS pixels from the corner of the grid. */
  readonly box: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
  readonly select: (channel: number) => void;
}

export function mapTile(tile: MapTile): TemplateResult {
  const { outcome, panel, channel, place, box, select } = tile;
  const { maps } = outcome;
  const numbers = maps.statistics[channel] ?? maps.overall;
  const flaw = markOf(numbers);
  return html`<button
    class="tile"
    role="option"
    data-testid="map-tile"
    data-channel=${channel}
    data-place=${place}
    tabindex=${tile.tabbable ? 0 : -1}
    aria-selected=${channel === panel.channel ? "true" : "false"}
    title=${tileTitle(channel, numbers)}
    .style=${`left: ${box.left}px; top: ${box.top}px; width: ${box.width}px; height: ${box.height}px`}
    @click=${() => select(channel)}
  >
    <span class="unseen">${tileText(channel, numbers)}</span>
    <span class="tile-picture" aria-hidden="true"><convlens-map-canvas .maps=${maps} .panel=${panel} .channel=${channel}></convlens-map-canvas>${pixelMark(tile)}</span>
    <span class="tile-caption" aria-hidden="true">
      <b>#${channel}</b>${flaw ? html`<em class="flaw">${flaw}</em>` : nothing}${numbers.nonFinite > 0 ? html`<em class="bad">NaN</em>` : nothing}
      <span class="mean">x̄ ${shortNumber(numbers.mean)}</span>
      <span class="range"><span>${shortNumber(numbers.min)}</span><span>${shortNumber(numbers.max)}</span></span>
    </span>
  </button>`;
}

/** The same place in all maps, once a person has pointed at one. */
function pixelMark({ outcome, panel }: MapTile): TemplateResult | typeof nothing {
  const { pixel, pointed, stale } = panel;
  const { maps } = outcome;
  if (!pixel || !pointed || stale || maps.form !== "maps") return nothing;
  const left = (100 * (pixel.column + 0.5)) / maps.columns;
  const top = (100 * (pixel.row + 0.5)) / maps.rows;
  return html`<i class="mark" .style=${`left: ${left}%; top: ${top}%`}></i>`;
}

function tileText(channel: number, numbers: MapStatistics): string {
  const flaw = markOf(numbers);
  const range = `${exactNumber(numbers.min)} to ${exactNumber(numbers.max)}`;
  return `channel ${channel}: ${range}, mean ${exactNumber(numbers.mean)}${flaw ? `, ${flaw}` : ""}`;
}

function tileTitle(channel: number, numbers: MapStatistics): string {
  const flaw = markOf(numbers);
  const lines = [
    `channel ${channel}`,
    `minimum ${exactNumber(numbers.min)}`,
    `maximum ${exactNumber(numbers.max)}`,
    `mean ${exactNumber(numbers.mean)}`,
  ];
  if (numbers.nonFinite > 0) lines.push(`${numbers.nonFinite} values not finite`);
  if (flaw) lines.push(`${flaw}: ${markText(flaw)}`);
  return lines.join("\n");
}
